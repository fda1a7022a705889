import { Extension } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
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
          transformPasted: ({ content, openStart, openEnd }, view) =>
            new Slice(withoutComments(content), keepsItsStyle(content, view) ? 0 : openStart, openEnd),
        },
      }),
    ];
  },
});

/** A heading pasted into an empty line is a heading; its words pasted into a line are only words. */
function keepsItsStyle({ firstChild }: Fragment, { state }: EditorView): boolean {
  const { parent } = state.selection.$from;
  const isOnEmptyLine = parent.type.name === 'block' && parent.content.size === 0 && parent.attrs.style === 'p';
  return isOnEmptyLine && firstChild?.type.name === 'block' && firstChild.attrs.style !== 'p';
}

function withoutComments(content: Fragment): Fragment {
  const nodes: ProseMirrorNode[] = [];
  content.forEach((node) => {
    const marks = node.marks.filter((mark) => mark.type.name !== 'comment');
    nodes.push(node.isText ? node.mark(marks) : node.copy(withoutComments(node.content)).mark(marks));
  });
  return Fragment.from(nodes);
}
