import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';

interface Options {
  label: () => string;
  /** Id of the line that tells what belongs here, while it is shown. */
  describedBy: () => string | null;
}

/** What a screen reader says about an editor. Both are asked again at each change, as sections are renamed and filled. */
export const NamedBox = Extension.create<Options>({
  name: 'namedBox',

  addOptions() {
    return { label: () => '', describedBy: () => null };
  },

  addProseMirrorPlugins() {
    const { label, describedBy } = this.options;
    return [
      new Plugin({
        key: new PluginKey('namedBox'),
        props: {
          attributes: () => {
            const description = describedBy();
            return {
              role: 'textbox',
              'aria-multiline': 'true',
              'aria-label': label(),
              class: 'section-text',
              ...(description && { 'aria-describedby': description }),
            };
          },
        },
      }),
    ];
  },
});
