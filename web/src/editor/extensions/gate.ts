import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

interface Options {
  /** Asked before each change made here, by whatever hand: key, paste, drop, command. */
  mayWrite: () => boolean;
}

/**
 * Lets no change out of an editor whose section is closed. The page takes the editor away in that case; this is for
 * the moments until then, so that not one letter is written after the door was shut.
 */
export const Gate = Extension.create<Options>({
  name: 'gate',

  addOptions() {
    return { mayWrite: () => true };
  },

  addProseMirrorPlugins() {
    const { mayWrite } = this.options;
    return [
      new Plugin({
        key: new PluginKey('gate'),
        filterTransaction: (transaction, { doc }) => {
          // What others write still comes in; the place to write of an empty section is never shared.
          const isFromOthers = transaction.getMeta(ySyncPluginKey)?.isChangeOrigin === true;
          return !transaction.docChanged || isFromOthers || doc.childCount === 0 || mayWrite();
        },
      }),
    ];
  },
});
