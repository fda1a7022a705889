import { Node, wrappingInputRule } from '@tiptap/core';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    orderedList: { toggleOrderedList: () => ReturnType };
  }
}

export const OrderedList = Node.create({
  name: 'orderedList',
  group: 'flow list',
  content: 'listItem*',

  parseHTML() {
    return [{ tag: 'ol' }];
  },

  renderHTML() {
    return ['ol', 0];
  },

  addCommands() {
    return {
      toggleOrderedList:
        () =>
        ({ commands }) =>
          commands.toggleList(this.name, 'listItem'),
    };
  },

  addInputRules() {
    return [wrappingInputRule({ find: /^\s*1[.)]\s$/, type: this.type })];
  },

  addKeyboardShortcuts() {
    return { 'Mod-Shift-7': () => this.editor.commands.toggleOrderedList() };
  },
});
