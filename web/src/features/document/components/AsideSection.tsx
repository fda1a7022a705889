import { useEffect, useRef } from 'react';
import type * as Y from 'yjs';
import { problemMessage, useChangeSection } from '../../../api';
import { bodyRoot, followRegister, renderStatic } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { ProblemNotice } from '../../../ui/Notice';
import { useRegisterInText } from '../bindings/context';
import type { Section } from '../sections';
import { useSectionName } from './SectionArticle';

interface AsideSectionProps {
  documentId: string;
  section: Section;
  doc: Y.Doc;
  mayManage: boolean;
}

/** A section that was set aside: its place, the reason, and its text for who wants to see it. */
export function AsideSection({ documentId, section, doc, mayManage }: AsideSectionProps) {
  const { t } = useTranslation();
  const change = useChangeSection(documentId);
  const { reader } = useRegisterInText();
  const text = useRef<HTMLDivElement>(null);
  const name = useSectionName(section);

  useEffect(() => {
    const element = text.current;
    if (!element) return;
    element.replaceChildren(renderStatic(doc.getXmlFragment(bodyRoot(section.id)), reader));
    return followRegister(element, reader);
  }, [doc, section.id, reader]);

  return (
    <details className="section-aside">
      <summary>
        {t('document.section.aside', { name })} <span className="section-aside__reason">{section.aside}</span>
      </summary>
      <div ref={text} className="section-text section-text--still" />
      {change.error && <ProblemNotice message={problemMessage(change.error, t)} />}
      {mayManage && (
        <Button onClick={() => change.mutate({ section: section.id, change: { aside: null } })}>
          {t('document.section.takeBack')}
        </Button>
      )}
    </details>
  );
}
