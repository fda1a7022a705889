import { describe, expect, test } from 'vitest';
import type { DocumentKind, DocumentSheet, Meeting, Phase } from '../../api';
import { documentOfMeetings, meetingInFocus, phasesOnLine, questionGroups } from './model';

function meeting(id: string, date: string | null, more: Partial<Meeting> = {}): Meeting {
  return {
    id,
    phase: 'p1',
    position: 1,
    kind: 'table_session',
    title: id,
    date,
    starts: '17:30:00',
    ends: '19:00:00',
    mode: 'in_person',
    participants: [],
    focus: null,
    objectives: [],
    questions: [],
    parts: [],
    ...more,
  };
}

function phase(id: string, position: number): Phase {
  return { id, position, title: id, goal: null, key_question: null };
}

function sheet(id: string, kind: DocumentKind): DocumentSheet {
  return { id, kind, title: id, reference: null, versions: 1, published: null, present: [], sections_count: 0 };
}

const FIRST = meeting('first', '2025-10-09');
const SECOND = meeting('second', '2025-10-23');
const THIRD = meeting('third', '2025-11-20');

describe('the meeting in focus', () => {
  const meetings = [THIRD, FIRST, SECOND];

  test('is the one running', () => {
    const now = { date: '2025-10-23', time: '18:00' };
    expect(meetingInFocus(meetings, now)).toEqual({ state: 'running', meeting: SECOND });
  });

  test('runs from an hour before, when people come in', () => {
    expect(meetingInFocus(meetings, { date: '2025-10-23', time: '16:30' }).state).toBe('running');
    expect(meetingInFocus(meetings, { date: '2025-10-23', time: '16:29' })).toEqual({ state: 'next', meeting: SECOND });
  });

  test('is the next one from the minute after the end', () => {
    expect(meetingInFocus(meetings, { date: '2025-10-23', time: '19:01' })).toEqual({ state: 'next', meeting: THIRD });
  });

  test('is the last one when all were held', () => {
    expect(meetingInFocus(meetings, { date: '2026-01-01', time: '10:00' })).toEqual({ state: 'last', meeting: THIRD });
  });

  test('is the last of the table, rather than the assembly after it', () => {
    const assembly = meeting('assembly', '2025-12-03', { kind: 'closing_event' });
    const now = { date: '2026-01-01', time: '10:00' };
    expect(meetingInFocus([...meetings, assembly], now)).toEqual({ state: 'last', meeting: THIRD });
    expect(meetingInFocus([assembly], now)).toEqual({ state: 'last', meeting: assembly });
  });

  test('is none when no date is known', () => {
    expect(meetingInFocus([meeting('x', null)], { date: '2026-01-01', time: '10:00' })).toEqual({ state: 'none' });
  });

  test('of two on one day is the later one once the first is over', () => {
    const morning = meeting('morning', '2025-10-09', { starts: '09:00', ends: '11:00' });
    const now = { date: '2025-10-09', time: '12:00' };
    expect(meetingInFocus([FIRST, morning], now)).toEqual({ state: 'next', meeting: FIRST });
  });

  test('is the one the coordination has opened, whatever the calendar says', () => {
    const opened = { ...THIRD, opened_at: '2025-10-12T15:00:00Z', closed_at: null };
    const now = { date: '2025-10-23', time: '18:00' };
    expect(meetingInFocus([FIRST, SECOND, opened], now)).toEqual({ state: 'running', meeting: opened });
    const closed = { ...opened, closed_at: '2025-10-12T17:00:00Z' };
    expect(meetingInFocus([FIRST, SECOND, closed], now)).toEqual({ state: 'running', meeting: SECOND });
    const undated = meeting('undated', null, { opened_at: '2025-10-12T15:00:00Z' });
    expect(meetingInFocus([FIRST, undated], now)).toEqual({ state: 'running', meeting: undated });
  });

  test('without hours runs the whole day', () => {
    const assembly = meeting('assembly', '2025-12-03', { starts: null, ends: null });
    expect(meetingInFocus([assembly], { date: '2025-12-03', time: '08:00' }).state).toBe('running');
  });
});

describe('the line of phases', () => {
  const process = {
    phases: [phase('p2', 2), phase('p1', 1)],
    meetings: [{ ...THIRD, phase: 'p2' }, SECOND, FIRST],
  };

  function marks(date: string, time = '10:00') {
    return phasesOnLine(process, { date, time }).map((onLine) =>
      onLine.items.map((item) => (item.kind === 'today' ? 'TODAY' : `${item.meeting.id}:${item.moment}`)),
    );
  }

  test('puts today between what was and what comes', () => {
    expect(marks('2025-10-12')).toEqual([['first:past', 'TODAY', 'second:next'], ['third:later']]);
  });

  test('does not mark today twice when a meeting is today', () => {
    expect(marks('2025-10-23')).toEqual([['first:past', 'second:today'], ['third:later']]);
    expect(marks('2025-10-23', '18:00')).toEqual([['first:past', 'second:running'], ['third:later']]);
  });

  test('puts today at the end when all is over', () => {
    expect(marks('2026-02-01')).toEqual([
      ['first:past', 'second:past'],
      ['third:past', 'TODAY'],
    ]);
  });

  test('does not stand before a meeting without a date', () => {
    const undated = { phases: [phase('p1', 1)], meetings: [meeting('someday', null), FIRST] };
    const [line] = phasesOnLine(undated, { date: '2026-02-01', time: '10:00' });
    expect(line?.items.map((item) => item.kind)).toEqual(['meeting', 'meeting', 'today']);
  });
});

describe('guiding questions', () => {
  const part = (position: number, door: 'open' | 'closed') => ({
    position,
    door,
    title: `parte ${position}`,
    participants: [],
    objectives: [],
  });
  const question = (id: string, at: number | null, list: 'programme' | 'operational' = 'programme') => ({
    id,
    text: id,
    part: at,
    list,
  });

  test('stand under their part, parts in order', () => {
    const groups = questionGroups({
      parts: [part(2, 'open'), part(1, 'closed')],
      questions: [question('a', 2), question('b', 1)],
    });
    expect(groups).toMatchObject([
      { kind: 'part', part: { door: 'closed' }, questions: [{ id: 'b' }] },
      { kind: 'part', part: { door: 'open' }, questions: [{ id: 'a' }] },
    ]);
  });

  test('of the programme come before those of the session', () => {
    const groups = questionGroups({
      parts: [],
      questions: [question('session', null, 'operational'), question('programme', null)],
    });
    expect(groups.map((group) => group.kind)).toEqual(['programme', 'operational']);
  });

  test('of an unknown part are shown for the whole meeting, never lost', () => {
    const groups = questionGroups({ parts: [], questions: [question('a', 7)] });
    expect(groups).toMatchObject([{ kind: 'programme', questions: [{ id: 'a' }] }]);
  });
});

describe('the document of the meetings', () => {
  test('is the Patto', () => {
    expect(documentOfMeetings([sheet('d', 'docpp'), sheet('p', 'patto_collaborazione')])?.id).toBe('p');
  });

  test('is never the register', () => {
    expect(documentOfMeetings([sheet('r', 'register'), sheet('o', 'open')])?.id).toBe('o');
    expect(documentOfMeetings([sheet('r', 'register')])).toBeNull();
  });
});
