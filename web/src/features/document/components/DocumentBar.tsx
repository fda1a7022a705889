import { useTranslation } from '../../../i18n';
import type { ConnectionView, Presence } from '../../../sync';
import { IconButton } from '../../../ui/IconButton';
import { TopBar } from '../../../ui/TopBar';
import { PresenceList } from './PresenceList';
import { StatusLine } from './StatusLine';

interface DocumentBarProps {
  slug: string;
  title: string;
  processTitle: string | null;
  /** None for a document that is not there for this person: then there is nothing to say about its words. */
  view: ConnectionView | null;
  others: readonly Presence[];
  onOutline: () => void;
}

export function DocumentBar({ slug, title, processTitle, view, others, onOutline }: DocumentBarProps) {
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
            <PresenceList own={view.lease} others={others} />
            <span className="document__outline-button">
              <IconButton icon="outline" label={t('document.outline.open')} onClick={onOutline} />
            </span>
          </>
        )}
      </TopBar>
    </div>
  );
}
