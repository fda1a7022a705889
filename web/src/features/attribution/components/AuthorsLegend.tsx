import { type CSSProperties, useId, useMemo } from 'react';
import type * as Y from 'yjs';
import { problemMessage } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { ProblemNotice } from '../../../ui/Notice';
import type { Attribution } from '../hooks/useAttribution';
import { useAuthorsPresent } from '../hooks/useAuthorsPresent';

interface AuthorsLegendProps {
  attribution: Attribution;
  doc: Y.Doc;
  /** Roots of the texts, in the order of the document. */
  roots: readonly string[];
}

/** Which colour and which letters are whose. */
export function AuthorsLegend({ attribution, doc, roots }: AuthorsLegendProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const { ink, isOn, isComing, problem, toggle } = attribution;
  const named = roots.join('\n');
  const fragments = useMemo(
    () => named.split('\n').flatMap((root) => (root === '' ? [] : doc.getXmlFragment(root))),
    [doc, named],
  );
  const authors = useAuthorsPresent(ink, fragments);
  if (!isOn) return null;
  return (
    <section className="authors-legend" aria-labelledby={titleId}>
      <div className="authors-legend__head">
        <h2 id={titleId}>{t('versions.authors.title')}</h2>
        <Button look="quiet" onClick={toggle}>
          {t('versions.authors.hide')}
        </Button>
      </div>
      {isComing && <p role="status">{t('common.loading')}</p>}
      {problem !== null && <ProblemNotice message={problemMessage(problem, t)} />}
      {authors.length > 0 && (
        <ul>
          {authors.map(({ key, name, sign, color }) => (
            <li key={key} style={{ '--author-color': color } as CSSProperties}>
              <span className="author-sign" aria-hidden="true">
                {sign}
              </span>
              <span className="authors-legend__name">{name}</span>
            </li>
          ))}
        </ul>
      )}
      {!isComing && problem === null && (
        <p className="authors-legend__rest">
          {t(authors.length === 0 ? 'versions.authors.nobody' : 'versions.authors.unmarked')}
        </p>
      )}
    </section>
  );
}
