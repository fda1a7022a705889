import { Extension } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { cleanPastedHtml, withoutLoneSurrogates } from '../paste/clean';

/** What is pasted becomes text of the pact, whatever it was before. */
export const CleanPaste = Extension.create({
  name: 'cleanPaste',

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('cleanPaste'),
        props: {
          transformPastedHTML: cleanPastedHtml,
          transformPastedText: withoutLoneSurrogates,
          // A copy of the words is not a copy of the conversation about them.
          transformPasted: (slice) => new Slice(withoutComments(slice.content), slice.openStart, slice.openEnd),
        },
      }),
    ];
  },
});

function withoutComments(content: Fragment): Fragment {
  const nodes: ProseMirrorNode[] = [];
  content.forEach((node) => {
    const marks = node.marks.filter((mark) => mark.type.name !== 'comment');
    nodes.push(node.isText ? node.mark(marks) : node.copy(withoutComments(node.content)).mark(marks));
  });
  return Fragment.from(nodes);
}
