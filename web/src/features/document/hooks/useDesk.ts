import { useEffect, useState, useSyncExternalStore } from 'react';
import { SCHEMA } from '../../../editor';
import { type ConnectionView, PageLine } from '../../../sync';
import { Desk, type DeskView } from '../desk';

// One for the page: documents come and go on the same socket.
let pageLine: PageLine | null = null;

function line(): PageLine {
  pageLine ??= new PageLine(SCHEMA);
  return pageLine;
}

/** Opens a document as long as the component stands. `startAgain` drops this copy and takes the server's. */
export function useDesk(documentId: string): { desk: Desk | null; startAgain: () => void } {
  const [desk, setDesk] = useState<Desk | null>(null);
  const [life, setLife] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new life opens the document anew.
  useEffect(() => {
    const opened = new Desk(line().open(documentId));
    setDesk(opened);
    return () => {
      setDesk(null);
      opened.destroy();
      line().close(documentId);
    };
  }, [documentId, life]);

  function startAgain() {
    line().discard(documentId);
    setLife(life + 1);
  }
  return { desk, startAgain };
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
