import { Node } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { drawnReference, drawReference, redrawReference, wordsOfReference } from '../register/draw';
import type { RegisterReader } from '../register/reader';
import { REFERENCES, type Reference, type ReferenceKind } from '../register/reference';

interface Options {
  /** Without one, what is met is kept and drawn empty. */
  reader: RegisterReader | null;
}

/**
 * A node that shows something of the register and holds only its id, or its filter: what is copied, pasted and deleted
 * is the pointer, never what it points to.
 */
export function registerAtom(kind: ReferenceKind) {
  const { isInline, attribute } = REFERENCES[kind];
  const referenceOf = ({ attrs }: ProseMirrorNode): Reference => ({ kind, value: textOf(attrs[attribute]) });

  return Node.create<Options>({
    name: kind,
    group: isInline ? 'inline' : 'flow',
    inline: isInline,
    atom: true,
    selectable: true,
    draggable: false,

    addOptions() {
      return { reader: null };
    },

    addAttributes() {
      return {
        [attribute]: {
          default: null,
          rendered: false,
          parseHTML: (element: HTMLElement) => drawnReference(element)?.value ?? null,
        },
      };
    },

    parseHTML() {
      return [{ tag: `[data-register="${kind}"]` }];
    },

    renderHTML({ node }) {
      return drawReference(referenceOf(node), this.options.reader);
    },

    renderText({ node }) {
      return wordsOfReference(referenceOf(node), this.options.reader);
    },

    addNodeView() {
      const { reader } = this.options;
      return ({ node }) => {
        const dom = drawReference(referenceOf(node), reader);
        dom.contentEditable = 'false';
        return {
          dom,
          update: (next: ProseMirrorNode) => {
            if (next.type.name !== kind) return false;
            redrawReference(dom, referenceOf(next), reader);
            return true;
          },
          // It is redrawn from outside when the register changes: that is no edit.
          ignoreMutation: () => true,
        };
      };
    },
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
