import { Extension } from '@tiptap/core';
import { NodeSelection, Plugin, PluginKey, Selection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

export type Neighbour = 'previous' | 'next';

interface Options {
  /** Returns false when there is no section on that side. */
  onLeave: (neighbour: Neighbour) => boolean;
}

const DIRECTIONS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const;
type Arrow = keyof typeof DIRECTIONS;

/** Lets the arrow keys walk from one section into the next, as if the text were one. */
export const SectionBorder = Extension.create<Options>({
  name: 'sectionBorder',
  priority: 40,

  addOptions() {
    return { onLeave: () => false };
  },

  addProseMirrorPlugins() {
    const { onLeave } = this.options;
    return [
      new Plugin({
        key: new PluginKey('sectionBorder'),
        props: {
          handleKeyDown: (view, event) => {
            if (!isArrow(event.key) || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
            const neighbour = event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? 'previous' : 'next';
            return isAtBorder(view, event.key, neighbour) && onLeave(neighbour);
          },
        },
      }),
    ];
  },
});

function isArrow(name: string): name is Arrow {
  return name in DIRECTIONS;
}

function isAtBorder(view: EditorView, arrow: Arrow, neighbour: Neighbour): boolean {
  const { doc, selection } = view.state;
  // A block that is selected as a whole is left like a line.
  if (selection instanceof NodeSelection && selection.node.isBlock) {
    return neighbour === 'previous' ? selection.from === 0 : selection.to === doc.content.size;
  }
  if (!selection.empty) return false;
  const edge = neighbour === 'previous' ? Selection.atStart(doc) : Selection.atEnd(doc);
  if (edge.$head.start() !== selection.$head.start()) return false;
  if (arrow === 'ArrowLeft' || arrow === 'ArrowRight') return selection.head === edge.head;
  return view.endOfTextblock(DIRECTIONS[arrow]);
}
