import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { TextArea } from '../../../ui/Field';

const LONGEST_REASON = 500;

interface ReasonFormProps {
  label: string;
  hint?: string;
  confirm: string;
  /** May be left empty. */
  isOptional?: boolean;
  look?: 'primary' | 'danger';
  children?: ReactNode;
  onCancel: () => void;
  onConfirm: (reason: string) => void;
}

/** A reason asked where the thing is done, without another dialog on top. */
export function ReasonForm(props: ReasonFormProps) {
  const { label, hint, confirm, isOptional = false, look = 'primary', children, onCancel, onConfirm } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('textarea, select')?.focus();
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    const given = reason.trim();
    const isIncomplete = given === '' && !isOptional;
    setMissing(isIncomplete);
    if (!isIncomplete) onConfirm(given);
  }

  return (
    <form ref={form} className="reason-form" onSubmit={submit} noValidate>
      {children}
      <TextArea
        label={label}
        hint={hint}
        error={isMissing ? t('register.reason.missing') : undefined}
        rows={2}
        maxLength={LONGEST_REASON}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="reason-form__actions">
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button look={look} type="submit">
          {confirm}
        </Button>
      </div>
    </form>
  );
}
