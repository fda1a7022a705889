/** A dialog for one thing of the register: its name first, the rest live once it is there. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextField } from '../../../ui/Field';

interface NamedDialogProps {
  /** The id of what is open, or a new one. */
  editing: string | 'new' | null;
  title: string;
  nameLabel: string;
  onCreate: (name: string) => void;
  onClose: () => void;
  /** Fields of what is there. */
  children: ReactNode;
}

export function NamedDialog({ editing, title, nameLabel, onCreate, onClose, children }: NamedDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={editing !== null} title={title} closeLabel={t('common.close')} onClose={onClose}>
      {editing === 'new' ? (
        <NameForm label={nameLabel} onCreate={onCreate} onCancel={onClose} />
      ) : (
        <div className="open-card">
          {children}
          <DialogActions>
            <Button look="primary" onClick={onClose}>
              {t('register.done')}
            </Button>
          </DialogActions>
        </div>
      )}
    </Dialog>
  );
}

function NameForm({
  label,
  onCreate,
  onCancel,
}: {
  label: string;
  onCreate: (name: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const given = name.trim();
    setMissing(given === '');
    if (given !== '') onCreate(given);
  }

  return (
    <form className="open-card" onSubmit={submit} noValidate>
      <TextField
        label={label}
        error={isMissing ? t('register.nameMissing') : undefined}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <DialogActions>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit">
          {t('register.add')}
        </Button>
      </DialogActions>
    </form>
  );
}
