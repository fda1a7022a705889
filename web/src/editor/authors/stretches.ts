import * as Y from 'yjs';

/** Somebody who writes, as the text shows them: a body, never a person. */
export interface Author {
  readonly key: string;
  readonly name: string;
  /** One to three letters that stand for the name where there is no room for it. */
  readonly sign: string;
  readonly color: string;
}

/** Who writes under a client id; null for text that is nobody's, and while it is not known. */
export type AuthorOf = (client: number) => Author | null;

/** Letters in a row by one author, within one text. */
export interface Stretch {
  readonly length: number;
  readonly author: Author | null;
  /** What stands at its beginning, so that the colour never speaks alone. */
  readonly label: 'name' | 'sign' | null;
}

/** Shorter ones get the sign: a name would be longer than the words it stands at. */
const NAMED_FROM = 24;
/** The page reads its text like this too; nesting deeper was not made by hand. */
const MAX_DEPTH = 40;

/** The texts of a section in reading order, each in stretches. Read from the shared items themselves, letter by letter. */
export function stretchesOf(fragment: Y.XmlFragment, authorOf: AuthorOf): Map<Y.XmlText, readonly Stretch[]> {
  const found = new Map<Y.XmlText, readonly Stretch[]>();
  const label = labeller();
  walk(fragment, 0, (text, isFirstInBlock) => {
    const runs = runsOf(text, authorOf);
    found.set(
      text,
      runs.map(({ words, author }, at) => ({
        length: words.length,
        author,
        label: label(words, author, isFirstInBlock && at === 0),
      })),
    );
  });
  return found;
}

/** How many letters each author has in a section, most first; blanks do not count. */
export function authorsOf(fragment: Y.XmlFragment, authorOf: AuthorOf): { author: Author; letters: number }[] {
  const counts = new Map<string, { author: Author; letters: number }>();
  walk(fragment, 0, (text) => {
    for (const { words, author } of runsOf(text, authorOf)) {
      const letters = words.replace(/\s+/g, '').length;
      if (!author || letters === 0) continue;
      const known = counts.get(author.key);
      if (known) known.letters += letters;
      else counts.set(author.key, { author, letters });
    }
  });
  return [...counts.values()].sort((a, b) => b.letters - a.letters);
}

type Visit = (text: Y.XmlText, isFirstInBlock: boolean) => void;

function walk(parent: Y.XmlFragment | Y.XmlElement, depth: number, visit: Visit): void {
  if (depth > MAX_DEPTH) return;
  let isFirst = true;
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText) {
      visit(child, isFirst);
      if (child.length > 0) isFirst = false;
    } else if (child instanceof Y.XmlElement) {
      walk(child, depth + 1, visit);
    }
  }
}

interface Run {
  words: string;
  readonly author: Author | null;
}

/** What is not deleted, by whom it was typed; neighbours of one author join, whatever their format. */
function runsOf(text: Y.XmlText, authorOf: AuthorOf): Run[] {
  const runs: Run[] = [];
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const author = authorOf(item.id.client);
    // Something that is no text takes one place, as it does in the editor.
    const words = item.content instanceof Y.ContentString ? item.content.str : '\ufffc'.repeat(item.length);
    const last = runs.at(-1);
    if (last && last.author?.key === author?.key) last.words += words;
    else runs.push({ words, author });
  }
  return runs;
}

/** Names where the author changes, signs at further blocks of the same one and at short words. */
function labeller(): (words: string, author: Author | null, isBlockStart: boolean) => Stretch['label'] {
  let last: string | null = null;
  let lastLabelled: string | null = null;
  return (words, author, isBlockStart) => {
    const key = author?.key ?? null;
    const goesOn = !isBlockStart && key === last;
    last = key;
    if (key === null || goesOn || words.trim() === '') return null;
    const isKnown = key === lastLabelled;
    lastLabelled = key;
    return words.length >= NAMED_FROM && !isKnown ? 'name' : 'sign';
  };
}
