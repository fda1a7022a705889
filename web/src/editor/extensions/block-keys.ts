import { Extension } from '@tiptap/core';
import type { EditorState } from '@tiptap/pm/state';
import type { BlockStyle } from '../nodes/block';

/** Keys of headings and quotations. Asked after lists and tables. */
export const BlockKeys = Extension.create({
  name: 'blockKeys',

  addKeyboardShortcuts() {
    const { editor } = this;
    const set = (style: BlockStyle) => () => editor.commands.setBlockStyle(style);
    return {
      'Mod-Alt-0': set('p'),
      'Mod-Alt-1': set('h3'),
      'Mod-Alt-2': set('h4'),
      'Mod-Alt-3': set('quote'),
      Enter: () => {
        const block = styledBlock(editor.state);
        if (!block) return false;
        // An empty heading or quotation is left with Enter; after a heading the text goes on as a paragraph.
        if (block.isEmpty) return editor.commands.setBlockStyle('p');
        return block.isAtEnd && block.style !== 'quote' && editor.chain().splitBlock().setBlockStyle('p').run();
      },
      Backspace: () => {
        const block = styledBlock(editor.state);
        return block?.isAtStart === true && editor.commands.setBlockStyle('p');
      },
    };
  },
});

function styledBlock(state: EditorState) {
  const { $from, empty } = state.selection;
  const { parent, parentOffset } = $from;
  if (!empty || parent.type.name !== 'block' || parent.attrs.style === 'p') return null;
  return {
    style: parent.attrs.style as BlockStyle,
    isEmpty: parent.content.size === 0,
    isAtStart: parentOffset === 0,
    isAtEnd: parentOffset === parent.content.size,
  };
}
