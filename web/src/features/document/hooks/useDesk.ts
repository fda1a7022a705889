import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { SCHEMA } from '../../../editor';
import { type ConnectionView, PageLine } from '../../../sync';
import type { Desk, DeskView } from '../desk';
import { DeskLife } from '../desk-life';

// One for the page: documents come and go on the same socket.
let pageLine: PageLine | null = null;

function line(): PageLine {
  pageLine ??= new PageLine(SCHEMA);
  return pageLine;
}

/** Opens a document as long as the component stands. `startAgain` drops this copy and takes the server's. */
export function useDesk(documentId: string): { desk: Desk | null; startAgain: () => void } {
  const [life, setLife] = useState<DeskLife | null>(null);

  useEffect(() => {
    const opened = new DeskLife(line(), documentId);
    setLife(opened);
    return () => {
      setLife(null);
      opened.end();
    };
  }, [documentId]);

  const subscribe = useCallback((listener: () => void) => life?.changed.on(listener) ?? (() => undefined), [life]);
  const desk = useSyncExternalStore(subscribe, () => life?.desk ?? null);

  // After the effects of everything below: the editors of the new desk stand, those of the old one are gone.
  useEffect(() => {
    if (desk) life?.drawn();
  }, [life, desk]);

  return { desk, startAgain: () => life?.startAgain() };
}

export function useConnectionView(desk: Desk): ConnectionView {
  const { connection } = desk;
  return useSyncExternalStore(
    (listener) => connection.changed.on(listener),
    () => connection.view,
  );
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
