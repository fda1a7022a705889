import type * as Y from 'yjs';
import type { Author, AuthorOf, Editor, TextAuthors } from '../../editor';
import { paintAuthors } from '../../editor/authors/paint';
import { authorsOf, stretchesOf } from '../../editor/authors/stretches';

/** What paints a document by its authors; fetched when somebody wants to see them. */
export class Painting {
  constructor(private readonly authorOf: AuthorOf) {}

  /** An open editor, until what is returned is called. */
  paint(editor: Editor, fragment: Y.XmlFragment): () => void {
    return paintAuthors(editor, fragment, this.authorOf);
  }

  /** A text without an editor. */
  textAuthors(fragment: Y.XmlFragment): TextAuthors {
    return stretchesOf(fragment, this.authorOf);
  }

  /** Who has letters in some sections, most first. */
  authorsOf(fragments: readonly Y.XmlFragment[]): Author[] {
    const sums = new Map<string, { author: Author; letters: number }>();
    for (const { author, letters } of fragments.flatMap((fragment) => authorsOf(fragment, this.authorOf))) {
      const known = sums.get(author.key)?.letters ?? 0;
      sums.set(author.key, { author, letters: known + letters });
    }
    return [...sums.values()].sort((a, b) => b.letters - a.letters).map(({ author }) => author);
  }
}
