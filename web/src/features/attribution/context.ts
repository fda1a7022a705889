import { createContext, useContext } from 'react';
import { Ink } from './ink';

/** Without a room around it a text shows no authors. */
export const InkContext = createContext<Ink>(new Ink());

export function useInk(): Ink {
  return useContext(InkContext);
}
