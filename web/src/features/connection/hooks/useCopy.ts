import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ConnectionView, PageLine } from '../../../sync';
import type { Copy, CopyLife } from '../copy-life';
import { line } from '../page-line';

/**
 * Opens a shared document as long as the component stands; nothing while its id is not known. `startAgain` drops this
 * copy and takes the server's.
 */
export function useCopy<Held extends Copy, Standing>(
  documentId: string | null,
  open: (line: PageLine, documentId: string) => CopyLife<Held, Standing>,
): { held: Held | null; startAgain: () => void } {
  const [life, setLife] = useState<CopyLife<Held, Standing> | null>(null);
  const opener = useRef(open);

  useEffect(() => {
    if (documentId === null) return;
    const opened = opener.current(line(), documentId);
    setLife(opened);
    return () => {
      setLife(null);
      opened.end();
    };
  }, [documentId]);

  const subscribe = useCallback((listener: () => void) => life?.changed.on(listener) ?? (() => undefined), [life]);
  const held = useSyncExternalStore(subscribe, () => life?.held ?? null);

  // After the effects of everything below: the editors of the new copy stand, those of the old one are gone.
  useEffect(() => {
    if (held) life?.drawn();
  }, [life, held]);

  return { held, startAgain: () => life?.startAgain() };
}

export function useConnectionView({ connection }: Copy): ConnectionView {
  return useSyncExternalStore(
    (listener) => connection.changed.on(listener),
    () => connection.view,
  );
}
