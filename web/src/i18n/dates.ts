import type { Language } from './language';

/** Meetings happen in Italy, wherever the reader's clock is. */
const PLACE = 'Europe/Rome';

/** `2025-11-20` */
export type CivilDate = string;
/** `17:30` or `17:30:00` */
export type CivilTime = string;

export interface CivilMoment {
  date: CivilDate;
  time: CivilTime;
}

/** Date and hour at the place of the process; both compare as text. */
export function civilMoment(now: Date): CivilMoment {
  // The Swedish format is ISO 8601.
  const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', {
    timeZone: PLACE,
    dateStyle: 'short',
    timeStyle: 'short',
  })
    .format(now)
    .split(' ');
  return { date, time };
}

/** «20 novembre 2025» */
export function formatDate(date: CivilDate, language: Language): string {
  return format(date, language, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** «giovedì 20 novembre 2025» */
export function formatLongDate(date: CivilDate, language: Language): string {
  return format(date, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** «20 nov»; with the year when it is not the one of `today`. */
export function formatShortDate(date: CivilDate, today: CivilDate, language: Language): string {
  const year = date.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric';
  return format(date, language, { day: 'numeric', month: 'short', year });
}

/** «17.30» in Italian, 17:30 in English. */
export function formatTime(time: CivilTime, language: Language): string {
  const [hour = '', minute = ''] = time.split(':');
  return `${Number(hour)}${language === 'it' ? '.' : ':'}${minute}`;
}

/** «17.30–19.00»; only the start when the end is open; empty without a start. */
export function formatHours(starts: CivilTime | null, ends: CivilTime | null, language: Language): string {
  if (starts === null) return '';
  if (ends === null) return formatTime(starts, language);
  return `${formatTime(starts, language)}–${formatTime(ends, language)}`;
}

function format(date: CivilDate, language: Language, options: Intl.DateTimeFormatOptions): string {
  const noon = new Date(`${date.slice(0, 10)}T12:00:00Z`);
  if (Number.isNaN(noon.getTime())) return date;
  return new Intl.DateTimeFormat(language === 'it' ? 'it-IT' : 'en-GB', { ...options, timeZone: 'UTC' }).format(noon);
}
