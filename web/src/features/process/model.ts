import type { DocumentSheet, GuidingQuestion, Meeting, MeetingPart, Phase, Process } from '../../api';
import type { CivilMoment } from '../../i18n';

export type MeetingMoment = 'past' | 'running' | 'today' | 'next' | 'later' | 'undated';

export interface MeetingOnLine {
  kind: 'meeting';
  meeting: Meeting;
  moment: MeetingMoment;
}

export type LineItem = MeetingOnLine | { kind: 'today' };

export interface PhaseOnLine {
  phase: Phase;
  items: LineItem[];
}

export type MeetingInFocus = { state: 'running' | 'next' | 'last'; meeting: Meeting } | { state: 'none' };

/** An hour before the start people are already coming in. */
const DOORS_BEFORE_MINUTES = 60;

/** The one running now (an open one before one that only should be), else the first still to come, else the last one held: of the table, whose questions the text answers. */
export function meetingInFocus(meetings: readonly Meeting[], now: CivilMoment): MeetingInFocus {
  const dated = inOrder(meetings.filter((meeting) => meeting.date !== null));
  const running = meetings.find(isOpen) ?? dated.find((meeting) => isRunning(meeting, now));
  if (running) return { state: 'running', meeting: running };
  const next = dated.find((meeting) => !isPast(meeting, now));
  if (next) return { state: 'next', meeting: next };
  const last = dated.findLast((meeting) => meeting.kind === 'table_session') ?? dated.at(-1);
  return last ? { state: 'last', meeting: last } : { state: 'none' };
}

/** Phases with their meetings in order of time, and today's place among them. */
export function phasesOnLine(process: Pick<Process, 'phases' | 'meetings'>, now: CivilMoment): PhaseOnLine[] {
  const focus = meetingInFocus(process.meetings, now);
  const phases = [...process.phases].sort((a, b) => a.position - b.position);
  const line: PhaseOnLine[] = phases.map((phase) => ({
    phase,
    items: inOrder(process.meetings.filter((meeting) => meeting.phase === phase.id)).map((meeting) => ({
      kind: 'meeting',
      meeting,
      moment: momentOf(meeting, now, focus),
    })),
  }));
  placeToday(line, now);
  return line;
}

/** Today stands before the first meeting that is not past; a meeting that is today needs no second mark. */
function placeToday(line: PhaseOnLine[], now: CivilMoment): void {
  const all = line.flatMap((phase) => phase.items);
  if (all.some((item) => item.kind === 'meeting' && item.meeting.date === now.date)) return;
  for (const phase of line) {
    const at = phase.items.findIndex(
      (item) => item.kind === 'meeting' && item.moment !== 'past' && item.moment !== 'undated',
    );
    if (at !== -1) {
      phase.items.splice(at, 0, { kind: 'today' });
      return;
    }
  }
  line.at(-1)?.items.push({ kind: 'today' });
}

function momentOf(meeting: Meeting, now: CivilMoment, focus: MeetingInFocus): MeetingMoment {
  if (isRunning(meeting, now)) return 'running';
  if (meeting.date === null) return 'undated';
  if (isPast(meeting, now)) return 'past';
  if (meeting.date === now.date) return 'today';
  return focus.state === 'next' && focus.meeting.id === meeting.id ? 'next' : 'later';
}

/** The coordination has opened it, and not closed it yet. */
export function isOpen({ opened_at, closed_at }: Meeting): boolean {
  return Boolean(opened_at) && !closed_at;
}

/** What the coordination has opened is running, whatever the calendar says. */
function isRunning(meeting: Meeting, now: CivilMoment): boolean {
  if (isOpen(meeting)) return true;
  if (meeting.date !== now.date) return false;
  if (meeting.starts === null) return true;
  const starts = minutes(meeting.starts) - DOORS_BEFORE_MINUTES;
  const ends = meeting.ends === null ? Number.POSITIVE_INFINITY : minutes(meeting.ends);
  const at = minutes(now.time);
  return starts <= at && at <= ends;
}

function isPast(meeting: Meeting, now: CivilMoment): boolean {
  if (meeting.date === null) return false;
  if (meeting.date !== now.date) return meeting.date < now.date;
  return meeting.ends !== null && minutes(meeting.ends) < minutes(now.time);
}

function minutes(time: string): number {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
}

function inOrder(meetings: readonly Meeting[]): Meeting[] {
  const key = (meeting: Meeting) => `${meeting.date ?? '9999'} ${meeting.starts ?? ''}`;
  return [...meetings].sort((a, b) => key(a).localeCompare(key(b)));
}

export type QuestionGroup =
  | { kind: 'part'; part: MeetingPart; questions: GuidingQuestion[] }
  | { kind: 'programme' | 'operational'; questions: GuidingQuestion[] };

/** Questions under the part they belong to; a part without questions is still shown, for its door. */
export function questionGroups(meeting: Pick<Meeting, 'parts' | 'questions'>): QuestionGroup[] {
  const parts = [...meeting.parts].sort((a, b) => a.position - b.position);
  const known = new Set(parts.map((part) => part.position));
  const whole = meeting.questions.filter((question) => question.part === null || !known.has(question.part));
  const lists = (['programme', 'operational'] as const).map((kind) => ({
    kind,
    questions: whole.filter((question) => question.list === kind),
  }));
  return [
    ...parts.map((part) => ({
      kind: 'part' as const,
      part,
      questions: meeting.questions.filter((question) => question.part === part.position),
    })),
    ...lists.filter((list) => list.questions.length > 0),
  ];
}

/** Where a meeting is written: the Patto, else the first document there is. */
export function documentOfMeetings(documents: readonly DocumentSheet[]): DocumentSheet | null {
  const written = documents.filter((document) => document.kind !== 'register');
  const pact = written.find((document) => document.kind === 'patto_collaborazione');
  return pact ?? written.find((document) => document.kind === 'patto_fondativo') ?? written[0] ?? null;
}
