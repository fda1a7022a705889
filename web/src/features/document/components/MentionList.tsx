import type * as Y from 'yjs';
import { useTranslation } from '../../../i18n';
import { sectionsAbout } from '../bindings/mentions';
import type { Section } from '../sections';
import { useSectionName } from './SectionArticle';

interface MentionListProps {
  doc: Y.Doc;
  commitment: string;
  sections: readonly Section[];
  onGo: (section: string) => void;
}

/** The sections that speak of a commitment. */
export function MentionList({ doc, commitment, sections, onGo }: MentionListProps) {
  const { t } = useTranslation();
  const ids = sections.map(({ id }) => id);
  const about = new Set(sectionsAbout(doc, ids, { kind: 'commitment', id: commitment }));
  return (
    <div className="panel-mentions">
      <p className="panel-mentions__title">{t('bindings.panel.inThisText')}</p>
      <ul>
        {sections
          .filter(({ id }) => about.has(id))
          .map((section) => (
            <Mention key={section.id} section={section} onGo={() => onGo(section.id)} />
          ))}
      </ul>
    </div>
  );
}

function Mention({ section, onGo }: { section: Section; onGo: () => void }) {
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
