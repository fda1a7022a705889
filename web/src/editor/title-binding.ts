import type * as Y from 'yjs';
import { TITLE_ORIGIN } from './undo';

export interface TextChange {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Longer is no title; the server bounds it too. */
export const MAX_TITLE = 200;

/**
 * The smallest change from one text to another, so that two people in the same title keep each other's words.
 * Never cuts a surrogate pair: Yjs would replace both halves by question marks.
 */
export function smallestChange(before: string, after: string, caret = after.length): TextChange | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  // What lies behind the caret was not typed now: this tells «aa» typed after «a» from «aa» typed before it.
  const behindCaret = Math.max(0, after.length - caret);
  let end = 0;
  while (end < Math.min(shorter, behindCaret) && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) start += 1;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end -= 1;
  return { at: start, remove: before.length - start - end, insert: after.slice(start, after.length - end) };
}

/** Where a caret goes when `change` happens before, at or around it. */
export function movedCaret(caret: number, { at, remove, insert }: TextChange): number {
  if (caret <= at) return caret;
  return caret >= at + remove ? caret + insert.length - remove : at + insert.length;
}

/** Binds a one-line field to a shared title, caret and all. Returns how to let go of it. */
export function bindTitle(title: Y.Text, field: Field, mayWrite: () => boolean = () => true): () => void {
  show(title.toString(), field);
  const onInput = () => {
    if (!mayWrite()) {
      show(title.toString(), field);
      return;
    }
    const line = oneLine(field.value);
    const change = smallestChange(title.toString(), line, field.selectionEnd ?? line.length);
    if (line !== field.value) field.value = line;
    if (change) write(title, change);
  };
  const onText = (_event: unknown, transaction: Y.Transaction) => {
    if (transaction.origin === TITLE_ORIGIN) return;
    show(title.toString(), field);
  };
  field.addEventListener('input', onInput);
  title.observe(onText);
  return () => {
    field.removeEventListener('input', onInput);
    title.unobserve(onText);
  };
}

function write(title: Y.Text, { at, remove, insert }: TextChange): void {
  title.doc?.transact(() => {
    if (remove > 0) title.delete(at, remove);
    if (insert !== '') title.insert(at, insert);
  }, TITLE_ORIGIN);
}

function show(text: string, field: Field): void {
  const change = smallestChange(field.value, text);
  if (!change) return;
  const { selectionStart, selectionEnd } = field;
  field.value = text;
  const isFocused = field.ownerDocument.activeElement === field;
  if (!isFocused || selectionStart === null || selectionEnd === null) return;
  field.setSelectionRange(movedCaret(selectionStart, change), movedCaret(selectionEnd, change));
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
