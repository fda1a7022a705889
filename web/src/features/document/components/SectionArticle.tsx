import { useSyncExternalStore } from 'react';
import { isBlank, type Neighbour } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { SectionAuthors } from '../../attribution';
import type { Desk } from '../desk';
import { useFragment } from '../hooks/useFragment';
import { hasNumber, type Section } from '../sections';
import { SectionLock } from './SectionLock';
import { SectionMenu } from './SectionMenu';
import { SectionText } from './SectionText';
import { SectionTitle } from './SectionTitle';

interface SectionArticleProps {
  slug: string;
  documentId: string;
  desk: Desk;
  section: Section;
  sections: readonly Section[];
  canEdit: boolean;
  mayManage: boolean;
  onLeave: (from: string, to: Neighbour) => boolean;
}

export function SectionArticle(props: SectionArticleProps) {
  const { slug, documentId, desk, section, sections, canEdit, mayManage, onLeave } = props;
  const { t } = useTranslation();
  const fragment = desk.textOf(section.id);
  const isEmpty = useIsEmpty(fragment);
  const guidanceId = `guidance-${section.id}`;
  const name = useSectionName(section);
  const textName = useTextName(section);

  return (
    <article id={`section-${section.id}`} data-section={section.id} className="section" tabIndex={-1} aria-label={name}>
      <header className="section__head">
        {hasNumber(section) && (
          <span className="section__number">
            {section.kind === 'article'
              ? t('document.section.articleNumber', { number: section.number })
              : section.number}
          </span>
        )}
        <SectionTitle desk={desk} section={section} canEdit={canEdit} />
        <SectionMenu slug={slug} documentId={documentId} section={section} sections={sections} mayManage={mayManage} />
      </header>
      <SectionLock section={section} />
      <SectionAuthors fragment={fragment} />
      {section.notApplicable && (
        <p className="section__note">{t('document.section.notApplicable', { reason: section.notApplicable })}</p>
      )}
      <div className="section__body">
        <SectionText
          desk={desk}
          section={section.id}
          fragment={fragment}
          label={textName}
          describedBy={isEmpty && section.guidance ? guidanceId : null}
          canEdit={canEdit}
          onLeave={onLeave}
        />
        {isEmpty && section.guidance && (
          <p id={guidanceId} className="section__guidance">
            {section.guidance}
          </p>
        )}
      </div>
      {canEdit && (
        <Button look="quiet" icon="pencil" className="section__write" onClick={() => desk.focus(section.id, 'end')}>
          {t('document.section.write')}
          <span className="visually-hidden"> · {name}</span>
        </Button>
      )}
    </article>
  );
}

function useIsEmpty(fragment: Parameters<typeof isBlank>[0]): boolean {
  const watch = useFragment(fragment);
  return useSyncExternalStore(watch, () => isBlank(fragment));
}

/** «Testo dell'articolo 3 · Oggetto»: the name of the box one writes in. */
function useTextName(section: Section): string {
  const { t } = useTranslation();
  const title = section.title || t('document.section.untitled');
  if (!hasNumber(section)) return t('document.section.textOf.other', { title });
  const { number } = section;
  return section.kind === 'article'
    ? t('document.section.textOf.article', { number, title })
    : t('document.section.textOf.part', { number, title });
}

/** «articolo 3 · Oggetto», «premesse», as it is said aloud. */
export function useSectionName(section: Section): string {
  const { t } = useTranslation();
  const title = section.title || t('document.section.untitled');
  if (!hasNumber(section)) return title;
  const { number } = section;
  return section.kind === 'article'
    ? t('document.section.named.article', { number, title })
    : t('document.section.named.part', { number, title });
}
