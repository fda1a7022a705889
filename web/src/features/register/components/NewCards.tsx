/** The ways a promise comes in: a form, a line as it is said, rows from a spreadsheet. */
import { type FormEvent, useId, useState } from 'react';
import { civilMoment, useTranslation } from '../../../i18n';
import type { RegisterSnapshot } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Dialog } from '../../../ui/Dialog';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { type Draft, draftOf, EMPTY_DRAFT, enterDraft } from '../model/draft';
import { readQuickEntry } from '../model/quick-entry';
import { DraftForm } from './DraftForm';
import { PasteDialog } from './PasteDialog';

interface NewCardsProps {
  register: RegisterSnapshot;
  /** A card to confirm that was proposed elsewhere on the page. */
  proposed: Draft | null;
  onProposed: (draft: Draft | null) => void;
}

export function NewCards({ register, proposed, onProposed }: NewCardsProps) {
  const { t } = useTranslation();
  const { doc, deed, own } = useRegisterDesk();
  const [line, setLine] = useState('');
  const [isPasting, setPasting] = useState(false);
  const hintId = useId();

  function read(event: FormEvent) {
    event.preventDefault();
    if (line.trim() === '') return;
    const context = { actors: register.actors.all, calendar: register.timeline, today: civilMoment(new Date()).date };
    onProposed(draftOf(readQuickEntry(line, context), own));
  }

  function enter(draft: Draft) {
    enterDraft(doc, draft, register.actors.all, deed());
    announce(t('register.draft.entered', { what: draft.what }));
    setLine('');
    onProposed(null);
  }

  return (
    <div className="new-cards">
      <form className="quick-entry" onSubmit={read}>
        <label className="pv-field__label" htmlFor={`${hintId}-line`}>
          {t('register.quick.label')}
        </label>
        <div className="quick-entry__row">
          <input
            id={`${hintId}-line`}
            className="pv-field__input"
            aria-describedby={hintId}
            placeholder={t('register.quick.example')}
            maxLength={1_000}
            value={line}
            enterKeyHint="next"
            onChange={(event) => setLine(event.target.value)}
          />
          <Button type="submit">{t('register.quick.read')}</Button>
        </div>
        <p id={hintId} className="pv-field__hint">
          {t('register.quick.hint')}
        </p>
      </form>
      <div className="new-cards__actions">
        <Button look="primary" icon="add" onClick={() => onProposed({ ...EMPTY_DRAFT, actor: own })}>
          {t('register.draft.open')}
        </Button>
        <Button icon="table" onClick={() => setPasting(true)}>
          {t('register.paste.open')}
        </Button>
      </div>
      <Dialog
        open={proposed !== null}
        title={t('register.draft.title')}
        closeLabel={t('common.close')}
        onClose={() => onProposed(null)}
      >
        {proposed && (
          <DraftForm initial={proposed} register={register} onCancel={() => onProposed(null)} onEnter={enter} />
        )}
      </Dialog>
      <PasteDialog register={register} open={isPasting} onClose={() => setPasting(false)} />
    </div>
  );
}
