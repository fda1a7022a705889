/** The twelve months: bars for promises, marks for milestones, the first half year in evidence. */
import { type CSSProperties, memo, useMemo, useState } from 'react';
import { currentLanguage, useTranslation } from '../../../i18n';
import type { Calendar, Commitment, Milestone, RegisterSnapshot } from '../../../register';
import { Button } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { CalendarBar } from '../components/CalendarBar';
import { MonthList } from '../components/MonthList';
import { MilestoneDialog, TimelineDialog } from '../components/TimeDialogs';
import { useIsNarrow } from '../hooks/useIsNarrow';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { type CalendarRow, calendarRows, FIRST_MONTHS, placedMilestones, type RowsBy } from '../model/calendar';
import { monthLabel, monthName, whenText } from '../model/labels';

export function CalendarView({ register }: { register: RegisterSnapshot }) {
  const { t } = useTranslation();
  const { canEdit, mostDeadlines } = useRegisterDesk();
  const [by, setBy] = useState<RowsBy>('actor');
  const [milestone, setMilestone] = useState<string | null>(null);
  const [isTimelineOpen, setTimelineOpen] = useState(false);
  const isNarrow = useIsNarrow();
  const none = t(by === 'actor' ? 'register.actor.nobody' : 'register.action.none');
  const rows = useMemo(() => calendarRows(register, by, { none }, mostDeadlines), [register, by, none, mostDeadlines]);
  const placed = useMemo(() => placedMilestones(register), [register]);
  const undated = rows.flatMap((row) => row.undated);
  const { timeline } = register;
  return (
    <div className="calendar">
      <h2 className="visually-hidden">{t('register.calendar.label')}</h2>
      <div className="calendar__tools">
        <fieldset className="calendar__by">
          <legend className="visually-hidden">{t('register.calendar.by')}</legend>
          {(['actor', 'action'] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="calendar-by" checked={by === each} onChange={() => setBy(each)} />
              {t(`register.calendar.rows.${each}`)}
            </label>
          ))}
        </fieldset>
        {canEdit && (
          <Button look="quiet" icon="add" onClick={() => setMilestone('new')}>
            {t('register.milestone.create')}
          </Button>
        )}
        {canEdit && (
          <Button look="quiet" icon="calendar" onClick={() => setTimelineOpen(true)}>
            {t('register.timeline.open')}
          </Button>
        )}
        <Button look="quiet" onClick={() => window.print()}>
          {t('register.print')}
        </Button>
      </div>
      <p className="calendar__start">
        {timeline.start === null
          ? t('register.timeline.unknown')
          : t('register.timeline.known', {
              month: monthName(1, timeline, currentLanguage(), 'long'),
              count: timeline.months,
            })}
      </p>
      {isNarrow ? (
        <MonthList register={register} placed={placed} rows={rows} onMilestone={setMilestone} />
      ) : (
        <>
          {canEdit && <p className="pv-field__hint calendar__keys">{t('register.calendar.keys')}</p>}
          <Grid register={register} rows={rows} placed={placed} by={by} onMilestone={setMilestone} />
        </>
      )}
      <Undated commitments={undated} register={register} />
      <UndatedMilestones
        register={register}
        placed={new Set(placed.map((each) => each.milestone))}
        onOpen={setMilestone}
      />
      <MilestoneDialog editing={milestone} register={register} onEdit={setMilestone} />
      <TimelineDialog register={register} open={isTimelineOpen} onClose={() => setTimelineOpen(false)} />
    </div>
  );
}

interface GridProps {
  register: RegisterSnapshot;
  rows: readonly CalendarRow[];
  placed: ReturnType<typeof placedMilestones>;
  by: RowsBy;
  onMilestone: (id: string) => void;
}

function Grid({ register, rows, placed, by, onMilestone }: GridProps) {
  const { t } = useTranslation();
  const { timeline } = register;
  const months = Array.from({ length: timeline.months }, (_, at) => at + 1);
  const lanes = rows.reduce((sum, row) => sum + row.lanes, 1);
  const style: CSSProperties & Record<'--months' | '--lanes', number> = {
    '--months': timeline.months,
    '--lanes': lanes,
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who cannot use a pointer must be able to scroll it.
    <section className="calendar__scroll" aria-label={t('register.calendar.label')} tabIndex={0}>
      <div className="calendar__grid" style={style}>
        <div className="calendar__head">
          <span className="calendar__corner" />
          <ol className="calendar__months" aria-label={t('register.calendar.months')}>
            {months.map((month) => (
              <li
                key={month}
                className={month <= FIRST_MONTHS ? 'calendar__month calendar__month--first' : 'calendar__month'}
              >
                <span>M{month}</span>
                {timeline.start !== null && <span>{monthName(month, timeline, currentLanguage(), 'short')}</span>}
              </li>
            ))}
          </ol>
        </div>
        {placed.length > 0 && (
          <div className="calendar__row calendar__row--milestones">
            <h3 className="calendar__name">{t('register.milestone.title')}</h3>
            <div className="calendar__track" data-track="">
              {months.map((month) => (
                <div key={month} className="calendar__marks" style={{ gridColumn: month }}>
                  {placed
                    .filter((each) => each.month === month)
                    .map((each) => (
                      <Mark
                        key={each.milestone.id}
                        milestone={each.milestone}
                        calendar={timeline}
                        onOpen={onMilestone}
                      />
                    ))}
                </div>
              ))}
            </div>
          </div>
        )}
        {rows.map((row) => (
          <Row key={row.id} row={row} register={register} by={by} />
        ))}
      </div>
    </section>
  );
}

