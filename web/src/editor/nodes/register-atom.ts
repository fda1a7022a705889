import { Node } from '@tiptap/core';

interface RegisterAtom {
  readonly name: string;
  readonly isInline: boolean;
  /** Attribute that says what is shown; nothing else is stored. */
  readonly attribute: 'id' | 'filter';
}

/**
 * A node that shows something of the register and holds only its id. For now it is drawn as an inert box in plain
 * DOM: what matters is that a page which meets one keeps it.
 */
export function registerAtom({ name, isInline, attribute }: RegisterAtom) {
  return Node.create({
    name,
    group: isInline ? 'inline' : 'flow',
    inline: isInline,
    atom: true,
    selectable: true,
    draggable: false,

    addAttributes() {
      return { [attribute]: { default: null, rendered: false } };
    },

    renderHTML({ node }) {
      return atomDom(name, isInline, node.attrs[attribute]);
    },
  });
}

/** The same drawing for the editor and for text shown without one. */
export function atomDom(name: string, isInline: boolean, value: unknown): [string, Record<string, string>] {
  return [
    isInline ? 'span' : 'div',
    { class: `register-atom register-atom-${name}`, 'data-value': typeof value === 'string' ? value : '' },
  ];
}
