/** The timeline on a phone: month by month, what begins, goes on and falls due. */
import { currentLanguage, useTranslation } from '../../../i18n';
import type { RegisterSnapshot } from '../../../register';
import { Icon } from '../../../ui/Icon';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { type Bar, type CalendarRow, FIRST_MONTHS, type PlacedMilestone } from '../model/calendar';
import { monthLabel, whenText } from '../model/labels';

interface MonthListProps {
  register: RegisterSnapshot;
  placed: readonly PlacedMilestone[];
  rows: readonly CalendarRow[];
  onMilestone: (id: string) => void;
}

export function MonthList({ register, placed, rows, onMilestone }: MonthListProps) {
  const { t } = useTranslation();
  const { openCard } = useRegisterDesk();
  const { timeline, actors } = register;
  const bars = rows.flatMap((row) => row.bars);
  const months = Array.from({ length: timeline.months }, (_, at) => at + 1);
  return (
    <ol className="month-list">
      {months.map((month) => {
        const here = bars.filter(({ first, last }) => first <= month && month <= last);
        const marks = placed.filter((each) => each.month === month);
        const full = rows.filter((row) => row.full.includes(month));
        return (
          <li
            key={month}
            className={month <= FIRST_MONTHS ? 'month-list__month month-list__month--first' : 'month-list__month'}
          >
            <h3>{monthLabel(month, timeline, currentLanguage(), 'long')}</h3>
            {full.map((row) => (
              <p key={row.id} className="calendar__full">
                <Icon name="alert" />
                {t('register.calendar.fullFor', { name: row.name })}
              </p>
            ))}
            {marks.length > 0 && (
              <ul className="month-list__marks">
                {marks.map(({ milestone }) => (
                  <li key={milestone.id}>
                    <button
                      type="button"
                      className={`mark mark--${milestone.kind}`}
                      onClick={() => onMilestone(milestone.id)}
                    >
                      <span className="mark__sign" aria-hidden="true" />
                      <span className="mark__text">
                        {milestone.title || t(`register.milestone.kind.${milestone.kind}`)}
                        <span className="month-list__when">
                          {' '}
                          {t(`register.milestone.kind.${milestone.kind}`)}
                          {milestone.date !== null && ` · ${whenText(milestone.date, timeline, currentLanguage())}`}
                        </span>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
            {here.length === 0 && marks.length === 0 && (
              <p className="group__empty">{t('register.calendar.nothing')}</p>
            )}
            <ul className="month-list__bars">
              {inOrderOfNews(here, month).map(({ commitment, first, last }) => (
                <li key={commitment.id}>
                  <button
                    type="button"
                    className={`month-list__bar month-list__bar--${phaseOf(month, first, last)}`}
                    onClick={() => openCard(commitment.id)}
                  >
                    <span className="month-list__who">
                      {actors.byId.get(commitment.actor ?? '')?.name ?? t('register.actor.nobody')}
                    </span>
                    <span className="month-list__what">{commitment.what || t('register.commitment.unsaid')}</span>
                    <span className="month-list__when">
                      {t(`register.calendar.phase.${phaseOf(month, first, last)}`)}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}

/** What begins or falls due first; what only goes on needs no more than a line. */
function inOrderOfNews(bars: readonly Bar[], month: number): Bar[] {
  const isNews = ({ first, last }: Bar) => first === month || last === month;
  return [...bars.filter(isNews), ...bars.filter((bar) => !isNews(bar))];
}

function phaseOf(month: number, first: number, last: number): 'only' | 'begins' | 'ends' | 'goesOn' {
  if (first === last) return 'only';
  if (month === first) return 'begins';
  return month === last ? 'ends' : 'goesOn';
}
