/** Which sections of the texts speak of something of the register: a way to each of them. */
import { Link } from 'wouter';
import { type Mention, useMentions } from '../../../api';
import { useTranslation } from '../../../i18n';
import { useRegisterDesk } from '../hooks/useRegisterDesk';

/** On an open card. Nothing where nobody speaks of it. */
export function SpokenOf({ entity, id }: { entity: Mention['entity']; id: string }) {
  const { t } = useTranslation();
  const sections = useSections((mention) => mention.entity === entity && mention.id === id);
  if (sections.length === 0) return null;
  return (
    <section className="spoken-of" aria-label={t('register.spokenOf')}>
      <h3>{t('register.spokenOf')}</h3>
      <ul>
        <SectionLinks sections={sections} />
      </ul>
    </section>
  );
}

/** Sections that speak of what is asked for, each once, in the order of the texts. */
export function useSections(isMeant: (mention: Mention) => boolean, isOn = true): readonly Mention[] {
  const { slug } = useRegisterDesk();
  const { data = [] } = useMentions(slug, isOn);
  const sections = new Map<string, Mention>();
  for (const mention of data) {
    const place = `${mention.document}/${mention.section}`;
    if (isMeant(mention) && !sections.has(place)) sections.set(place, mention);
  }
  return [...sections.values()];
}

export function SectionLinks({ sections }: { sections: readonly Mention[] }) {
  const { t } = useTranslation();
  const { slug } = useRegisterDesk();
  return sections.map(({ document, document_title, section, section_title }) => (
    <li key={`${document}/${section}`}>
      <Link href={`/t/${slug}/d/${document}#section-${section}`}>
        {document_title} · {section_title || t('document.section.untitled')}
      </Link>
    </li>
  ));
}
