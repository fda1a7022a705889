import { type Meeting, problemMessage, useOpenMeeting } from '../../../api';
import { civilMoment, currentLanguage, formatTime, useTranslation } from '../../../i18n';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { ProblemNotice } from '../../../ui/Notice';
import { isOpen } from '../model';

/** Opens and closes a meeting: from where to where the texts went is kept in versions. */
export function MeetingSwitch({ slug, meeting }: { slug: string; meeting: Meeting }) {
  const { t } = useTranslation();
  const change = useOpenMeeting(slug);
  const open = isOpen(meeting);
  const since = open && meeting.opened_at ? civilMoment(new Date(meeting.opened_at)).time : '';

  function turn() {
    if (change.isPending) return;
    change.mutate(
      { id: meeting.id, open: !open },
      { onSuccess: (state) => announce(t(state.open ? 'versions.meeting.opened' : 'versions.meeting.closed')) },
    );
  }

  return (
    <div className="meeting-switch">
      <Button icon={open ? 'door-closed' : 'door-open'} aria-disabled={change.isPending || undefined} onClick={turn}>
        {t(open ? 'versions.meeting.close' : 'versions.meeting.open')}
      </Button>
      <p>
        {open
          ? t('versions.meeting.closeHint', { time: formatTime(since, currentLanguage()) })
          : t('versions.meeting.openHint')}
      </p>
      {change.error && <ProblemNotice message={problemMessage(change.error, t)} />}
    </div>
  );
}
