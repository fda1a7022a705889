import { type FormEvent, useState } from 'react';
import { problemMessage, type SectionKind, useAddSection } from '../../../api';
import { MAX_TITLE } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { SelectField, TextField } from '../../../ui/Field';
import { ProblemNotice } from '../../../ui/Notice';
import { hasNumber, type Section } from '../sections';

const KINDS = ['article', 'part', 'premise', 'annex'] as const satisfies readonly SectionKind[];

interface AddSectionDialogProps {
  documentId: string;
  sections: readonly Section[];
  /** Where the person is: the new section is proposed right after. */
  after: string | null;
  open: boolean;
  onClose: () => void;
}

export function AddSectionDialog({ open, onClose, ...rest }: AddSectionDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t('document.add.title')} closeLabel={t('common.close')} onClose={onClose}>
      <AddSectionForm {...rest} onClose={onClose} />
    </Dialog>
  );
}

function AddSectionForm({ documentId, sections, after, onClose }: Omit<AddSectionDialogProps, 'open'>) {
  const { t } = useTranslation();
  const add = useAddSection(documentId);
  const [title, setTitle] = useState('');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('article');
  const [place, setPlace] = useState(after ?? sections.at(-1)?.id ?? '');
  const [isMissing, setMissing] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = title.trim();
    setMissing(wanted === '');
    if (wanted === '' || add.isPending) return;
    add.mutate(
      { title: wanted, kind, ...(place && { after: place }) },
      {
        onSuccess: () => {
          announce(t('document.add.done', { title: wanted }));
          onClose();
        },
      },
    );
  }

  return (
    <form className="document-form" onSubmit={submit} noValidate>
      <TextField
        label={t('document.add.name')}
        error={isMissing ? t('document.add.missing') : undefined}
        maxLength={MAX_TITLE}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <SelectField
        label={t('document.add.kind')}
        value={kind}
        onChange={(event) => setKind(KINDS.find((each) => each === event.target.value) ?? 'article')}
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`document.add.kinds.${each}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('document.add.after')} value={place} onChange={(event) => setPlace(event.target.value)}>
        {sections.map((section) => (
          <option key={section.id} value={section.id}>
            {hasNumber(section) ? `${section.number} · ${section.title}` : section.title}
          </option>
        ))}
      </SelectField>
      {add.error && <ProblemNotice message={problemMessage(add.error, t)} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit" aria-disabled={add.isPending || undefined}>
          {t('document.add.confirm')}
        </Button>
      </DialogActions>
    </form>
  );
}
