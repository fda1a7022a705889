/** What every part of the register's pages may do, and for whom. */
import { createContext, useContext } from 'react';
import type * as Y from 'yjs';
import type { Check, FieldConflict } from '../../../api';
import type { Deed } from '../../../register';

export interface RegisterDesk {
  readonly slug: string;
  readonly doc: Y.Doc;
  /** Words are taken now. */
  readonly canEdit: boolean;
  /** The coordination's own: thresholds. */
  readonly canManage: boolean;
  /** The body one writes for. */
  readonly own: string | null;
  readonly deed: () => Deed;
  readonly colorOf: (actor: string) => string;
  readonly openCard: (commitment: string | null) => void;
  /** By the id of what they speak of. */
  readonly conflictsOf: ReadonlyMap<string, readonly FieldConflict[]>;
  readonly checksOf: ReadonlyMap<string, readonly Check[]>;
  /** Deadlines of a body in one month that are still bearable. */
  readonly mostDeadlines: number;
}

export const RegisterDeskContext = createContext<RegisterDesk | null>(null);

export function useRegisterDesk(): RegisterDesk {
  const desk = useContext(RegisterDeskContext);
  if (!desk) throw new Error('a part of the register stands outside of its page');
  return desk;
}