interface RowProps {
  row: CalendarRow;
  register: RegisterSnapshot;
  by: RowsBy;
}

const Row = memo(function Row({ row, register, by }: RowProps) {
  const { t } = useTranslation();
  const { timeline, actors } = register;
  const full = row.full.map((month) => monthLabel(month, timeline, currentLanguage()));
  return (
    <div className="calendar__row" data-row={row.id}>
      <h3 className="calendar__name">
        {row.name}
        {full.length > 0 && (
          <span className="calendar__full">
            <Icon name="alert" />
            {t('register.calendar.full', { months: full.join(', ') })}
          </span>
        )}
      </h3>
      <div className="calendar__track" data-track="" style={{ gridTemplateRows: `repeat(${row.lanes}, var(--lane))` }}>
        {row.full.map((month) => (
          <span key={month} className="calendar__full-month" style={{ gridColumn: month }} aria-hidden="true" />
        ))}
        {row.bars.map(({ commitment, ...bar }) => (
          <CalendarBar
            key={commitment.id}
            commitment={commitment}
            actorName={actors.byId.get(commitment.actor ?? '')?.name ?? ''}
            calendar={timeline}
            isActorShown={by === 'action'}
            {...bar}
          />
        ))}
      </div>
    </div>
  );
}, isSameRow);

/** Rows are made anew at each change anywhere; one is drawn again only when its promises, names or months change. */
function isSameRow(before: RowProps, after: RowProps): boolean {
  return (
    before.by === after.by &&
    before.row.name === after.row.name &&
    before.register.timeline === after.register.timeline &&
    before.register.actors === after.register.actors &&
    before.row.full.join() === after.row.full.join() &&
    before.row.bars.length === after.row.bars.length &&
    before.row.bars.every((bar, at) => {
      const other = after.row.bars[at];
      return bar.commitment === other?.commitment && bar.lane === other.lane;
    })
  );
}

interface MarkProps {
  milestone: Milestone;
  calendar: Calendar;
  onOpen: (id: string) => void;
}

const Mark = memo(function Mark({ milestone, calendar, onOpen }: MarkProps) {
  const { t } = useTranslation();
  const kind = t(`register.milestone.kind.${milestone.kind}`);
  const title = milestone.title || kind;
  const when = milestone.date === null ? '' : whenText(milestone.date, calendar, currentLanguage());
  return (
    <button
      type="button"
      className={`mark mark--${milestone.kind}`}
      aria-label={t('register.milestone.mark', { kind, title, when })}
      title={`${title} · ${when}`}
      onClick={() => onOpen(milestone.id)}
    >
      <span className="mark__sign" aria-hidden="true" />
      <span className="mark__text">{title}</span>
    </button>
  );
});

function Undated({ commitments, register }: { commitments: readonly Commitment[]; register: RegisterSnapshot }) {
  const { t } = useTranslation();
  const { openCard } = useRegisterDesk();
  if (commitments.length === 0) return null;
  return (
    <section className="calendar__undated" aria-label={t('register.calendar.undated')}>
      <h3>{t('register.calendar.undated')}</h3>
      <ul>
        {commitments.map(({ id, what, actor }) => (
          <li key={id}>
            <button type="button" className="link-like" onClick={() => openCard(id)}>
              {[register.actors.byId.get(actor ?? '')?.name, what || t('register.commitment.unsaid')]
                .filter(Boolean)
                .join(': ')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface UndatedMilestonesProps {
  register: RegisterSnapshot;
  placed: ReadonlySet<Milestone>;
  onOpen: (id: string) => void;
}

function UndatedMilestones({ register, placed, onOpen }: UndatedMilestonesProps) {
  const { t } = useTranslation();
  const rest = register.milestones.all.filter((milestone) => !placed.has(milestone));
  if (rest.length === 0) return null;
  return (
    <section className="calendar__undated" aria-label={t('register.milestone.undated')}>
      <h3>{t('register.milestone.undated')}</h3>
      <ul>
        {rest.map(({ id, title, kind }) => (
          <li key={id}>
            <button type="button" className="link-like" onClick={() => onOpen(id)}>
              {title || t(`register.milestone.kind.${kind}`)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
