import { defaultDeleteFilter, ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';

/** Origin of changes made in a section's title. */
export const TITLE_ORIGIN = Symbol('title field');

/**
 * The one undo list of a page, for all its sections: it holds only what was done here, by hand. Sections join it
 * when they are first opened and never leave, so that undo reaches text that has scrolled away.
 */
export function createUndoManager(doc: Y.Doc): Y.UndoManager {
  return new Y.UndoManager([], {
    doc,
    trackedOrigins: new Set<unknown>([ySyncPluginKey, TITLE_ORIGIN]),
    // Undoing the making of a block must not take away what somebody else has written in it.
    deleteFilter: (item) => defaultDeleteFilter(item, new Set(['block'])),
    captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
  });
}
