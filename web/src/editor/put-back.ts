import * as Y from 'yjs';
import { PUT_BACK_ORIGIN } from './undo';

/** Writes words as new paragraphs at the end of a section, one for each line; they are an ordinary edit of this page. */
export function putBack(fragment: Y.XmlFragment, words: string): void {
  const paragraphs = words
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const paragraph = new Y.XmlElement('block');
      paragraph.setAttribute('style', 'p');
      const text = new Y.XmlText();
      text.insert(0, line);
      paragraph.insert(0, [text]);
      return paragraph;
    });
  if (paragraphs.length === 0) return;
  fragment.doc?.transact(() => fragment.insert(fragment.length, paragraphs), PUT_BACK_ORIGIN);
}
