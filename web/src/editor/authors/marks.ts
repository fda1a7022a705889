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

/** Longer names would not fit beside a word on a phone; the legend has them whole. */
const LONGEST_LABEL = 32;
const COLOR = /^#[0-9a-f]{6}$/i;

/** Where one text is marked, by offsets of its letters. */
export function marksOf(stretches: readonly Stretch[], letters: string): Mark[] {
  const marks: Mark[] = [];
  let at = 0;
  for (const { length, author, label } of stretches) {
    const from = at;
    at += length;
    if (!author || length === 0) continue;
    // At the first letter, not at a blank before it: a line must not end in a label without its word.
    const labelled = label === null ? at : from + letters.slice(from, at).search(/\S/);
    const plain = Math.min(labelled + (labelled < at ? letterLength(letters, labelled) : 0), at);
    const pieces = [
      [from, labelled, null],
      [labelled, plain, label],
      [plain, at, null],
    ] as const;
    for (const [start, end, sign] of pieces) {
      if (start < end) marks.push({ from: start, to: end, isOpen: end === at, attributes: attributesOf(author, sign) });
    }
  }
  return marks;
}

/** The label is drawn by the style sheet: it is no part of the text, and no caret goes into it. */
function attributesOf({ name, sign, color }: Author, label: Stretch['label']): Record<string, string> {
  return {
    class: 'authored',
    style: COLOR.test(color) ? `--author-color: ${color}` : '',
    title: name,
    ...(label !== null && { 'data-author': label === 'name' ? shortened(name) : sign }),
  };
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= LONGEST_LABEL
    ? name
    : `${letters
        .slice(0, LONGEST_LABEL - 1)
        .join('')
        .trimEnd()}…`;
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
