import { type FormEvent, useState } from 'react';
import { ApiProblem, fieldProblem, problemMessage, useMakeVersion } from '../../../api';
import { useTranslation } from '../../../i18n';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextField } from '../../../ui/Field';
import { Notice, ProblemNotice } from '../../../ui/Notice';

/** The server's bound too: a message is one line of the history. */
const LONGEST_MESSAGE = 300;

interface MakeVersionDialogProps {
  documentId: string;
  open: boolean;
  onClose: () => void;
}

/** «Fai una versione»: a message, and the text and register as they are now stay readable for ever. */
export function MakeVersionDialog({ documentId, open, onClose }: MakeVersionDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t('versions.make.title')} closeLabel={t('common.close')} onClose={onClose}>
      <MakeVersionForm documentId={documentId} onClose={onClose} />
    </Dialog>
  );
}

/** Mounted with the dialog, so that it begins empty each time. */
function MakeVersionForm({ documentId, onClose }: Omit<MakeVersionDialogProps, 'open'>) {
  const { t } = useTranslation();
  const make = useMakeVersion(documentId);
  const [message, setMessage] = useState('');
  const [isMissing, setMissing] = useState(false);
  const hasNothingNew = make.error instanceof ApiProblem && make.error.code === 'nothing-changed';

  function submit(event: FormEvent) {
    event.preventDefault();
    const given = message.trim();
    setMissing(given === '');
    if (given === '' || make.isPending) return;
    make.mutate(given, {
      onSuccess: ({ number }) => {
        announce(t('versions.make.done', { number }));
        onClose();
      },
    });
  }

  return (
    <form className="version-form" onSubmit={submit} noValidate>
      <p>{t('versions.make.lead')}</p>
      <TextField
        label={t('versions.make.message')}
        hint={t('versions.make.hint')}
        error={isMissing ? t('versions.make.missing') : (fieldProblem(make.error, '/message') ?? undefined)}
        maxLength={LONGEST_MESSAGE}
        autoComplete="off"
        value={message}
        onChange={(event) => setMessage(event.target.value)}
      />
      {hasNothingNew && <Notice>{t('versions.make.nothingNew')}</Notice>}
      {make.error && !hasNothingNew && <ProblemNotice message={problemMessage(make.error, t)} />}
      <DialogActions>
        <Button onClick={onClose}>{t(hasNothingNew ? 'common.close' : 'common.cancel')}</Button>
        <Button look="primary" type="submit" aria-disabled={make.isPending || undefined}>
          {t('versions.make.confirm')}
        </Button>
      </DialogActions>
    </form>
  );
}
