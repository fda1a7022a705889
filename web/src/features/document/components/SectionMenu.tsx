import { useState } from 'react';
import { problemMessage, useChangeSection } from '../../../api';
import { useTranslation } from '../../../i18n';
import { announce } from '../../../ui/announcer';
import { Menu, type MenuItem } from '../../../ui/Menu';
import { ProblemNotice } from '../../../ui/Notice';
import { sectionHistoryPage } from '../../versions';
import { placeAfterMove, type Section } from '../sections';
import { PolicyDialog } from './PolicyDialog';
import { ReasonDialog } from './ReasonDialog';
import { useSectionName } from './SectionArticle';

interface SectionMenuProps {
  slug: string;
  documentId: string;
  section: Section;
  sections: readonly Section[];
  mayManage: boolean;
}

/** Everybody reads a section's history; a coordinator may do more with it as a whole, and the answer comes live. */
export function SectionMenu({ slug, documentId, section, sections, mayManage }: SectionMenuProps) {
  const { t } = useTranslation();
  const change = useChangeSection(documentId);
  const [isSettingAside, setSettingAside] = useState(false);
  const [isChoosingWho, setChoosingWho] = useState(false);
  const name = useSectionName(section);

  function move(direction: -1 | 1) {
    const after = placeAfterMove(sections, section.id, direction);
    if (after === undefined) return;
    change.mutate(
      { section: section.id, change: { order: { after } } },
      { onSuccess: () => announce(t('document.section.moved', { name })) },
    );
  }

  const history: MenuItem = {
    id: 'history',
    icon: 'history',
    label: t('versions.section'),
    href: sectionHistoryPage(slug, documentId, section.id),
  };
  const label = t('document.section.menu', { name });
  if (!mayManage) return <Menu label={label} align="end" items={[history]} />;

  return (
    <>
      <Menu
        label={label}
        align="end"
        items={[
          {
            id: 'up',
            icon: 'chevron-up',
            label: t('document.section.moveUp'),
            disabled: placeAfterMove(sections, section.id, -1) === undefined,
            onSelect: () => move(-1),
          },
          {
            id: 'down',
            icon: 'chevron-down',
            label: t('document.section.moveDown'),
            disabled: placeAfterMove(sections, section.id, 1) === undefined,
            onSelect: () => move(1),
          },
          history,
          { id: 'policy', icon: 'lock', label: t('document.policy.menu'), onSelect: () => setChoosingWho(true) },
          { id: 'aside', icon: 'close', label: t('document.section.setAside'), onSelect: () => setSettingAside(true) },
        ]}
      />
      {change.error && <ProblemNotice message={problemMessage(change.error, t)} />}
      <PolicyDialog
        slug={slug}
        documentId={documentId}
        section={section}
        open={isChoosingWho}
        onClose={() => setChoosingWho(false)}
      />
      <ReasonDialog
        title={t('document.section.setAsideTitle', { name })}
        hint={t('document.section.setAsideHint')}
        confirm={t('document.section.setAsideConfirm')}
        open={isSettingAside}
        isBusy={change.isPending}
        onClose={() => setSettingAside(false)}
        onConfirm={(aside) =>
          change.mutate({ section: section.id, change: { aside } }, { onSuccess: () => setSettingAside(false) })
        }
      />
    </>
  );
}
