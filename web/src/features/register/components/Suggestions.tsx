/** What might be worth a second look, where it is: at most three, and never in the way. */
import { useSearch } from 'wouter';
import type { Check } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Icon } from '../../../ui/Icon';
import { checkText } from '../model/check-text';

const MOST = 3;

/** On the projector nothing is suggested: the room is looking. */
export function useIsHall(): boolean {
  return new URLSearchParams(useSearch()).has('sala');
}

export function Suggestions({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation();
  const isHall = useIsHall();
  if (checks.length === 0 || isHall) return null;
  return (
    <section className="suggestions" aria-label={t('register.checks.suggestions')}>
      <ul>
        {checks.slice(0, MOST).map((check) => (
          <li key={`${check.code}/${check.message}`}>
            <Icon name="hint" />
            <span>{checkText(check, t)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
