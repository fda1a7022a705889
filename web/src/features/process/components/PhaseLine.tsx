import { type CSSProperties, useId } from 'react';
import { currentLanguage, formatHours, formatShortDate, useTranslation } from '../../../i18n';
import { Icon } from '../../../ui/Icon';
import { changesPage } from '../../versions';
import type { MeetingOnLine, PhaseOnLine } from '../model';

interface PhaseLineProps {
  slug: string;
  line: readonly PhaseOnLine[];
  today: string;
}

/** Beyond this many points a horizontal line has no room for its words and stands upright instead. */
const MOST_ON_A_ROW = 10;

export function PhaseLine({ slug, line, today }: PhaseLineProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const points = line.reduce((count, phase) => count + phase.items.length, 0);
  const meetings = line.some((phase) => phase.items.some((item) => item.kind === 'meeting'));

  return (
    <section className="phase-line" aria-labelledby={titleId}>
      <h2 id={titleId}>{t('process.line.title')}</h2>
      {meetings ? (
        <ol
          className={points <= MOST_ON_A_ROW ? 'phase-line__phases phase-line__phases--row' : 'phase-line__phases'}
          style={columns(line)}
        >
          {line.map(({ phase, items }, index) => (
            <li key={phase.id} className="phase-line__phase">
              <div className="phase-line__head">
                <p className="pv-kicker">{t('process.line.phase', { number: index + 1 })}</p>
                <h3>{phase.title}</h3>
              </div>
              <ol className="phase-line__points">
                {items.map((item) =>
                  item.kind === 'today' ? (
                    <TodayPoint key="today" date={today} />
                  ) : (
                    <MeetingPoint key={item.meeting.id} slug={slug} item={item} today={today} />
                  ),
                )}
              </ol>
            </li>
          ))}
        </ol>
      ) : (
        <p>{t('process.line.empty')}</p>
      )}
    </section>
  );
}

interface MeetingPointProps {
  slug: string;
  item: MeetingOnLine;
  today: string;
}

function MeetingPoint({ slug, item: { meeting, moment }, today }: MeetingPointProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const isNow = moment === 'running' || moment === 'today';
  return (
    <li className={`phase-line__point phase-line__point--${moment}`} aria-current={isNow ? 'date' : undefined}>
      <span className="phase-line__dot">{moment === 'past' && <Icon name="check" />}</span>
      <p className="phase-line__when">
        {meeting.date === null ? (
          t('process.moment.undated')
        ) : (
          <time dateTime={meeting.date}>{formatShortDate(meeting.date, today, language)}</time>
        )}
        {meeting.date !== null && meeting.starts !== null && moment !== 'past' && (
          <span className="phase-line__hours">{formatHours(meeting.starts, null, language)}</span>
        )}
      </p>
      <p className="phase-line__title">{meeting.title}</p>
      {moment !== 'undated' && <p className="phase-line__moment">{t(`process.moment.${moment}`)}</p>}
      {moment === 'past' && (
        <p className="phase-line__since">
          <a href={changesPage(slug, { meeting: meeting.id })}>
            {t('versions.since.meeting')}
            <span className="visually-hidden"> · {meeting.title}</span>
          </a>
        </p>
      )}
    </li>
  );
}

function TodayPoint({ date }: { date: string }) {
  const { t } = useTranslation();
  return (
    <li className="phase-line__point phase-line__point--mark" aria-current="date">
      <span className="phase-line__dot" />
      <p className="phase-line__when">
        <time dateTime={date}>{formatShortDate(date, date, currentLanguage())}</time>
      </p>
      <p className="phase-line__moment">{t('process.line.today')}</p>
    </li>
  );
}

/** A phase takes room on the row for as many points as it has. */
function columns(line: readonly PhaseOnLine[]): CSSProperties & Record<'--phase-columns', string> {
  const widths = line.map(({ items }) => {
    const weight = items.reduce((sum, item) => sum + (item.kind === 'today' ? 0.6 : 1), 0);
    return `minmax(0, ${Math.max(weight, 1)}fr)`;
  });
  return { '--phase-columns': widths.join(' ') };
}
