/** What might be worth a second look, where it is: at most three, and never in the way. */
import { useSearch } from 'wouter';
import type { Check } from '../../../api';
import { useTranslation } from '../../../i18n';
import type { RegisterSnapshot } from '../../../register';
import { Icon } from '../../../ui/Icon';
import { checkText } from '../model/check-text';
import { CheckSubject } from './CheckSubject';

const MOST = 3;

/** On the projector nothing is suggested: the room is looking. */
export function useIsHall(): boolean {
  return new URLSearchParams(useSearch()).has('sala');
}

interface SuggestionsProps {
  checks: readonly Check[];
  /** Where the place does not say of what they speak it is named beside them; bodies are named in the sentences. */
  register?: RegisterSnapshot;
}

export function Suggestions({ checks, register }: SuggestionsProps) {
  const { t } = useTranslation();
  const isHall = useIsHall();
  if (checks.length === 0 || isHall) return null;
  return (
    <section className="suggestions" aria-label={t('register.checks.suggestions')}>
      <ul>
        {checks.slice(0, MOST).map((check) => (
          <li key={`${check.code}/${check.message}`}>
            <Icon name="hint" />
            <span>
              {checkText(check, t)}{' '}
              {register && check.subject.kind !== 'actor' && <CheckSubject check={check} register={register} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
