import type { ReactNode } from 'react';
import { useTranslation } from '../../../i18n';
import type { ConnectionView, Presence } from '../../../sync';
import { Icon } from '../../../ui/Icon';
import { IconButton } from '../../../ui/IconButton';
import { TopBar } from '../../../ui/TopBar';
import { PresenceList, StatusLine } from '../../connection';

interface DocumentBarProps {
  slug: string;
  title: string;
  processTitle: string | null;
  /** None for a document that is not there for this person: then there is nothing to say about its words. */
  view: ConnectionView | null;
  others: readonly Presence[];
  /** Texts that did not get in; nothing is shown while there are none. */
  lostCount: number;
  onLost: () => void;
  /** What a coordinator may do with the document as a whole. */
  control: ReactNode;
  onOutline: () => void;
  /** The panel beside the text, on screens that have no room for it; null when there is none. */
  onPanel: (() => void) | null;
}

export function DocumentBar(props: DocumentBarProps) {
  const { slug, title, processTitle, view, others, lostCount, onLost, control, onOutline, onPanel } = props;
  const { t } = useTranslation();
  const process = { label: processTitle ?? t('document.process'), href: `/t/${slug}` };
  return (
    <div className="document__bar" data-region="bar">
      <TopBar
        skipLabel={t('common.skipToContent')}
        trailLabel={t('common.navigation')}
        trail={title === '' ? [process] : [process, { label: title }]}
      >
        {view && (
          <>
            <StatusLine view={view} />
            {lostCount > 0 && (
              <button type="button" className="lost-count" onClick={onLost}>
                <Icon name="inbox" />
                <span aria-hidden="true">{lostCount}</span>
                <span className="visually-hidden">{t('document.lost.count', { count: lostCount })}</span>
              </button>
            )}
            <PresenceList own={view.lease} others={others} />
            {control}
            {onPanel && (
              <span className="document__panel-button">
                <IconButton icon="cards" label={t('bindings.panel.open')} onClick={onPanel} />
              </span>
            )}
            <span className="document__outline-button">
              <IconButton icon="outline" label={t('document.outline.open')} onClick={onOutline} />
            </span>
          </>
        )}
      </TopBar>
    </div>
  );
}
