import { type Editor, Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { DecorationSet } from '@tiptap/pm/view';

const key = new PluginKey<DecorationSet>('paintedWords');

/** Room for what is painted over the text from outside; while nothing is, it costs a comparison a keystroke. */
export const PaintedWords = Extension.create({
  name: 'paintedWords',

  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (transaction, painted) => {
            const fresh = transaction.getMeta(key) as DecorationSet | undefined;
            if (fresh) return fresh;
            // Until it is painted again the paint moves along with the words.
            return painted === DecorationSet.empty ? painted : painted.map(transaction.mapping, transaction.doc);
          },
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },
});

export function paintWords(editor: Editor, painted: DecorationSet): void {
  const { view } = editor;
  if (painted === DecorationSet.empty && key.getState(view.state) === DecorationSet.empty) return;
  view.dispatch(view.state.tr.setMeta(key, painted).setMeta('addToHistory', false));
}
