import { useEffect, useState } from 'react';
import type * as Y from 'yjs';
import type { Author } from '../../../editor';
import type { Ink } from '../ink';

/** Whoever writes is in the list already: it need not follow every letter. */
const LOOK_AGAIN_MS = 500;
const NOBODY: readonly Author[] = [];

/** Who has letters in some texts, most first; nobody while that is not shown. The list must be the same one each time. */
export function useAuthorsPresent(ink: Ink, fragments: readonly Y.XmlFragment[]): readonly Author[] {
  const [authors, setAuthors] = useState(NOBODY);
  useEffect(
    () =>
      ink.follow((painting) => {
        if (!painting) {
          setAuthors(NOBODY);
          return () => undefined;
        }
        let timer: ReturnType<typeof setTimeout> | null = null;
        const look = () => {
          timer = null;
          const present = painting.authorsOf(fragments);
          const keys = (list: readonly Author[]) => list.map(({ key }) => key).join(' ');
          setAuthors((before) => (keys(before) === keys(present) ? before : present));
        };
        const later = () => {
          timer ??= setTimeout(look, LOOK_AGAIN_MS);
        };
        look();
        for (const fragment of fragments) fragment.observeDeep(later);
        return () => {
          for (const fragment of fragments) fragment.unobserveDeep(later);
          if (timer !== null) clearTimeout(timer);
        };
      }),
    [ink, fragments],
  );
  return authors;
}
