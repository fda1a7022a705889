import { type FormEvent, useState } from 'react';
import { civilMoment, useTranslation } from '../../../i18n';
import { createCommitment } from '../../../register';
import { Button } from '../../../ui/Button';
import { DialogActions } from '../../../ui/Dialog';
import { SelectField, TextArea } from '../../../ui/Field';
import { Notice } from '../../../ui/Notice';
import { type RegisterCopy, useConnectionView } from '../../connection';
import { useRegisterInText } from '../bindings/context';

interface NewCommitmentFormProps {
  register: RegisterCopy;
  /** What was typed while looking for one. */
  words: string;
  confirmLabel: string;
  onMade: (id: string) => void;
  onCancel: () => void;
}

/** The two questions that cannot wait, chi and che cosa; the others are asked on the card. */
export function NewCommitmentForm({ register, words, confirmLabel, onMade, onCancel }: NewCommitmentFormProps) {
  const { t } = useTranslation();
  const { reader } = useRegisterInText();
  const actors = reader.actors();
  const { lease, canEdit } = useConnectionView(register);
  const own = lease?.actor?.id ?? null;
  const [actor, setActor] = useState(own !== null && actors.some(({ id }) => id === own) ? own : '');
  const [what, setWhat] = useState(words);
  const [isChecked, setChecked] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (actor === '' || what.trim() === '' || !canEdit) return;
    const deed = { at: civilMoment(new Date()).date, by: own };
    onMade(createCommitment(register.store.doc, { actor, what: what.trim() }, deed));
  }

  return (
    <form className="document-form" onSubmit={submit} noValidate>
      <SelectField
        label={t('bindings.new.who')}
        error={isChecked && actor === '' ? t('bindings.new.noWho') : undefined}
        value={actor}
        onChange={(event) => setActor(event.target.value)}
      >
        <option value="">{t('bindings.new.choose')}</option>
        {actors.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextArea
        label={t('bindings.new.what')}
        hint={t('bindings.new.whatHint')}
        error={isChecked && what.trim() === '' ? t('bindings.new.noWhat') : undefined}
        rows={2}
        value={what}
        onChange={(event) => setWhat(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      {!canEdit && <Notice tone="attention">{t('bindings.readOnlyRegister')}</Notice>}
      <DialogActions>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit" aria-disabled={!canEdit || undefined}>
          {confirmLabel}
        </Button>
      </DialogActions>
    </form>
  );
}
