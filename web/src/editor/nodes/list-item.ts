import { Node } from '@tiptap/core';

export const ListItem = Node.create({
  name: 'listItem',
  content: 'flow*',
  defining: true,

  parseHTML() {
    return [{ tag: 'li' }];
  },

  renderHTML() {
    return ['li', 0];
  },

  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      // Where there is nothing to indent the key is free, and moves on as everywhere in a page.
      Tab: () => this.editor.commands.sinkListItem(this.name),
      'Shift-Tab': () => this.editor.commands.liftListItem(this.name),
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection;
        const isAtStart = empty && $from.parentOffset === 0 && $from.depth > 1 && $from.index(-1) === 0;
        return isAtStart && $from.node(-1).type === this.type && this.editor.commands.liftListItem(this.name);
      },
    };
  },
});
