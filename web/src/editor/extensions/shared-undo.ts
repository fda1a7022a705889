import { Extension } from '@tiptap/core';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import {
  getRelativeSelection,
  type ProsemirrorBinding,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

interface Options {
  undoManager: Y.UndoManager | null;
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    sharedUndo: { undo: () => ReturnType; redo: () => ReturnType };
  }
}

type RelativeSelection = ReturnType<typeof getRelativeSelection>;

interface StackEvent {
  stackItem: { meta: Map<unknown, unknown> };
}

const key = new PluginKey<RelativeSelection | null>('sharedUndo');

/**
 * Undo and redo over the page's own list. The undo plugin of y-tiptap is not used: it destroys the list together
 * with the first editor that leaves the screen.
 */
export const SharedUndo = Extension.create<Options>({
  name: 'sharedUndo',
  priority: 999,

  addOptions() {
    return { undoManager: null };
  },

  addCommands() {
    const step =
      (what: 'undo' | 'redo') =>
      () =>
      ({ tr, dispatch }: { tr: { setMeta: (key: string, value: unknown) => unknown }; dispatch?: unknown }) => {
        // The change comes back from the shared document; this transaction must not be dispatched on top of it.
        tr.setMeta('preventDispatch', true);
        const { undoManager } = this.options;
        const isPossible = what === 'undo' ? undoManager?.canUndo() : undoManager?.canRedo();
        if (!isPossible) return false;
        if (dispatch) undoManager?.[what]();
        return true;
      };
    return { undo: step('undo'), redo: step('redo') };
  },

  addKeyboardShortcuts() {
    // Handled even when there is nothing to undo: the browser's own undo would tear the text apart.
    const undo = () => this.editor.commands.undo() || true;
    const redo = () => this.editor.commands.redo() || true;
    return { 'Mod-z': undo, 'Mod-y': redo, 'Shift-Mod-z': redo };
  },

  addProseMirrorPlugins() {
    const { undoManager } = this.options;
    return undoManager ? [caretMemory(undoManager)] : [];
  },
});

/** Puts the caret back where it was before the change that is undone. */
function caretMemory(undoManager: Y.UndoManager): Plugin {
  return new Plugin<RelativeSelection | null>({
    key,
    state: {
      init: () => null,
      apply: (transaction, before, state) => {
        if (!transaction.docChanged && before) return before;
        const binding = bindingOf(state);
        return binding ? getRelativeSelection(binding, state) : null;
      },
    },
    view: (view) => {
      const remember = ({ stackItem }: StackEvent) => {
        const binding = bindingOf(view.state);
        if (binding && view.hasFocus()) stackItem.meta.set(binding, key.getState(view.state));
      };
      const restore = ({ stackItem }: StackEvent) => {
        const binding = bindingOf(view.state);
        const selection = binding && (stackItem.meta.get(binding) as RelativeSelection | undefined);
        if (selection && view.hasFocus()) select(view, selection);
      };
      undoManager.on('stack-item-added', remember);
      undoManager.on('stack-item-popped', restore);
      return {
        destroy: () => {
          undoManager.off('stack-item-added', remember);
          undoManager.off('stack-item-popped', restore);
        },
      };
    },
  });
}

function select(view: EditorView, selection: RelativeSelection): void {
  const sync = ySyncPluginKey.getState(view.state);
  const at = (position: Y.RelativePosition | null) =>
    position && relativePositionToAbsolutePosition(sync.doc, sync.type, position, sync.binding.mapping);
  const anchor = at(selection.anchor);
  const head = at(selection.head);
  const { doc, tr } = view.state;
  if (anchor === null || head === null || Math.max(anchor, head) > doc.content.size) return;
  view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))).scrollIntoView());
}

function bindingOf(state: EditorView['state']): ProsemirrorBinding | null {
  return ySyncPluginKey.getState(state)?.binding ?? null;
}
