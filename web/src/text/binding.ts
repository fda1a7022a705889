/** A plain field of the page bound to a shared text, letter by letter, caret and all. */
import type * as Y from 'yjs';
import { movedCaret, smallestChange, type TextChange } from './change';

type Field = HTMLInputElement | HTMLTextAreaElement;

interface BindingOptions {
  /** Of what is typed here: undo lists know it by this. */
  readonly origin: unknown;
  readonly isOneLine: boolean;
  readonly mayWrite?: () => boolean;
}

/** Binds a field to a shared text. Returns how to let go of it. */
export function bindText(text: Y.Text, field: Field, options: BindingOptions): () => void {
  const { origin, isOneLine, mayWrite = () => true } = options;
  show(text.toString(), field);
  const onInput = () => {
    if (!mayWrite()) {
      show(text.toString(), field);
      return;
    }
    const words = isOneLine ? oneLine(field.value) : field.value;
    const change = smallestChange(text.toString(), words, field.selectionEnd ?? words.length);
    if (words !== field.value) field.value = words;
    if (change) writeChange(text, change, origin);
  };
  const onText = () => show(text.toString(), field);
  field.addEventListener('input', onInput);
  text.observe(onText);
  return () => {
    field.removeEventListener('input', onInput);
    text.unobserve(onText);
  };
}

export function writeChange(text: Y.Text, { at, remove, insert }: TextChange, origin: unknown): void {
  text.doc?.transact(() => {
    if (remove > 0) text.delete(at, remove);
    if (insert !== '') text.insert(at, insert);
  }, origin);
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
