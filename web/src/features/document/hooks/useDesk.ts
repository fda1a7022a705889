import { useSyncExternalStore } from 'react';
import { useCopy } from '../../connection';
import type { Desk, DeskView } from '../desk';
import { DeskLife } from '../desk-life';

/** Opens a document as long as the component stands. `startAgain` drops this copy and takes the server's. */
export function useDesk(documentId: string): { desk: Desk | null; startAgain: () => void } {
  const { held, startAgain } = useCopy(documentId, (line, id) => new DeskLife(line, id));
  return { desk: held, startAgain };
}

/** The section one is writing in, while the caret is there. */
export function useCaretSection(desk: Desk): string | null {
  return useSyncExternalStore(
    (listener) => desk.changed.on(listener),
    () => (desk.view.hasCaret ? desk.view.section : null),
  );
}

export function useDeskView(desk: Desk): DeskView {
  return useSyncExternalStore(
    (listener) => desk.changed.on(listener),
    () => desk.view,
  );
}
