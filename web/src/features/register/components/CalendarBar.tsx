import { type CSSProperties, memo } from 'react';
import { useTranslation } from '../../../i18n';
import { type Calendar, type Commitment, setFields, spanOf } from '../../../register';
import { announce } from '../../../ui/announcer';
import { useBarGestures } from '../hooks/useBarGestures';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { useWords } from '../hooks/useWords';
import type { Period } from '../model/calendar';

interface CalendarBarProps {
  commitment: Commitment;
  actorName: string;
  first: number;
  last: number;
  isCutBefore: boolean;
  isCutAfter: boolean;
  lane: number;
  calendar: Calendar;
  /** Where the row is by action, the body is what tells bars apart. */
  isActorShown: boolean;
}

/** A promise on the timeline: a button with its words in it, that arrows move and a pointer drags. */
export const CalendarBar = memo(function CalendarBar(props: CalendarBarProps) {
  const { commitment, actorName, lane, calendar, isActorShown, isCutBefore, isCutAfter } = props;
  const { t } = useTranslation();
  const { doc, canEdit, openCard, colorOf } = useRegisterDesk();
  const words = useWords();
  const what = commitment.what || t('register.commitment.unsaid');

  function write(period: Period) {
    setFields(doc, 'commitment', commitment.id, { from: period.from, to: period.to });
    announce(t('register.calendar.moved', { what, period: words.period(period.from, period.to, calendar) }));
  }

  const gestures = useBarGestures({
    commitment,
    calendar,
    canEdit,
    onPeriod: write,
    onRefused: () => announce(t('register.calendar.edge')),
    onOpen: () => openCard(commitment.id),
  });
  const { first, last } = placeOf(props, gestures.preview);
  const style: CSSProperties & Record<'--bar-color', string> = {
    gridColumn: `${first} / ${last + 1}`,
    gridRow: lane + 1,
    '--bar-color': commitment.actor === null ? '#455a64' : colorOf(commitment.actor),
  };
  const shown = gestures.preview ?? commitment;
  return (
    <div
      className={`bar bar--${commitment.state}${gestures.preview ? ' bar--held' : ''}${isCutBefore ? ' bar--cut-before' : ''}${isCutAfter ? ' bar--cut-after' : ''}`}
      style={style}
      data-bar={commitment.id}
    >
      <button
        type="button"
        className="bar__text"
        aria-label={t('register.calendar.bar', {
          name: actorName || t('register.actor.nobody'),
          what,
          period: words.period(shown.from, shown.to, calendar),
        })}
        aria-keyshortcuts={canEdit ? 'ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight' : undefined}
        title={what}
        {...gestures.handlers('move')}
        onKeyDown={gestures.keys}
        onClick={gestures.click}
      >
        {isActorShown && actorName !== '' && <strong>{actorName}: </strong>}
        {what}
      </button>
      {canEdit && (
        <>
          {/* For pointers only: Shift and Alt with the arrows do the same from the bar itself. */}
          <span className="bar__edge bar__edge--start" aria-hidden="true" {...gestures.handlers('start')} />
          <span className="bar__edge bar__edge--end" aria-hidden="true" {...gestures.handlers('end')} />
        </>
      )}
    </div>
  );
});

function placeOf({ first, last, calendar }: CalendarBarProps, preview: Period | null): { first: number; last: number } {
  const span = preview && spanOf(preview.from, preview.to, calendar);
  return span ? { first: Math.max(1, span.first), last: Math.min(calendar.months, span.last) } : { first, last };
}
