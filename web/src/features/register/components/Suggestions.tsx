/** What might be worth a second look, where it is: at most three, and never in the way. */
import type { Check } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Icon } from '../../../ui/Icon';

const MOST = 3;

export function Suggestions({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation();
  if (checks.length === 0) return null;
  return (
    <section className="suggestions" aria-label={t('register.checks.suggestions')}>
      <ul>
        {checks.slice(0, MOST).map((check) => (
          <li key={`${check.code}/${check.message}`}>
            <Icon name="hint" />
            <span lang="it">{check.message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
