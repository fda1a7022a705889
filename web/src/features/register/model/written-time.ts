/** Times as people write them, found in a sentence: «da gennaio a giugno», «entro marzo», «M1-M6», «il 15/3/2027». */
import { addMonths, type Calendar, isDay, monthOf, monthWhen, readWhen, type When } from '../../../register';
import { folded } from './words';

export interface FoundTime {
  readonly from: When | null;
  readonly to: When | null;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
}

export interface TimeContext {
  readonly calendar: Calendar;
  /** `2026-11-28`: a month without a year is the next one. */
  readonly today: string;
}

const MONTHS = [
  'gennaio',
  'febbraio',
  'marzo',
  'aprile',
  'maggio',
  'giugno',
  'luglio',
  'agosto',
  'settembre',
  'ottobre',
  'novembre',
  'dicembre',
];
const MONTH_WORD =
  '(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|gen|feb|mar|apr|mag|giu|lug|ago|sett?|ott|nov|dic)\\.?(?![a-z])';
const YEAR = "(?:\\s+(?:del\\s+)?(\\d{4})(?!\\d)|\\s*'(\\d{2})(?!\\d))?";
/** A point in time: `M3`, a numeric date, a day with a month, a month. */
const POINT = `(?:(m[1-9]\\d?)(?![a-z0-9])|(?:(?:il|lo|l'|giorno|mese|di)\\s+)*(?:(\\d{1,2})[/.-](\\d{1,2})(?:[/.-](\\d{4}|\\d{2}))?(?!\\d)|(?:(\\d{1,2})°?\\s+)?(${MONTH_WORD})${YEAR}))`;
/** Groups of one point. */
const GROUPS = 8;

const FROM = "(?:a\\s+partire\\s+da(?:l|l'|lla)?|da(?:l|l'|lla)?|tra|fra)(?:\\s+(?:il|mese|di|inizio|fine))*\\s+";
const TO = "\\s*(?:-|–|—|/|\\s(?:fino\\s+)?a(?:l|ll'|d)?\\s|\\se\\s)(?:\\s*(?:il|mese|di|inizio|fine))*\\s*";
const BY =
  "(?:entro|non\\s+oltre|fino\\s+a(?:l|d|lla)?)(?:\\s+(?:il|lo|la|l'|e\\s+non\\s+oltre|mese|fine|di))*\\s+(?:mese\\s+di\\s+|fine\\s+(?:di\\s+)?)?";
const IN = '(?:a|ad|in|nel|nel\\s+mese\\s+di|il|durante)\\s+';

type Reading = 'span' | 'by' | 'from' | 'in';

/** In this order: the first that fits at the earliest place is taken. */
const PATTERNS: readonly { reading: Reading; source: string }[] = [
  { reading: 'span', source: `(?:${FROM})?${POINT}${TO}${POINT}` },
  { reading: 'by', source: `${BY}${POINT}` },
  { reading: 'from', source: `${FROM}${POINT}` },
  { reading: 'in', source: `${IN}${POINT}` },
];

/** The first time in a text. A month that is only named, as in «la festa di marzo», is no time. */
export function findTime(text: string, context: TimeContext): FoundTime | null {
  const plain = folded(text);
  for (const { reading, source } of PATTERNS) {
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, 'iu').exec(plain);
    if (!found) continue;
    const time = timeOf(reading, found, context);
    if (time) return { ...time, start: found.index, end: found.index + found[0].length };
  }
  return null;
}

/** A cell of a table that holds a time and nothing else. */
export function readTimeCell(text: string, end: 'from' | 'to', context: TimeContext): When | null {
  const plain = folded(text.trim());
  const ready = readWhen(plain.toUpperCase());
  if (ready) return ready;
  const whole = new RegExp(`^(?:entro\\s+|da\\s+|a\\s+|fino\\s+a\\s+)?${POINT}$`, 'iu').exec(plain);
  const point = whole && pointAt(whole, 1);
  return point ? whenOf(point, end, context, null) : null;
}

type Point = { month: number } | { day: number | null; calendarMonth: number; year: number | null };

function timeOf(reading: Reading, found: RegExpExecArray, context: TimeContext) {
  const first = pointAt(found, 1);
  if (!first) return null;
  if (reading === 'by' || reading === 'from') {
    const when = whenOf(first, reading === 'by' ? 'to' : 'from', context, null);
    if (when === null) return null;
    return reading === 'by' ? { from: null, to: when } : { from: when, to: null };
  }
  const second = reading === 'span' ? pointAt(found, 1 + GROUPS) : first;
  if (!second) return null;
  // «gennaio–giugno 2027»: the year is said once, for both.
  const borrowed = 'year' in second && 'year' in first && first.year === null ? lendYear(first, second) : first;
  const from = whenOf(borrowed, 'from', context, null);
  const to = whenOf(second, 'to', context, from);
  return from && to ? { from, to } : null;
}

function lendYear<T extends { calendarMonth: number; year: number | null }>(first: T, second: T): T {
  if (second.year === null) return first;
  return { ...first, year: second.year - (first.calendarMonth > second.calendarMonth ? 1 : 0) };
}

function pointAt(found: RegExpExecArray, at: number): Point | null {
  const [pact, day, month, shortYear, wordDay, word, year, decade] = found.slice(at, at + GROUPS);
  if (pact !== undefined) return { month: Number(pact.slice(1)) };
  if (day !== undefined && month !== undefined) {
    return { day: Number(day), calendarMonth: Number(month), year: fullYear(shortYear) };
  }
  if (word === undefined) return null;
  const calendarMonth = MONTHS.findIndex((name) => name.startsWith(word.replace('.', '').slice(0, 3))) + 1;
  return {
    day: wordDay === undefined ? null : Number(wordDay),
    calendarMonth,
    year: fullYear(year ?? decade),
  };
}

function fullYear(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function whenOf(point: Point, end: 'from' | 'to', context: TimeContext, after: When | null): When | null {
  if ('month' in point) return point.month >= 1 && point.month <= 60 ? monthWhen(point.month) : null;
  const { day, calendarMonth } = point;
  if (calendarMonth < 1 || calendarMonth > 12) return null;
  const { calendar, today } = context;
  const base = after !== null && isDay(after) ? after : (calendar.start ?? today);
  // A month of the pact stands for the first day it can mean.
  const floor =
    after !== null && !isDay(after) && calendar.start ? addMonths(calendar.start, Number(after.slice(1)) - 1) : base;
  const year = point.year ?? nextYearOf(calendarMonth, day, floor);
  const first = `${year}-${String(calendarMonth).padStart(2, '0')}-01`;
  if (day !== null) {
    const date = first.slice(0, 8) + String(day).padStart(2, '0');
    return isDay(date) ? (date as When) : null;
  }
  // Where the pact's months are the calendar's, a month is a month.
  const month = calendar.start?.endsWith('-01') ? monthOf(first as When, calendar) : null;
  if (month !== null && month >= 1 && month <= 60) return monthWhen(month);
  const last = new Date(Date.parse(`${addMonths(first, 1)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return (end === 'from' ? first : last) as When;
}

/** The next such month, the present one included. */
function nextYearOf(calendarMonth: number, day: number | null, floor: string): number {
  const year = Number(floor.slice(0, 4));
  const isOver =
    day === null
      ? calendarMonth < Number(floor.slice(5, 7))
      : `${String(calendarMonth).padStart(2, '0')}-${String(day).padStart(2, '0')}` < floor.slice(5);
  return isOver ? year + 1 : year;
}
