import { type FormEvent, useState } from 'react';
import { safeHref } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextField } from '../../../ui/Field';
import type { Desk } from '../desk';

export function LinkDialog({ desk, open, onClose }: { desk: Desk; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t('document.link.title')} closeLabel={t('common.close')} onClose={onClose}>
      <LinkForm desk={desk} onClose={onClose} />
    </Dialog>
  );
}

function LinkForm({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { t } = useTranslation();
  const before = desk.editor?.getAttributes('link').href as string | undefined;
  const [address, setAddress] = useState(before ?? '');
  const [isWrong, setWrong] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const href = safeHref(address);
    setWrong(href === null);
    const { editor } = desk;
    if (href === null || !editor) return;
    // With nothing selected the address itself becomes the words.
    if (editor.state.selection.empty && before === undefined) {
      editor.commands.insertContent({ type: 'text', text: address.trim(), marks: [{ type: 'link', attrs: { href } }] });
    } else {
      editor.commands.setLink(href);
    }
    close();
  }

  function close() {
    onClose();
    requestAnimationFrame(() => desk.editor?.commands.focus());
  }

  return (
    <form className="document-form" onSubmit={submit} noValidate>
      <TextField
        label={t('document.link.address')}
        hint={t('document.link.hint')}
        error={isWrong ? t('document.link.wrong') : undefined}
        inputMode="url"
        autoComplete="off"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <DialogActions>
        {before !== undefined && (
          <Button
            onClick={() => {
              desk.editor?.commands.unsetLink();
              close();
            }}
          >
            {t('document.link.remove')}
          </Button>
        )}
        <Button look="primary" type="submit">
          {t('document.link.confirm')}
        </Button>
      </DialogActions>
    </form>
  );
}
