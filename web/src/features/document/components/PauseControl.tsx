import { type FormEvent, useState } from 'react';
import { problemMessage, useChangeDocument } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextField } from '../../../ui/Field';
import { Menu } from '../../../ui/Menu';
import { ProblemNotice } from '../../../ui/Notice';
import { LONGEST_REASON } from '../sections';

/** Pauses the writing of everybody, and lets it go on. The answer comes through the shared document. */
export function PauseControl({ documentId, isPaused }: { documentId: string; isPaused: boolean }) {
  const { t } = useTranslation();
  const change = useChangeDocument(documentId);
  const [isAsking, setAsking] = useState(false);

  function close() {
    setAsking(false);
    change.reset();
  }

  return (
    <>
      <Menu
        label={t('document.pause.menu')}
        align="end"
        items={[
          isPaused
            ? {
                id: 'resume',
                icon: 'pencil',
                label: t('document.pause.resume'),
                onSelect: () => change.mutate({ paused: null }),
              }
            : { id: 'pause', icon: 'pause', label: t('document.pause.pause'), onSelect: () => setAsking(true) },
        ]}
      />
      <Dialog
        open={isAsking || change.isError}
        title={t(isPaused ? 'document.pause.resume' : 'document.pause.title')}
        closeLabel={t('common.close')}
        onClose={close}
      >
        {change.error && <ProblemNotice message={problemMessage(change.error, t)} />}
        {isAsking && (
          <PauseForm
            isBusy={change.isPending}
            onClose={close}
            onConfirm={(paused) => change.mutate({ paused }, { onSuccess: close })}
          />
        )}
      </Dialog>
    </>
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
