/** The timeline as rows of bars: where each stands, which month is too full, and what moving one does. */
import {
  type Calendar,
  type Commitment,
  type Milestone,
  monthOf,
  partsOf,
  type RegisterSnapshot,
  type Span,
  shifted,
  spanOf,
  type When,
} from '../../../register';

export interface Bar {
  readonly commitment: Commitment;
  /** Months shown, within the timeline. */
  readonly first: number;
  readonly last: number;
  /** It goes on outside of what is shown. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
  /** Line inside its row, from 0. */
  readonly lane: number;
}

export interface CalendarRow {
  readonly id: string;
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly lanes: number;
  /** Months with more deadlines than the table finds bearable. */
  readonly full: readonly number[];
  /** Promises without a time, or with a day that cannot be placed yet. */
  readonly undated: readonly Commitment[];
}

export type RowsBy = 'actor' | 'action';

/** Months in which something must be done soon after the signature are shown in evidence. */
export const FIRST_MONTHS = 6;

export function calendarRows(
  register: RegisterSnapshot,
  by: RowsBy,
  names: { none: string },
  mostDeadlines: number,
): CalendarRow[] {
  const owners = by === 'actor' ? register.actors.all : register.actions.all;
  const known = by === 'actor' ? register.actors.byId : register.actions.byId;
  const groups = new Map<string | null, Commitment[]>();
  for (const commitment of register.commitments.all) {
    const id = by === 'actor' ? commitment.actor : commitment.action;
    const owner = id !== null && known.has(id) ? id : null;
    groups.set(owner, [...(groups.get(owner) ?? []), commitment]);
  }
  const rows = owners
    .filter(({ id }) => groups.has(id))
    .map(({ id, name }) => row(id, name, groups.get(id) ?? [], register, by, mostDeadlines));
  const rest = groups.get(null);
  return rest ? [...rows, row('', names.none, rest, register, 'action', mostDeadlines)] : rows;
}

function row(
  id: string,
  name: string,
  commitments: readonly Commitment[],
  register: RegisterSnapshot,
  by: RowsBy,
  mostDeadlines: number,
): CalendarRow {
  const { timeline } = register;
  const placed = commitments.flatMap((commitment) => {
    const span = spanOf(commitment.from, commitment.to, timeline);
    return span && isSeen(span, timeline) ? [{ commitment, span }] : [];
  });
  const seen = new Set(placed.map(({ commitment }) => commitment));
  const bars = inLanes(placed, timeline);
  return {
    id,
    name,
    bars,
    lanes: Math.max(1, ...bars.map(({ lane }) => lane + 1)),
    full: by === 'actor' ? fullMonths(id, commitments, register, mostDeadlines) : [],
    undated: commitments.filter((commitment) => !seen.has(commitment)),
  };
}

function isSeen({ first, last }: Span, { months }: Calendar): boolean {
  return last >= 1 && first <= months;
}

/** Each bar in the first line that is free from its beginning on. */
function inLanes(placed: readonly { commitment: Commitment; span: Span }[], { months }: Calendar): Bar[] {
  const free: number[] = [];
  return [...placed]
    .sort((a, b) => a.span.first - b.span.first || b.span.last - a.span.last)
    .map(({ commitment, span }) => {
      const first = Math.max(1, span.first);
      const last = Math.min(months, span.last);
      const open = free.findIndex((until) => until < first);
      const lane = open === -1 ? free.length : open;
      free[lane] = last;
      return { commitment, first, last, isCutBefore: span.first < 1, isCutAfter: span.last > months, lane };
    });
}

/** Deadlines are ends of open promises and the body's own deadlines on the timeline. */
function fullMonths(
  actor: string,
  commitments: readonly Commitment[],
  { milestones, timeline }: RegisterSnapshot,
  most: number,
): number[] {
  const ends = commitments.filter(({ state }) => state !== 'mantenuto' && state !== 'sciolto').map(({ to }) => to);
  const own = milestones.all.filter((each) => each.actor === actor && each.kind === 'scadenza').map(({ date }) => date);
  const counts = new Map<number, number>();
  for (const when of [...ends, ...own]) {
    const month = when === null ? null : monthOf(when, timeline);
    if (month !== null) counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return [...counts]
    .filter(([month, count]) => count > most && month >= 1 && month <= timeline.months)
    .map(([month]) => month)
    .sort((a, b) => a - b);
}

// --- Milestones ---

export interface PlacedMilestone {
  readonly milestone: Milestone;
  readonly month: number;
}

export function placedMilestones({ milestones, timeline }: RegisterSnapshot): PlacedMilestone[] {
  return milestones.all
    .flatMap((milestone) => {
      const month = milestone.date === null ? null : monthOf(milestone.date, timeline);
      return month !== null && month >= 1 && month <= timeline.months ? [{ milestone, month }] : [];
    })
    .sort((a, b) => a.month - b.month || (String(a.milestone.date) < String(b.milestone.date) ? -1 : 1));
}

// --- Moving ---

/** `move`: both ends; the others one end only. */
export type Gesture = 'move' | 'start' | 'end';

export interface Period {
  readonly from: When | null;
  readonly to: When | null;
}

/** The period after a gesture of so many months; null when it would leave the timeline or turn around. */
export function movedPeriod({ from, to }: Period, gesture: Gesture, months: number, calendar: Calendar): Period | null {
  const next: Period = {
    from: gesture === 'end' ? (from ?? to) : moved(from ?? (gesture === 'start' ? to : null), months),
    to: gesture === 'start' ? (to ?? from) : moved(to ?? (gesture === 'end' ? from : null), months),
  };
  // What would lie before M1 comes back as M1, and so does not move as it was asked.
  if (gesture !== 'end' && wouldPassM1(from ?? to, months)) return null;
  const first = next.from === null ? null : monthOf(next.from, calendar);
  const last = next.to === null ? null : monthOf(next.to, calendar);
  const isInside = (month: number | null) => month === null || (month >= 1 && month <= calendar.months);
  if (!isInside(first) || !isInside(last)) return null;
  if (first !== null && last !== null && (last < first || isTurned(next))) return null;
  if (next.from === from && next.to === to) return null;
  return next;
}

function wouldPassM1(when: When | null, months: number): boolean {
  const parts = when === null ? null : partsOf(when);
  return parts?.kind === 'month' && parts.month + months < 1;
}

function moved(when: When | null, months: number): When | null {
  return when === null ? null : shifted(when, months);
}

/** Two days in one month can be the wrong way round too. */
function isTurned({ from, to }: Period): boolean {
  return from !== null && to !== null && !from.startsWith('M') && !to.startsWith('M') && to < from;
}
