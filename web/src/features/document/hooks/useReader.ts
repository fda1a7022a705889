import { useEffect, useReducer } from 'react';
import type { LiveReader } from '../bindings/live-reader';

/** Draws the component again after every change of the register. */
export function useReader(reader: LiveReader): LiveReader {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => reader.subscribe(draw), [reader]);
  return reader;
}
