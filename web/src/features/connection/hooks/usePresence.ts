import { useMemo, useSyncExternalStore } from 'react';
import { type DocumentConnection, othersIn, type Presence } from '../../../sync';

/** Everybody else who is inside, and in which section. Carets move often; this changes only when people do. */
export function usePresence(connection: DocumentConnection): readonly Presence[] {
  const store = useMemo(() => presenceStore(connection), [connection]);
  return useSyncExternalStore(store.subscribe, store.read);
}

function presenceStore({ awareness }: DocumentConnection) {
  let others: readonly Presence[] = othersIn(awareness);
  return {
    read: () => others,
    subscribe: (listener: () => void) => {
      const refresh = () => {
        const next = othersIn(awareness);
        if (JSON.stringify(next) === JSON.stringify(others)) return;
        others = next;
        listener();
      };
      refresh();
      awareness.on('change', refresh);
      return () => awareness.off('change', refresh);
    },
  };
}
