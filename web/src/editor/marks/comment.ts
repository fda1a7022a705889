import { Mark } from '@tiptap/core';

/**
 * Anchor of a comment. Only the server writes it, so it has no command and is not read from pasted text: a copy of
 * the words is not a copy of the conversation.
 */
export const Comment = Mark.create({
  name: 'comment',
  // Several comments may cover the same words.
  excludes: '',
  inclusive: false,

  addAttributes() {
    return { thread: { default: null, rendered: false } };
  },

  renderHTML() {
    return ['span', { class: 'comment-anchor' }, 0];
  },
});
