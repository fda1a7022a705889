import type * as Y from 'yjs';
import { bindText } from '../text';
import { TITLE_ORIGIN } from './undo';

/** Longer is no title; the server bounds it too. */
export const MAX_TITLE = 200;

/** Binds a one-line field to a shared title. Returns how to let go of it. */
export function bindTitle(
  title: Y.Text,
  field: HTMLInputElement | HTMLTextAreaElement,
  mayWrite: () => boolean = () => true,
): () => void {
  return bindText(title, field, { origin: TITLE_ORIGIN, isOneLine: true, mayWrite });
}
