import type * as Y from 'yjs';
import type { Author, Stretch } from './stretches';

/** One piece of a stretch as an element: its first letter carries the label, the rest does not. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  /** What is typed at its end belongs to it, until the text is painted again. */
  readonly isOpen: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const COLOR = /^#[0-9a-f]{6}$/i;

/** Where one text is marked, by offsets of its letters. */
export function marksOf(stretches: readonly Stretch[], letters: string): Mark[] {
  const marks: Mark[] = [];
  let at = 0;
  for (const { length, author, label } of stretches) {
    const from = at;
    at += length;
    if (!author || length === 0) continue;
    const first = label === null ? 0 : Math.min(letterLength(letters, from), length);
    const isWhole = first === length;
    if (first > 0) {
      marks.push({ from, to: from + first, isOpen: isWhole, attributes: attributesOf(author, label) });
    }
    if (!isWhole) marks.push({ from: from + first, to: at, isOpen: true, attributes: attributesOf(author, null) });
  }
  return marks;
}

/** The label is drawn by the style sheet: it is no part of the text, and no caret goes into it. */
function attributesOf({ name, sign, color }: Author, label: Stretch['label']): Record<string, string> {
  return {
    class: 'authored',
    style: COLOR.test(color) ? `--author-color: ${color}` : '',
    title: name,
    ...(label !== null && { 'data-author': label === 'name' ? name : sign }),
  };
}

/** The letters of a text; what is no letter takes one place. */
export function lettersOf(text: Y.XmlText): string {
  const delta = text.toDelta() as { insert: unknown }[];
  return delta.map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc')).join('');
}

/** Two places for a letter outside the basic plane. */
function letterLength(letters: string, offset: number): number {
  return (letters.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}
