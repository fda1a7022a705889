import { Link } from 'wouter';
import type * as Y from 'yjs';
import { useMentions } from '../../../api';
import { useTranslation } from '../../../i18n';
import { sectionsAbout } from '../bindings/mentions';
import type { Section } from '../sections';
import { useSectionName } from './SectionArticle';

interface MentionListProps {
  slug: string;
  documentId: string;
  doc: Y.Doc;
  commitment: string;
  sections: readonly Section[];
  onGo: (section: string) => void;
}

/** The sections that speak of a commitment: of this text as it is now, of the others as the server knows them. */
export function MentionList({ slug, documentId, doc, commitment, sections, onGo }: MentionListProps) {
  const { t } = useTranslation();
  const { data: mentions = [] } = useMentions(slug, true);
  const ids = sections.map(({ id }) => id);
  const about = new Set(sectionsAbout(doc, ids, { kind: 'commitment', id: commitment }));
  const elsewhere = new Map(
    mentions
      .filter(({ entity, id, document }) => entity === 'commitment' && id === commitment && document !== documentId)
      .map((mention) => [`${mention.document}#section-${mention.section}`, mention]),
  );
  return (
    <div className="panel-mentions">
      <p className="panel-mentions__title">{t('bindings.panel.inThisText')}</p>
      <ul>
        {sections
          .filter(({ id }) => about.has(id))
          .map((section) => (
            <MentionHere key={section.id} section={section} onGo={() => onGo(section.id)} />
          ))}
      </ul>
      {elsewhere.size > 0 && (
        <>
          <p className="panel-mentions__title">{t('bindings.panel.inOtherTexts')}</p>
          <ul>
            {[...elsewhere].map(([place, { document_title, section_title }]) => (
              <li key={place}>
                <Link href={`/t/${slug}/d/${place}`}>
                  {document_title} · {section_title || t('document.section.untitled')}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <Link href={`/t/${slug}/registro`}>{t('bindings.panel.openRegister')}</Link>
    </div>
  );
}

function MentionHere({ section, onGo }: { section: Section; onGo: () => void }) {
  const name = useSectionName(section);
  return (
    <li>
      <a
        href={`#section-${section.id}`}
        onClick={(event) => {
          event.preventDefault();
          onGo();
        }}
      >
        {name}
      </a>
    </li>
  );
}
