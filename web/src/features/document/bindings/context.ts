import { createContext, useContext } from 'react';
import type { InsertMenu } from '../../../editor';
import type { LiveReader } from './live-reader';

/** What the sections of a page have of the register: the same objects as long as the page stands. */
export interface RegisterInText {
  readonly reader: LiveReader;
  readonly insertMenu: InsertMenu;
}

export const RegisterInTextContext = createContext<RegisterInText | null>(null);

export function useRegisterInText(): RegisterInText {
  const here = useContext(RegisterInTextContext);
  if (!here) throw new Error('texts stand inside a document room');
  return here;
}
