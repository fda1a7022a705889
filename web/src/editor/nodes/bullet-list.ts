import { Node, wrappingInputRule } from '@tiptap/core';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    bulletList: { toggleBulletList: () => ReturnType };
  }
}

export const BulletList = Node.create({
  name: 'bulletList',
  group: 'flow list',
  content: 'listItem*',

  parseHTML() {
    return [{ tag: 'ul' }];
  },

  renderHTML() {
    return ['ul', 0];
  },

  addCommands() {
    return {
      toggleBulletList:
        () =>
        ({ commands }) =>
          commands.toggleList(this.name, 'listItem'),
    };
  },

  addInputRules() {
    return [wrappingInputRule({ find: /^\s*[-+*]\s$/, type: this.type })];
  },

  addKeyboardShortcuts() {
    return { 'Mod-Shift-8': () => this.editor.commands.toggleBulletList() };
  },
});
