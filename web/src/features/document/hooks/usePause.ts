import { useCallback, useSyncExternalStore } from 'react';
import type * as Y from 'yjs';
import { readPause } from '../sections';

/** Why nobody may write in the document now, live; null while everybody may. */
export function usePause(doc: Y.Doc): string | null {
  const subscribe = useCallback(
    (listener: () => void) => {
      const meta = doc.getMap('meta');
      meta.observe(listener);
      return () => meta.unobserve(listener);
    },
    [doc],
  );
  return useSyncExternalStore(subscribe, () => readPause(doc));
}
