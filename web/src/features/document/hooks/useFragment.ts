import { useCallback } from 'react';
import type * as Y from 'yjs';

/** Subscribes to a section's text, whoever changes it. */
export function useFragment(fragment: Y.XmlFragment): (listener: () => void) => () => void {
  return useCallback(
    (listener) => {
      fragment.observeDeep(listener);
      return () => fragment.unobserveDeep(listener);
    },
    [fragment],
  );
}
