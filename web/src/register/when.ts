/** When something is: a month of the pact, `M1` to `M60`, or a day, `2027-03-15`. */

/** A text that can be read as a month or a day. */
export type When = string & { readonly when: unique symbol };

export interface Calendar {
  /** First day of M1; null before it is known. */
  readonly start: string | null;
  readonly months: number;
}

export const MOST_MONTHS = 60;
export const DEFAULT_MONTHS = 12;

export type WhenParts = { kind: 'month'; month: number } | { kind: 'day'; day: string };

/** First and last month, both included, counted from 1. May lie outside the timeline. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export function readWhen(text: unknown): When | null {
  return typeof text === 'string' && partsOf(text) ? (text as When) : null;
}

export function monthWhen(month: number): When {
  return `M${Math.min(Math.max(Math.round(month), 1), MOST_MONTHS)}` as When;
}

export function partsOf(text: string): WhenParts | null {
  const month = /^M([1-9]\d?)$/.exec(text)?.[1];
  if (month !== undefined) return Number(month) <= MOST_MONTHS ? { kind: 'month', month: Number(month) } : null;
  return isDay(text) ? { kind: 'day', day: text } : null;
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && isoDay(at) === text;
}

/** The month of the pact it lies in; null for a day while the start is not known. Zero and less are before M1. */
export function monthOf(when: When, { start }: Calendar): number | null {
  const parts = partsOf(when);
  if (!parts) return null;
  if (parts.kind === 'month') return parts.month;
  if (start === null || !isDay(start)) return null;
  const guess = monthsApart(start, parts.day) + 1;
  // The pact's months need not begin with the calendar's.
  return parts.day < addMonths(start, guess - 1) ? guess - 1 : guess;
}

/** From which to which month; a single end stands for both. */
export function spanOf(from: When | null, to: When | null, calendar: Calendar): Span | null {
  const first = from === null ? null : monthOf(from, calendar);
  const last = to === null ? null : monthOf(to, calendar);
  if (first === null && last === null) return null;
  const [low, high] = [first ?? last ?? 0, last ?? first ?? 0];
  return { first: low, last: Math.max(low, high) };
}

export function overlaps(a: Span, b: Span): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** The day it begins on, as a beginning; null while the start is not known. */
export function firstDay(when: When, { start }: Calendar): string | null {
  const parts = partsOf(when);
  if (parts?.kind === 'day') return parts.day;
  return parts && start !== null ? addMonths(start, parts.month - 1) : null;
}

/** The day it ends on, as an end. */
export function lastDay(when: When, { start }: Calendar): string | null {
  const parts = partsOf(when);
  if (parts?.kind === 'day') return parts.day;
  return parts && start !== null ? addDays(addMonths(start, parts.month), -1) : null;
}

/** The same kind of when, later by so many months; never before M1 nor beyond M60. */
export function shifted(when: When, months: number): When {
  const parts = partsOf(when);
  if (!parts) return when;
  if (parts.kind === 'month') return monthWhen(parts.month + months);
  return addMonths(parts.day, months) as When;
}

/** A day some months later; from a day the month does not have, its last one. */
export function addMonths(day: string, months: number): string {
  const { year, month, date } = calendarParts(day);
  const index = year * 12 + (month - 1) + months;
  const [nextYear, nextMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  const longest = new Date(Date.UTC(nextYear, nextMonth, 0)).getUTCDate();
  return isoDay(Date.UTC(nextYear, nextMonth - 1, Math.min(date, longest)));
}

function addDays(day: string, days: number): string {
  const { year, month, date } = calendarParts(day);
  return isoDay(Date.UTC(year, month - 1, date + days));
}

/** Calendar months between two days, whatever the day of the month. */
function monthsApart(from: string, to: string): number {
  const [a, b] = [calendarParts(from), calendarParts(to)];
  return (b.year - a.year) * 12 + b.month - a.month;
}

function calendarParts(day: string): { year: number; month: number; date: number } {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return { year, month, date };
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
