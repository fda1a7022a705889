import { Node } from '@tiptap/core';

/** The text of one section. */
export const Document = Node.create({
  name: 'doc',
  topNode: true,
  // Nothing is required anywhere in this schema: the Yjs binding deletes an element whose content does not fit.
  content: 'flow*',
});
