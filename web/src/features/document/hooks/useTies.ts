import { useMemo, useSyncExternalStore } from 'react';
import type * as Y from 'yjs';
import { bodyRoot } from '../../../editor';
import { allTiesOf, type Ties } from '../bindings/mentions';

/** What a section shows of the register and is bound to, live. */
export function useTies(doc: Y.Doc, section: string): Ties {
  const store = useMemo(() => tiesStore(doc, section), [doc, section]);
  return useSyncExternalStore(store.subscribe, store.read);
}

function tiesStore(doc: Y.Doc, section: string) {
  let ties = allTiesOf(doc, section);
  const fragment = doc.getXmlFragment(bodyRoot(section));
  const bindings = doc.getMap('bindings');
  return {
    read: () => ties,
    subscribe: (listener: () => void) => {
      const refresh = () => {
        const next = allTiesOf(doc, section);
        // Every letter of the section comes by here; few of them change what it speaks of.
        if (JSON.stringify(next) === JSON.stringify(ties)) return;
        ties = next;
        listener();
      };
      refresh();
      fragment.observeDeep(refresh);
      bindings.observe(refresh);
      return () => {
        fragment.unobserveDeep(refresh);
        bindings.unobserve(refresh);
      };
    },
  };
}
