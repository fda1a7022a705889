/** Everything the rules have to say, in one list: nothing stops anybody from writing. */
import { type FormEvent, useId, useState } from 'react';
import { type Check, type CheckSettings, problemMessage, useChangeCheckSettings, useCheckSettings } from '../../../api';
import { useTranslation } from '../../../i18n';
import type { RegisterSnapshot } from '../../../register';
import { Badge } from '../../../ui/Badge';
import { Button } from '../../../ui/Button';
import { TextField } from '../../../ui/Field';
import { ProblemNotice } from '../../../ui/Notice';
import { CheckSubject } from '../components/CheckSubject';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { checkText } from '../model/check-text';

interface ChecksViewProps {
  register: RegisterSnapshot;
  checks: readonly Check[];
}

export function ChecksView({ register, checks }: ChecksViewProps) {
  const { t } = useTranslation();
  const { slug, canManage } = useRegisterDesk();
  return (
    <div className="checks-page">
      <p>{t('register.checks.lead')}</p>
      <p role="status">{t('register.checks.count', { count: checks.length })}</p>
      <ul className="checks-page__list">
        {checks.map((check) => (
          <li key={`${check.code}/${check.subject.id}/${check.message}`}>
            <Badge tone={check.severity === 'B' ? 'attention' : 'neutral'}>
              {t(`register.checks.severity.${check.severity}`)}
            </Badge>
            <span>{checkText(check, t)}</span>
            <CheckSubject check={check} register={register} />
          </li>
        ))}
      </ul>
      {canManage && <Thresholds slug={slug} />}
    </div>
  );
}

const THRESHOLDS = [
  'max_commitments',
  'max_deadlines_per_month',
  'max_gap_months',
] as const satisfies (keyof CheckSettings)[];

function Thresholds({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const settings = useCheckSettings(slug, true);
  const change = useChangeCheckSettings(slug);
  const [draft, setDraft] = useState<Partial<Record<keyof CheckSettings, string>>>({});
  const id = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!settings.data || change.isPending) return;
    const next = { ...settings.data };
    for (const name of THRESHOLDS) {
      const number = Number(draft[name]);
      if (draft[name] !== undefined && Number.isInteger(number) && number >= 1) next[name] = number;
    }
    change.mutate(next, { onSuccess: () => setDraft({}) });
  }

  if (!settings.data) return null;
  return (
    <section className="checks-page__settings" aria-labelledby={id}>
      <h2 id={id}>{t('register.checks.settings')}</h2>
      <p className="pv-field__hint">{t('register.checks.settingsLead')}</p>
      <form onSubmit={submit}>
        {THRESHOLDS.map((name) => (
          <TextField
            key={name}
            label={t(`register.checks.threshold.${name}`)}
            inputMode="numeric"
            value={draft[name] ?? String(settings.data[name])}
            onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
          />
        ))}
        <Button type="submit">{t('register.checks.save')}</Button>
      </form>
      {change.error && <ProblemNotice message={problemMessage(change.error, t)} />}
      {change.isSuccess && <p role="status">{t('register.checks.saved')}</p>}
    </section>
  );
}
