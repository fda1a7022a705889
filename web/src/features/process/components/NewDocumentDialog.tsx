import { type FormEvent, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { type DocumentKind, fieldProblem, problemMessage, useCreateDocument } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { SelectField, TextField } from '../../../ui/Field';
import { ProblemNotice } from '../../../ui/Notice';

/** What a coordinator may add by hand; the register comes with the process. */
const KINDS = ['patto_collaborazione', 'patto_fondativo', 'docpp', 'open'] as const satisfies readonly DocumentKind[];
const LONGEST_TITLE = 200;

interface NewDocumentDialogProps {
  slug: string;
  open: boolean;
  onClose: () => void;
}

export function NewDocumentDialog({ slug, open, onClose }: NewDocumentDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t('process.create.title')} closeLabel={t('common.close')} onClose={onClose}>
      <NewDocumentForm slug={slug} onCancel={onClose} />
    </Dialog>
  );
}

function NewDocumentForm({ slug, onCancel }: { slug: string; onCancel: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [kind, setKind] = useState<DocumentKind>(KINDS[0]);
  const [title, setTitle] = useState('');
  const [missing, setMissing] = useState(false);
  const titleField = useRef<HTMLInputElement>(null);
  const create = useCreateDocument(slug);
  const refused = fieldProblem(create.error, '/title');

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = title.trim();
    setMissing(wanted === '');
    if (wanted === '') titleField.current?.focus();
    if (wanted === '' || create.isPending) return;
    create.mutate({ kind, title: wanted }, { onSuccess: ({ id }) => navigate(`/t/${slug}/d/${id}`) });
  }

  return (
    <form className="new-document" onSubmit={submit} noValidate>
      <SelectField
        label={t('process.create.kind')}
        value={kind}
        onChange={(event) => setKind(KINDS.find((each) => each === event.target.value) ?? KINDS[0])}
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`common.documentKind.${each}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        ref={titleField}
        label={t('process.create.name')}
        hint={t('process.create.nameHint')}
        error={missing ? t('process.create.nameMissing') : (refused ?? undefined)}
        value={title}
        maxLength={LONGEST_TITLE}
        required
        onChange={(event) => {
          setTitle(event.target.value);
          setMissing(false);
          create.reset();
        }}
      />
      {create.error && refused === null && <ProblemNotice message={problemMessage(create.error, t)} />}
      <DialogActions>
        <Button look="quiet" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button look="primary" type="submit" aria-disabled={create.isPending || undefined}>
          {t('process.create.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}
