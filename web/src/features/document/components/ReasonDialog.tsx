import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextArea } from '../../../ui/Field';
import { LONGEST_REASON } from '../sections';

interface ReasonDialogProps {
  title: string;
  hint: string;
  confirm: string;
  open: boolean;
  isBusy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

export function ReasonDialog({ title, hint, confirm, open, isBusy, onClose, onConfirm }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const given = reason.trim();
    setMissing(given === '');
    if (given !== '' && !isBusy) onConfirm(given);
  }

  return (
    <Dialog open={open} title={title} closeLabel={t('common.close')} onClose={onClose}>
      <form className="document-form" onSubmit={submit} noValidate>
        <TextArea
          label={t('document.reason.label')}
          hint={hint}
          error={isMissing ? t('document.reason.missing') : undefined}
          maxLength={LONGEST_REASON}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" aria-disabled={isBusy || undefined}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
