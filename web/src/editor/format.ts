import type { Editor } from '@tiptap/core';
import { isInTable } from '@tiptap/pm/tables';
import type { BlockStyle } from './nodes/block';

/** What the toolbar shows about the place where the caret is. */
export interface Format {
  readonly style: BlockStyle;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isLink: boolean;
  readonly list: 'bulletList' | 'orderedList' | null;
  readonly isInTable: boolean;
}

export const PLAIN: Format = {
  style: 'p',
  isBold: false,
  isItalic: false,
  isLink: false,
  list: null,
  isInTable: false,
};

export function formatOf(editor: Editor): Format {
  if (editor.isDestroyed) return PLAIN;
  return {
    style: (editor.getAttributes('block').style as BlockStyle | undefined) ?? 'p',
    isBold: editor.isActive('bold'),
    isItalic: editor.isActive('italic'),
    isLink: editor.isActive('link'),
    list: innermostList(editor),
    isInTable: isInTable(editor.state),
  };
}

export function isSameFormat(a: Format, b: Format): boolean {
  return (Object.keys(a) as (keyof Format)[]).every((key) => a[key] === b[key]);
}

function innermostList(editor: Editor): Format['list'] {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const { name } = $from.node(depth).type;
    if (name === 'bulletList' || name === 'orderedList') return name;
  }
  return null;
}
