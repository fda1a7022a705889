import { useMemo, useSyncExternalStore } from 'react';
import * as Y from 'yjs';
import { readSections, type Section } from '../sections';

/** The list of sections as it is in the shared document, which is the only one that is live. */
export function useSections(doc: Y.Doc): readonly Section[] {
  const store = useMemo(() => sectionStore(doc), [doc]);
  return useSyncExternalStore(store.subscribe, store.read);
}

function sectionStore(doc: Y.Doc) {
  let sections: readonly Section[] = readSections(doc);
  const map = doc.getMap('sections');
  // Titles are roots; the texts inside bodies are Text too, but have a parent.
  const isAbout = (transaction: Y.Transaction) =>
    [...transaction.changed.keys()].some(
      (type) => (type as unknown) === map || (type instanceof Y.Text && type._item === null),
    );
  return {
    read: () => sections,
    subscribe: (listener: () => void) => {
      const refresh = () => {
        const next = readSections(doc);
        if (JSON.stringify(next) === JSON.stringify(sections)) return;
        sections = next;
        listener();
      };
      const onTransaction = (transaction: Y.Transaction) => {
        if (isAbout(transaction)) refresh();
      };
      refresh();
      doc.on('afterTransaction', onTransaction);
      return () => doc.off('afterTransaction', onTransaction);
    },
  };
}
