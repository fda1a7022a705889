import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextField } from '../../../ui/Field';
import { ProblemNotice } from '../../../ui/Notice';
import { LONGEST_REASON } from '../sections';

interface PauseDialogProps {
  isPaused: boolean;
  open: boolean;
  isBusy: boolean;
  problem: string | null;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

/** Asks why writing is paused; when letting it go on has failed, says so. */
export function PauseDialog({ isPaused, open, isBusy, problem, onClose, onConfirm }: PauseDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={open || problem !== null}
      title={t(isPaused ? 'document.pause.resume' : 'document.pause.title')}
      closeLabel={t('common.close')}
      onClose={onClose}
    >
      {problem !== null && <ProblemNotice message={problem} />}
      {open && <PauseForm isBusy={isBusy} onClose={onClose} onConfirm={onConfirm} />}
    </Dialog>
  );
}

interface PauseFormProps {
  isBusy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

function PauseForm({ isBusy, onClose, onConfirm }: PauseFormProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) onConfirm(reason.trim());
  }

  return (
    <form className="document-form" onSubmit={submit}>
      <p>{t('document.pause.lead')}</p>
      <TextField
        label={t('document.pause.reason')}
        maxLength={LONGEST_REASON}
        autoComplete="off"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit" aria-disabled={isBusy || undefined}>
          {t('document.pause.confirm')}
        </Button>
      </DialogActions>
    </form>
  );
}
