/** How times and resources of the register are said in a few words. */

import type { Language } from '../../../i18n';
import { addMonths, type Calendar, firstDay, monthOf, partsOf, type When } from '../../../register';

/** «gen», or «gennaio 2027», or «marzo–aprile 2027» for a pact that starts in between; null without a start. */
export function monthName(
  month: number,
  { start }: Calendar,
  language: Language,
  style: 'short' | 'long',
): string | null {
  if (start === null) return null;
  const first = addMonths(start, month - 1);
  if (style === 'long' && !start.endsWith('-01')) {
    const names = [first, addMonths(start, month)].map((day, at) =>
      formatted(day, language, { month: 'long', ...(at === 1 && { year: 'numeric' }) }),
    );
    return names.join('–');
  }
  return formatted(first, language, {
    month: style,
    ...(style === 'long' && { year: 'numeric' }),
  });
}

/** «M3 · mar» or «M3». */
export function monthLabel(
  month: number,
  calendar: Calendar,
  language: Language,
  style: 'short' | 'long' = 'short',
): string {
  const name = monthName(month, calendar, language, style);
  return name === null ? `M${month}` : `M${month} · ${name}`;
}

/** «mar» for a month of the pact, «15 mar» for a day; with the year where it is not the pact's first. */
export function whenText(when: When, calendar: Calendar, language: Language): string {
  const parts = partsOf(when);
  if (!parts) return when;
  const day = parts.kind === 'day' ? parts.day : firstDay(when, calendar);
  if (day === null) return when;
  const isFirstYear = calendar.start !== null && day.slice(0, 4) === calendar.start.slice(0, 4);
  return formatted(day, language, {
    month: 'short',
    ...(parts.kind === 'day' && { day: 'numeric' }),
    ...(!isFirstYear && { year: 'numeric' }),
  });
}

export type Period = { say: 'span'; from: string; to: string } | { say: 'by' | 'from' | 'at'; when: string } | null;

export function periodOf(from: When | null, to: When | null, calendar: Calendar, language: Language): Period {
  const text = (when: When) => whenText(when, calendar, language);
  if (from !== null && to !== null) {
    const [first, last] = [text(from), text(to)];
    return first === last ? { say: 'at', when: first } : { say: 'span', from: first, to: last };
  }
  if (to !== null) return { say: 'by', when: text(to) };
  return from === null ? null : { say: 'from', when: text(from) };
}

/** The months a person may choose from: those of the timeline, and one that is set already beyond them. */
export function monthsToChoose(calendar: Calendar, set: When | null): number[] {
  const months = Array.from({ length: calendar.months }, (_, at) => at + 1);
  const parts = set === null ? null : partsOf(set);
  return parts?.kind === 'month' && parts.month > calendar.months ? [...months, parts.month] : months;
}

/** Compares two times, those that cannot be placed last. */
export function compareWhen(a: When | null, b: When | null, calendar: Calendar): number {
  const place = (when: When | null) => (when === null ? null : (firstDay(when, calendar) ?? when));
  const [left, right] = [place(a), place(b)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const [m, n] = [a, b].map((when) => (when === null ? null : monthOf(when, calendar)));
  if (m !== null && n !== null && m !== n) return (m ?? 0) - (n ?? 0);
  return left < right ? -1 : Number(left > right);
}

/** Making one costs as much as a hundred uses, and a table of promises says hundreds of months. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function formatted(day: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const key = [language, options.day, options.month, options.year].join();
  const known = dateFormats.get(key);
  const format =
    known ?? new Intl.DateTimeFormat(language === 'it' ? 'it-IT' : 'en-GB', { ...options, timeZone: 'UTC' });
  if (!known) dateFormats.set(key, format);
  return format.format(new Date(`${day}T12:00:00Z`));
}
