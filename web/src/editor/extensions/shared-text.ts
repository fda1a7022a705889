import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, Selection, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { ySyncPlugin } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

interface Options {
  fragment: Y.XmlFragment | null;
}

/** Binds an editor to the fragment of its section. Looking at a section never writes to it. */
export const SharedText = Extension.create<Options>({
  name: 'sharedText',
  priority: 1000,

  addOptions() {
    return { fragment: null };
  },

  addProseMirrorPlugins() {
    const { fragment } = this.options;
    if (!fragment) throw new Error('an editor needs the fragment of its section');
    return [bindingPlugin(fragment), placeToWrite()];
  },
});

/** The binding of y-tiptap, silent while the only thing to say is the place to write made below. */
function bindingPlugin(fragment: Y.XmlFragment): Plugin {
  const plugin: Plugin = ySyncPlugin(fragment, {});
  const makeView = plugin.spec.view;
  plugin.spec.view = (view: EditorView) => {
    const binding = makeView?.call(plugin, view);
    return {
      update: (current, before) => {
        if (fragment.length === 0 && isPlaceToWrite(current.state.doc)) return;
        binding?.update?.(current, before);
      },
      destroy: () => binding?.destroy?.(),
    };
  };
  return plugin;
}

/**
 * An empty section needs a block for the caret to stand in. It exists in this editor only, until something is
 * typed in it: written to the shared document, each person who looks would leave one behind.
 */
function placeToWrite(): Plugin {
  return new Plugin({
    key: new PluginKey('placeToWrite'),
    appendTransaction: (_transactions, _before, { doc, schema, selection, tr }) => {
      const block = schema.nodes.block;
      if (doc.childCount === 0 && block) tr.insert(0, block.create()).setMeta('addToHistory', false);
      // The binding leaves the caret between blocks when it draws the text for the first time.
      const isLost = selection instanceof TextSelection && !selection.$head.parent.inlineContent;
      if (isLost) tr.setSelection(Selection.near(tr.doc.resolve(Math.min(selection.head, tr.doc.content.size))));
      return tr.docChanged || (isLost && !tr.selection.eq(selection)) ? tr : null;
    },
  });
}

function isPlaceToWrite(doc: ProseMirrorNode): boolean {
  const only = doc.childCount === 1 ? doc.firstChild : null;
  return only?.type.name === 'block' && only.content.size === 0 && only.attrs.style === 'p';
}
