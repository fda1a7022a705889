/** When something is, in words: as exact as what was said, as short as the place asks. */
import { formatDate, type Language } from '../../../i18n';
import { type Calendar, firstDay, lastDay, partsOf, type When } from '../../../register';

/** «15 marzo 2027», «M3 · marzo 2027», «M3» while the start is not known: the server writes the same words. */
export function whenWords(when: When, calendar: Calendar, language: Language): string {
  const parts = partsOf(when);
  if (!parts) return when;
  if (parts.kind === 'day') return longDay(parts.day, language);
  const [first, last] = [firstDay(when, calendar), lastDay(when, calendar)];
  return first === null || last === null ? when : `${when} · ${monthsBetween(first, last, language)}`;
}

/** «gen–giu 2027», «15 gen – 30 giu 2027», «M1–M6»; empty when nothing was said. */
export function periodWords(from: When | null, to: When | null, calendar: Calendar, language: Language): string {
  const [begin, end] = [from ?? to, to ?? from];
  if (begin === null || end === null) return '';
  const [first, last] = [firstDay(begin, calendar), lastDay(end, calendar)];
  if (first === null || last === null) return unknownStart([begin, end], language);
  const areMonths = [begin, end].every((when) => partsOf(when)?.kind === 'month');
  // Months of a pact that starts in the middle of one are not those of the calendar.
  if (areMonths && first.endsWith('-01')) return shortRange(first, last, language, { month: 'short' }, '–');
  return shortRange(first, last, language, { day: 'numeric', month: 'short' }, ' – ');
}

/** «gen», for the head of a column; empty while the start is not known. */
export function monthName(month: string, calendar: Calendar, language: Language): string {
  const first = firstDay(month as When, calendar);
  return first === null ? '' : format(first, language, { month: 'short' });
}

function unknownStart([begin, end]: readonly [When, When], language: Language): string {
  const words = (when: When) => {
    const parts = partsOf(when);
    return parts?.kind === 'day' ? format(parts.day, language, SHORT_DAY) : when;
  };
  return begin === end ? words(begin) : `${words(begin)}–${words(end)}`;
}

const SHORT_DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;

function shortRange(
  first: string,
  last: string,
  language: Language,
  parts: Intl.DateTimeFormatOptions,
  dash: string,
): string {
  const year = { ...parts, year: 'numeric' } as const;
  const end = format(last, language, year);
  if (format(first, language, year) === end) return end;
  const isOneYear = first.slice(0, 4) === last.slice(0, 4);
  return `${format(first, language, isOneYear ? parts : year)}${dash}${end}`;
}

/** «marzo 2027», or «marzo–aprile 2027» for a month that lies in two. */
function monthsBetween(first: string, last: string, language: Language): string {
  const month = { month: 'long' } as const;
  const end = `${format(last, language, month)} ${last.slice(0, 4)}`;
  if (first.slice(0, 7) === last.slice(0, 7)) return end;
  const begin = format(first, language, month);
  return first.slice(0, 4) === last.slice(0, 4) ? `${begin}–${end}` : `${begin} ${first.slice(0, 4)}–${end}`;
}

/** Italian says «1º» on the first day of a month, and a cardinal on all others. */
function longDay(day: string, language: Language): string {
  const words = formatDate(day, language);
  return language === 'it' ? words.replace(/^1 /, '1º ') : words;
}

// Making one costs more than using it a hundred times, and a table asks for hundreds of dates.
const formats = new Map<string, Intl.DateTimeFormat>();

function format(day: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${JSON.stringify(options)}`;
  const made =
    formats.get(key) ?? new Intl.DateTimeFormat(language === 'it' ? 'it-IT' : 'en-GB', { ...options, timeZone: 'UTC' });
  formats.set(key, made);
  return made.format(new Date(`${day}T12:00:00Z`));
}
