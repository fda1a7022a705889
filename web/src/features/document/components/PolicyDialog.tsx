import { type FormEvent, useState } from 'react';
import { problemMessage, useChangeSection, useProcess } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { SelectField, TextField } from '../../../ui/Field';
import { ProblemNotice } from '../../../ui/Notice';
import { choiceOf, LONGEST_REASON, policyOf, type Section } from '../sections';
import { useSectionName } from './SectionArticle';

const CHOICES = ['open', 'writer', 'office', 'locked'] as const;

interface PolicyDialogProps {
  slug: string;
  documentId: string;
  section: Section;
  open: boolean;
  onClose: () => void;
}

/** Who may write in a section: the table, one body, the coordination, nobody. The answer comes through the document. */
export function PolicyDialog({ open, onClose, ...rest }: PolicyDialogProps) {
  const { t } = useTranslation();
  const name = useSectionName(rest.section);
  return (
    <Dialog open={open} title={t('document.policy.title', { name })} closeLabel={t('common.close')} onClose={onClose}>
      <PolicyForm {...rest} onClose={onClose} />
    </Dialog>
  );
}

function PolicyForm({ slug, documentId, section, onClose }: Omit<PolicyDialogProps, 'open'>) {
  const { t } = useTranslation();
  const change = useChangeSection(documentId);
  const actors = useProcess(slug).data?.actors ?? [];
  const now = choiceOf(section.policy);
  const [who, setWho] = useState(now.who);
  const [actor, setActor] = useState(now.who === 'writer' ? now.actor : '');
  const [reason, setReason] = useState(section.policyReason ?? '');
  const [isMissing, setMissing] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const isIncomplete = who === 'writer' && actor === '';
    setMissing(isIncomplete);
    if (isIncomplete || change.isPending) return;
    const policy = policyOf(who === 'writer' ? { who, actor } : { who });
    const policy_reason = who === 'open' ? null : reason.trim() || null;
    change.mutate({ section: section.id, change: { policy, policy_reason } }, { onSuccess: onClose });
  }

  return (
    <form className="document-form" onSubmit={submit} noValidate>
      <SelectField
        label={t('document.policy.who')}
        value={who}
        onChange={(event) => setWho(CHOICES.find((each) => each === event.target.value) ?? 'open')}
      >
        {CHOICES.map((each) => (
          <option key={each} value={each}>
            {t(`document.policy.choices.${each}`)}
          </option>
        ))}
      </SelectField>
      {who === 'writer' && (
        <SelectField
          label={t('document.policy.actor')}
          error={isMissing ? t('document.policy.missing') : undefined}
          value={actor}
          onChange={(event) => setActor(event.target.value)}
        >
          <option value="">{t('document.policy.choose')}</option>
          {actors.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </SelectField>
      )}
      {who !== 'open' && (
        <TextField
          label={t('document.policy.reason')}
          hint={t('document.policy.hint')}
          maxLength={LONGEST_REASON}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {change.error && <ProblemNotice message={problemMessage(change.error, t)} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit" aria-disabled={change.isPending || undefined}>
          {t('document.policy.confirm')}
        </Button>
      </DialogActions>
    </form>
  );
}
