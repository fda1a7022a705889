import { useSyncExternalStore } from 'react';
import { type RegisterSnapshot, RegisterStore } from '../../../register';
import type { DocumentConnection, PageLine } from '../../../sync';
import { type Copy, CopyLife } from '../copy-life';
import { useCopy } from './useCopy';

/** One copy of a process's register, live. */
export interface RegisterCopy extends Copy {
  readonly store: RegisterStore;
}

/** Opens the register on the page's line: once for a page, for all that looks at it there. */
export function useRegister(registerId: string | null): { register: RegisterCopy | null; startAgain: () => void } {
  const { held, startAgain } = useCopy(registerId, openRegister);
  return { register: held, startAgain };
}

export function useSnapshot({ store }: RegisterCopy): RegisterSnapshot {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

/** Cards and fields are found again by their ids: there is no caret to remember apart from the browser's own. */
function openRegister(line: PageLine, registerId: string): CopyLife<RegisterCopy, true> {
  return new CopyLife(line, registerId, {
    hold: holdRegister,
    standingAt: () => true,
    standAgain: () => undefined,
  });
}

function holdRegister(connection: DocumentConnection): RegisterCopy {
  return { connection, store: RegisterStore.of(connection.doc), destroy: () => undefined };
}
