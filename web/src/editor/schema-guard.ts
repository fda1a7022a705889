import { getSchema } from '@tiptap/core';
import * as Y from 'yjs';
import { schemaExtensions } from './schema';

const schema = getSchema(schemaExtensions);
/** Between a mark's name and the suffix that tells overlapping marks apart. */
const OVERLAP_SUFFIX = /--[a-zA-Z0-9+/=]{8}$/;

/**
 * Names of nodes and marks in a piece of text that this page does not know. The binding deletes what it does not know
 * just by looking, so a section with any is never bound: it is shown, and kept.
 */
export function unknownNames(type: Y.AbstractType<unknown>): string[] {
  const unknown = new Set<string>();
  const waiting: unknown[] = [type];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next instanceof Y.XmlText) {
      for (const run of next.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]) {
        if (typeof run.insert !== 'string') unknown.add('embed');
        for (const name of Object.keys(run.attributes ?? {})) {
          const mark = name.replace(OVERLAP_SUFFIX, '');
          if (!schema.marks[mark]) unknown.add(mark);
        }
      }
    } else if (next instanceof Y.XmlElement) {
      if (!schema.nodes[next.nodeName]) unknown.add(next.nodeName);
      waiting.push(...next.toArray());
    } else if (next instanceof Y.XmlFragment) {
      waiting.push(...next.toArray());
    } else {
      unknown.add('hook');
    }
  }
  return [...unknown];
}

/**
 * Watches a bound fragment. `onUnknown` runs before the binding sees a change that brings unknown names, and must
 * let go of the fragment at once.
 */
export function guardFragment(fragment: Y.XmlFragment, onUnknown: () => void): () => void {
  const { doc } = fragment;
  if (!doc) return () => undefined;
  const check = (transaction: Y.Transaction) => {
    if (transaction.local) return;
    for (const type of transaction.changed.keys()) {
      const changed = type as Y.AbstractType<unknown>;
      const isHere = changed === fragment || Y.isParentOf(fragment, changed._item);
      if (isHere && unknownNames(changed).length > 0) return onUnknown();
    }
  };
  doc.on('beforeObserverCalls', check);
  return () => doc.off('beforeObserverCalls', check);
}
