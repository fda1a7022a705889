import { useMemo } from 'react';
import type * as Y from 'yjs';
import { useTranslation } from '../../../i18n';
import { useInk } from '../context';
import { useAuthorsPresent } from '../hooks/useAuthorsPresent';

/** «Qui hanno scritto: Parrocchia, Comune»: in words what the section shows in colours. */
export function SectionAuthors({ fragment }: { fragment: Y.XmlFragment }) {
  const { t } = useTranslation();
  const fragments = useMemo(() => [fragment], [fragment]);
  const authors = useAuthorsPresent(useInk(), fragments);
  if (authors.length === 0) return null;
  return (
    <p className="section-authors">
      {t('versions.authors.here', { names: authors.map(({ name }) => name).join(', ') })}
    </p>
  );
}
