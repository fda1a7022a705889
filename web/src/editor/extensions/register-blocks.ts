import { type Editor, Extension } from '@tiptap/core';
import { dropCursor } from '@tiptap/pm/dropcursor';
import { gapCursor } from '@tiptap/pm/gapcursor';
import { NodeSelection, Plugin, PluginKey, Selection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { announce } from '../../ui/announcer';
import { followRegister } from '../register/follow';
import type { RegisterReader } from '../register/reader';
import { isReferenceKind } from '../register/reference';

interface Options {
  reader: RegisterReader | null;
}

/** What the blocks of the register need around them: news from it, a caret beside them, a voice when one is selected. */
export const RegisterBlocks = Extension.create<Options>({
  name: 'registerBlocks',

  addOptions() {
    return { reader: null };
  },

  addKeyboardShortcuts() {
    // Browsers stop at the nearest letter, and never reach a block at the very start or end.
    return {
      'Mod-Home': ({ editor }) => selectEdge(editor, Selection.atStart(editor.state.doc)),
      'Mod-End': ({ editor }) => selectEdge(editor, Selection.atEnd(editor.state.doc)),
    };
  },

  addProseMirrorPlugins() {
    const { reader } = this.options;
    const around = [gapCursor(), dropCursor({ color: false, class: 'drop-place', width: 3 })];
    if (!reader) return around;
    const live = new Plugin({
      key: new PluginKey('registerBlocks'),
      view: (view) => {
        const stop = followRegister(view.dom, reader);
        let said = selectedName(view);
        return {
          update: () => {
            const name = selectedName(view);
            // A selected block has no caret in it that a screen reader could follow.
            if (name !== null && name !== said && view.hasFocus()) announce(`${name}. ${reader.selectedHint()}`);
            said = name;
          },
          destroy: stop,
        };
      },
    });
    return [...around, live];
  },
});

function selectEdge({ state, view }: Editor, edge: Selection): boolean {
  if (!(edge instanceof NodeSelection)) return false;
  view.dispatch(state.tr.setSelection(edge).scrollIntoView());
  return true;
}

function selectedName(view: EditorView): string | null {
  const { selection } = view.state;
  if (!(selection instanceof NodeSelection) || !isReferenceKind(selection.node.type.name)) return null;
  const element = view.nodeDOM(selection.from);
  return element instanceof HTMLElement ? (element.ariaLabel ?? element.textContent) : null;
}
