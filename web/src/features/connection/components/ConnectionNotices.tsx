import { useState } from 'react';
import { useTranslation } from '../../../i18n';
import type { ConnectionView } from '../../../sync';
import { Button } from '../../../ui/Button';
import { Notice } from '../../../ui/Notice';
import { type LostText, whyOf } from '../lost-texts';
import { RescueNotice } from './RescueNotice';

interface ConnectionNoticesProps {
  view: ConnectionView;
  /** Edits that came back at this opening. */
  recovered: number;
  onStartAgain: () => void;
  onRetry: () => void;
  /** Words that just did not get in. */
  lost: readonly LostText[];
  onSettle: (text: LostText) => void;
}

/** What the status has no room for: what happened, what is safe, what to do. */
export function ConnectionNotices(props: ConnectionNoticesProps) {
  const { view, recovered, lost, onStartAgain, onRetry, onSettle } = props;
  const { t } = useTranslation();
  const { state } = view;
  // Each time words are erased there is another epoch, and something to say again.
  const [seenEpoch, setSeenEpoch] = useState<number | null>(null);
  const epoch = view.lease?.epoch ?? null;
  return (
    <>
      {recovered > 0 && <Notice>{t('sync.recovered', { count: recovered })}</Notice>}
      {state.state === 'readonly' && (
        <p className="connection__reading">
          {t(`document.reading.${view.lease?.role === 'guarantor' ? 'guarantor' : 'community'}`)}
        </p>
      )}
      <div className="connection__notices">
        {view.isNearlyFull && view.canEdit && (
          <Notice tone="attention" title={t('sync.nearlyFull.title')}>
            {t('sync.nearlyFull.text')}
          </Notice>
        )}
        {state.state === 'outdated' && (
          <Notice
            tone="attention"
            title={t('sync.outdated.title')}
            action={<Button onClick={() => window.location.reload()}>{t('sync.outdated.reload')}</Button>}
          >
            {t(state.pending > 0 ? 'sync.outdated.sending' : 'sync.outdated.safe')}
          </Notice>
        )}
        {/* Only when it takes so long that the text stands there without its editors. */}
        {state.state === 'rebuilding' && state.code !== 'epoch' && !view.canEdit && (
          <Notice tone="attention" title={t('sync.refused.title')}>
            {t(`sync.refused.${whyOf(state.code)}`)} {t('sync.refused.rebuilding')}
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
            {t(`sync.refused.${state.code === 'forbidden' ? 'forbidden' : whyOf(state.code)}`)}
          </Notice>
        )}
        {view.isErased && epoch !== seenEpoch && (
          <Notice action={<Button onClick={() => setSeenEpoch(epoch)}>{t('sync.rescue.seen')}</Button>}>
            {t('sync.erased.text')} {lost.length > 0 && t('sync.erased.kept')}
          </Notice>
        )}
        {lost.map((text) => (
          <RescueNotice key={text.key} text={text} onSettle={() => onSettle(text)} />
        ))}
      </div>
    </>
  );
}
