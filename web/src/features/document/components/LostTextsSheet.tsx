import { problemMessage } from '../../../api';
import { putBack } from '../../../editor';
import { useTranslation } from '../../../i18n';
import type { ConnectionView, WordsPart } from '../../../sync';
import { announce } from '../../../ui/announcer';
import { ProblemNotice } from '../../../ui/Notice';
import { Sheet } from '../../../ui/Sheet';
import type { LostTexts } from '../../connection';
import type { Desk } from '../desk';
import { obstacleTo } from '../obstacle';
import type { Section } from '../sections';
import { LostTextEntry } from './LostTextEntry';

interface LostTextsSheetProps {
  desk: Desk;
  view: ConnectionView;
  sections: readonly Section[];
  isPaused: boolean;
  lost: LostTexts;
  open: boolean;
  onClose: () => void;
}

/** Words that did not get into the document: to copy, to put back, to let go. */
export function LostTextsSheet({ desk, view, sections, isPaused, lost, open, onClose }: LostTextsSheetProps) {
  const { t } = useTranslation();
  const sectionOf = ({ section }: WordsPart) => sections.find(({ id }) => id === section);

  /** Returns whether it was done: the section may have closed since the button was drawn. */
  function putPartBack(part: WordsPart): boolean {
    const section = sectionOf(part);
    if (!section || !desk.isOpen(section.id)) return false;
    const fragment = desk.textOf(section.id);
    // A step of undo of its own: it is nobody's typing.
    desk.undoManager.stopCapturing();
    desk.undoManager.addToScope(fragment);
    putBack(fragment, part.text);
    desk.undoManager.stopCapturing();
    announce(t('document.lost.isBack', { name: section.title || t('document.section.untitled') }));
    return true;
  }

  return (
    <Sheet open={open} title={t('document.lost.title')} closeLabel={t('common.close')} onClose={onClose}>
      <p>{t(lost.all.length === 0 ? 'document.lost.empty' : 'document.lost.lead')}</p>
      {lost.problem !== null && <ProblemNotice message={problemMessage(lost.problem, t)} />}
      <ul className="lost">
        {lost.all.map((text) => (
          <LostTextEntry
            key={text.key}
            text={text}
            sectionOf={sectionOf}
            obstacleTo={(part) =>
              obstacleTo(sectionOf(part), { canEdit: view.canEdit && !view.isFrozen, isPaused, lease: view.lease })
            }
            onPutBack={putPartBack}
            onSettle={() => lost.settle(text)}
          />
        ))}
      </ul>
    </Sheet>
  );
}
