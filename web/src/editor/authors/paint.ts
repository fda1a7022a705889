import type { Editor } from '@tiptap/core';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { paintWords } from '../extensions/painted-words';
import { lettersOf, marksOf } from './marks';
import { type AuthorOf, type Stretch, stretchesOf } from './stretches';

/** Paints the text of an open editor by its authors, and again after each change, until it is told to stop. */
export function paintAuthors(editor: Editor, fragment: Y.XmlFragment, authorOf: AuthorOf): () => void {
  let frame: number | null = null;
  const paint = () => {
    frame = null;
    if (editor.isDestroyed) return;
    // An element put around a word that is being composed would break the composition on phones.
    if (editor.view.composing) return later();
    const painted = decorationsOf(editor, fragment, authorOf);
    if (painted) paintWords(editor, painted);
  };
  const later = () => {
    frame ??= requestAnimationFrame(paint);
  };
  fragment.observeDeep(later);
  later();
  return () => {
    fragment.unobserveDeep(later);
    if (frame !== null) cancelAnimationFrame(frame);
    if (!editor.isDestroyed) paintWords(editor, DecorationSet.empty);
  };
}

/** The shared tree and the editor's are the same shape: places are counted along the shared one. */
function decorationsOf(editor: Editor, fragment: Y.XmlFragment, authorOf: AuthorOf): DecorationSet | null {
  const { doc, schema } = editor.state;
  const stretches = stretchesOf(fragment, authorOf);
  const decorations: Decoration[] = [];
  const sizeOf = (parent: Y.XmlFragment | Y.XmlElement, start: number): number => {
    let at = start;
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) {
        decorations.push(...decorationsAt(at, child, stretches.get(child) ?? []));
        at += child.length;
      } else if (child instanceof Y.XmlElement) {
        const isLeaf = schema.nodes[child.nodeName]?.isLeaf === true;
        at += isLeaf ? 1 : sizeOf(child, at + 1) + 2;
      }
    }
    return at - start;
  };
  const size = sizeOf(fragment, 0);
  // Where the editor has not drawn what was just written, the paint stays as it is: it is called again in a moment.
  return size === doc.content.size ? DecorationSet.create(doc, decorations) : null;
}

function decorationsAt(start: number, text: Y.XmlText, stretches: readonly Stretch[]): Decoration[] {
  if (stretches.every(({ author }) => author === null)) return [];
  return marksOf(stretches, lettersOf(text)).map(({ from, to, isOpen, attributes }) =>
    Decoration.inline(start + from, start + to, attributes, { inclusiveEnd: isOpen }),
  );
}
