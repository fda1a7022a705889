import { currentLanguage, useTranslation } from '../../../i18n';
import type { ConnectionView } from '../../../sync';
import { Icon, type IconName } from '../../../ui/Icon';
import { type StatusTone, statusOf } from '../status';

const ICONS: Record<StatusTone, IconName | null> = {
  saved: 'check',
  working: null,
  attention: 'offline',
  neutral: null,
};

/** One phrase, always there, always true. Spoken news is the live region's task: this changes with every word. */
export function StatusLine({ view }: { view: ConnectionView }) {
  const { t } = useTranslation();
  const status = statusOf(view);
  const icon = view.state.state === 'refused' || view.state.state === 'outdated' ? 'alert' : ICONS[status.tone];
  const text = t(`sync.status.${status.key}`, {
    count: status.count,
    time: status.at === null ? '' : clock(status.at),
  });
  return (
    <p className={`status status--${status.tone}`} data-state={view.state.state}>
      {icon ? <Icon name={icon} /> : <span className="status__dot" aria-hidden="true" />}
      <span>
        {text}
        {!view.isKept && view.canEdit && ` · ${t('sync.notKept')}`}
      </span>
    </p>
  );
}

function clock(at: number): string {
  return new Intl.DateTimeFormat(currentLanguage(), { hour: '2-digit', minute: '2-digit' }).format(at);
}
