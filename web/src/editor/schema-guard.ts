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
export function unknownNames(type: unknown): string[] {
  const unknown = new Set<string>();
  const waiting: unknown[] = [type];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next instanceof Y.XmlText) {
      for (const name of unknownMarks(next)) unknown.add(name);
    } else if (next instanceof Y.XmlFragment) {
      if (next instanceof Y.XmlElement && !schema.nodes[next.nodeName]) unknown.add(next.nodeName);
      waiting.push(...next.toArray());
    } else {
      unknown.add('hook');
    }
  }
  return [...unknown];
}

function unknownMarks(text: Y.XmlText): string[] {
  const runs = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  return runs.flatMap(({ insert, attributes = {} }) => {
    const marks = Object.keys(attributes).map((name) => name.replace(OVERLAP_SUFFIX, ''));
    const unknown = marks.filter((name) => !schema.marks[name]);
    return typeof insert === 'string' ? unknown : [...unknown, 'embed'];
  });
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
      const isHere = (type as unknown) === fragment || Y.isParentOf(fragment, type._item);
      if (isHere && unknownNames(type).length > 0) return onUnknown();
    }
  };
  doc.on('beforeObserverCalls', check);
  return () => doc.off('beforeObserverCalls', check);
}
