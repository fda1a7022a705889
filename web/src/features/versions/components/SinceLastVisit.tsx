import type { TFunction } from 'i18next';
import { useId } from 'react';
import { Link } from 'wouter';
import { type ChangedDocument, useSinceLastVisit } from '../../../api';
import { civilMoment, currentLanguage, formatDate, useTranslation } from '../../../i18n';
import { changesPage, comparisonWithNow, versionPage } from '../addresses';
import { type News, newsOf } from '../news';

interface SinceLastVisitProps {
  slug: string;
  /** Names of the documents, for what only knows their ids. */
  documents: readonly { readonly id: string; readonly title: string }[];
}

/** How many sections are named before it says «e altre». */
const MOST_SECTIONS = 3;

/** «Dall'ultima volta»: in at most five lines. Nothing at the first visit, when everything is new. */
export function SinceLastVisit({ slug, documents }: SinceLastVisitProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const { data } = useSinceLastVisit(slug);
  if (!data || data.since === null) return null;
  const news = newsOf(data);
  const { date } = civilMoment(new Date(data.since));
  return (
    <section className="since-last-visit" aria-labelledby={titleId}>
      <h2 id={titleId}>{t('versions.since.title')}</h2>
      <p className="since-last-visit__when">
        {t(news.length === 0 ? 'versions.since.nothing' : 'versions.since.when', {
          date: formatDate(date, currentLanguage()),
        })}
      </p>
      {news.length > 0 && (
        <>
          <ul>
            {news.map((line) => (
              <li key={keyOf(line)} className={`since-last-visit__line since-last-visit__line--${line.kind}`}>
                <Line slug={slug} line={line} documents={documents} />
              </li>
            ))}
          </ul>
          <p>
            <a className="since-last-visit__all" href={changesPage(slug, 'visit')}>
              {t('versions.since.all')}
            </a>
          </p>
        </>
      )}
    </section>
  );
}

function keyOf(line: News): string {
  return line.kind === 'document' ? line.document.document : line.kind;
}

function Line({ slug, line, documents }: SinceLastVisitProps & { line: News }) {
  const { t } = useTranslation();
  const register = `/t/${slug}/registro`;
  switch (line.kind) {
    case 'waiting':
      return (
        <>
          <Link href={register}>{t('versions.since.waiting')}</Link> {counted(line, WAITING, t)}
        </>
      );
    case 'naming':
      return (
        <>
          <a href={changesPage(slug, 'visit')}>{t('versions.since.naming')}</a> {listed(line.sections, t)}
        </>
      );
    case 'document':
      return <DocumentLine slug={slug} changed={line.document} />;
    case 'commitments':
      return (
        <>
          <Link href={`${register}/tabella`}>{t('versions.since.commitments')}</Link> {counted(line, COMMITMENTS, t)}
        </>
      );
    case 'version': {
      const title = documents.find(({ id }) => id === line.document)?.title ?? '';
      return (
        <>
          <a href={versionPage(slug, line.document, line.number)}>
            {t('versions.since.version', { number: line.number, title })}
          </a>{' '}
          «{line.message}»
        </>
      );
    }
  }
}

/** Of a document that was not there yet, no list of all its sections. */
function DocumentLine({ slug, changed }: { slug: string; changed: ChangedDocument }) {
  const { t } = useTranslation();
  const { document, title, version, sections } = changed;
  if (version === null) {
    return (
      <>
        <Link href={`/t/${slug}/d/${document}`}>{title}</Link> {t('versions.since.newDocument')}
      </>
    );
  }
  const titles = sections.map((section) => section.title || t('document.section.untitled'));
  return (
    <>
      <a href={comparisonWithNow(slug, document, version)}>{title}</a>{' '}
      {t('versions.since.sections', { count: sections.length })}{' '}
      <span className="since-last-visit__which">{listed(titles, t)}</span>
    </>
  );
}

const WAITING = ['confirmations', 'alliances', 'conflicts'] as const;
const COMMITMENTS = ['added', 'changed', 'gone', 'moved'] as const;
type Counted = (typeof WAITING | typeof COMMITMENTS)[number];

/** «2 nuovi, 1 cambiato»: what there is none of is not said. */
function counted(counts: Partial<Record<Counted, number>>, kinds: readonly Counted[], t: TFunction): string {
  return kinds
    .map((kind) => ({ kind, count: counts[kind] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => t(`versions.since.count.${kind}`, { count }))
    .join(', ');
}

function listed(names: readonly string[], t: TFunction): string {
  const shown = names.slice(0, MOST_SECTIONS).join(', ');
  const more = names.length - MOST_SECTIONS;
  return more > 0 ? t('versions.since.more', { shown, count: more }) : shown;
}
