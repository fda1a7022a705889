import type { CSSProperties } from 'react';
import { useTranslation } from '../../../i18n';
import type { CommitmentState } from '../../../register';
import { Icon } from '../../../ui/Icon';
import { PROGRESS } from '../model/steps';

/** How far a promise has come: a little round sign that fills, and always its word. */
export function StateBadge({ state }: { state: CommitmentState }) {
  const { t } = useTranslation();
  const style: CSSProperties & Record<'--part', string> = { '--part': `${PROGRESS[state] * 12.5}%` };
  return (
    <span className={`state state--${state}`}>
      {state === 'mantenuto' && <Icon name="check" />}
      {state === 'sciolto' && <Icon name="close" />}
      {state !== 'mantenuto' && state !== 'sciolto' && (
        <span className="state__sign" style={style} aria-hidden="true" />
      )}
      {t(`register.state.${state}`)}
    </span>
  );
}
