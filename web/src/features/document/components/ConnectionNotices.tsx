import { useTranslation } from '../../../i18n';
import type { ConnectionView, Rescue } from '../../../sync';
import { Button } from '../../../ui/Button';
import { Notice } from '../../../ui/Notice';
import { RescueNotice } from './RescueNotice';

interface ConnectionNoticesProps {
  view: ConnectionView;
  /** Edits that came back at this opening. */
  recovered: number;
  onStartAgain: () => void;
  onRetry: () => void;
  onDiscard: (key: string) => void;
}

/** What the status has no room for: what happened, what is safe, what to do. */
export function ConnectionNotices({ view, recovered, onStartAgain, onRetry, onDiscard }: ConnectionNoticesProps) {
  const { t } = useTranslation();
  const { state } = view;
  return (
    <>
      {recovered > 0 && <Notice>{t('sync.recovered', { count: recovered })}</Notice>}
      {state.state === 'readonly' && (
        <p className="document__reading">
          {t(`document.reading.${view.lease?.role === 'guarantor' ? 'guarantor' : 'community'}`)}
        </p>
      )}
      <div className="document__notices">
        {state.state === 'outdated' && (
          <Notice
            tone="attention"
            title={t('sync.outdated.title')}
            action={<Button onClick={() => window.location.reload()}>{t('sync.outdated.reload')}</Button>}
          >
            {t(state.pending > 0 ? 'sync.outdated.sending' : 'sync.outdated.safe')}
          </Notice>
        )}
        {state.state === 'refused' && (
          <Notice
            tone="problem"
            title={t(state.code === 'forbidden' ? 'common.problem.title' : 'sync.refused.title')}
            action={
              state.code === 'forbidden' ? (
                <Button onClick={onRetry}>{t('common.retry')}</Button>
              ) : (
                <Button onClick={onStartAgain}>{t('sync.refused.again')}</Button>
              )
            }
          >
            {refusalText(state.code, state.detail, t)}
          </Notice>
        )}
        {view.rescues.map((rescue: Rescue) => (
          <RescueNotice key={rescue.key} rescue={rescue} onDiscard={() => onDiscard(rescue.key)} />
        ))}
      </div>
    </>
  );
}

const SAID = ['read_only', 'too_large', 'epoch', 'forbidden', 'locked', 'invalid'] as const;

function refusalText(code: string, detail: string, t: ReturnType<typeof useTranslation>['t']): string {
  const known = SAID.find((each) => each === code) ?? 'invalid';
  const said = t(`sync.refused.${known}`);
  return detail === '' || known === 'forbidden' ? said : `${said} ${detail}`;
}
