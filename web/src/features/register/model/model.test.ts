import { expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  createActor,
  createCommitment,
  createMilestone,
  RegisterStore,
  resourceText,
  setTimeline,
  type When,
} from '../../../register';
import { calendarRows, movedPeriod, placedMilestones } from './calendar';
import { periodOf } from './labels';
import { nextStates } from './steps';
import { NO_FILTER, type TableRow, tableRows } from './table';

const at = (text: string) => text as When;
const calendar = { start: '2027-01-01', months: 12 };
const deed = { at: '2026-11-28', by: null };

function aRegister() {
  const doc = new Y.Doc();
  setTimeline(doc, { start: '2027-01-01' });
  const [first, second] = ['Il Mulino', 'Bocciofila'].map((name) => createActor(doc, { name }));
  const make = (what: string, actor: string | undefined, from: string | null, to: string | null) =>
    createCommitment(doc, { what, actor, from: from as When | null, to: to as When | null }, deed);
  make('a', first, 'M1', 'M3');
  make('b', first, 'M3', 'M3');
  make('c', first, 'M4', '2028-03-01');
  make('d', first, null, null);
  make('e', second, 'M20', 'M21');
  make('f', undefined, 'M2', 'M2');
  createMilestone(doc, { title: 'Ci ritroviamo', kind: 'verifica_collettiva', date: at('2027-04-10') });
  createMilestone(doc, { title: 'Troppo lontana', kind: 'tappa', date: at('M40') });
  return RegisterStore.of(doc).getSnapshot();
}

it('bars share a line where they can, and say when they go on outside', () => {
  const rows = calendarRows(aRegister(), 'actor', { none: 'Nessuno' }, 3);
  expect(rows.map(({ name }) => name)).toEqual(['Bocciofila', 'Il Mulino', 'Nessuno']);
  const mulino = rows[1];
  expect(mulino?.bars.map(({ commitment, first, last, lane }) => [commitment.what, first, last, lane])).toEqual([
    ['a', 1, 3, 0],
    ['b', 3, 3, 1],
    ['c', 4, 12, 0],
  ]);
  expect(mulino?.bars[2]?.isCutAfter).toBe(true);
  expect(mulino?.lanes).toBe(2);
  expect(mulino?.undated.map(({ what }) => what)).toEqual(['d']);
  expect(rows[0]?.undated.map(({ what }) => what)).toEqual(['e']);
});

it('a month is full when a body has more deadlines in it than the threshold', () => {
  expect(calendarRows(aRegister(), 'actor', { none: '' }, 1).map(({ full }) => full)).toEqual([[], [3], []]);
  expect(calendarRows(aRegister(), 'actor', { none: '' }, 2).map(({ full }) => full)).toEqual([[], [], []]);
});

it('milestones stand in their months, those outside are left out', () => {
  expect(placedMilestones(aRegister()).map(({ milestone, month }) => [milestone.title, month])).toEqual([
    ['Ci ritroviamo', 4],
  ]);
});

it('moves and resizes within the timeline, and not further', () => {
  const period = { from: at('M2'), to: at('M4') };
  expect(movedPeriod(period, 'move', 1, calendar)).toEqual({ from: 'M3', to: 'M5' });
  expect(movedPeriod(period, 'end', -2, calendar)).toEqual({ from: 'M2', to: 'M2' });
  expect(movedPeriod(period, 'end', -3, calendar)).toBeNull();
  expect(movedPeriod(period, 'start', 2, calendar)).toEqual({ from: 'M4', to: 'M4' });
  expect(movedPeriod(period, 'move', -2, calendar)).toBeNull();
  expect(movedPeriod({ from: at('M1'), to: at('M1') }, 'move', -1, calendar)).toBeNull();
  expect(movedPeriod(period, 'move', 9, calendar)).toBeNull();
  expect(movedPeriod({ from: null, to: at('M4') }, 'move', 1, calendar)).toEqual({ from: null, to: 'M5' });
  expect(movedPeriod({ from: null, to: at('M4') }, 'start', -1, calendar)).toEqual({ from: 'M3', to: 'M4' });
  expect(movedPeriod({ from: null, to: at('2027-03-15') }, 'end', 1, calendar)).toEqual({
    from: '2027-03-15',
    to: '2027-04-15',
  });
});

it('says periods and resources in few words', () => {
  expect(periodOf(at('M1'), at('M6'), calendar, 'it')).toEqual({ say: 'span', from: 'gen', to: 'giu' });
  expect(periodOf(at('M1'), at('M14'), calendar, 'it')).toEqual({ say: 'span', from: 'gen', to: 'feb 2028' });
  expect(periodOf(null, at('2027-03-15'), calendar, 'it')).toEqual({ say: 'by', when: '15 mar' });
  expect(periodOf(at('M1'), at('M6'), { start: null, months: 12 }, 'it')).toEqual({
    say: 'span',
    from: 'M1',
    to: 'M6',
  });
  expect(resourceText({ label: 'volontari', quantity: 2, unit: '' }, 'it')).toBe('2 volontari');
  expect(resourceText({ label: 'doposcuola', quantity: 10, unit: 'ore' }, 'it')).toBe('doposcuola (10 ore)');
  expect(resourceText({ label: 'sala grande', quantity: null, unit: '' }, 'it')).toBe('sala grande');
});

it('sorts what is empty last and finds words without accents', () => {
  const register = aRegister();
  const rows: TableRow[] = register.commitments.all.map((commitment) => ({
    commitment,
    actorName: register.actors.byId.get(commitment.actor ?? '')?.name ?? '',
    actionName: '',
    lines: [],
    resources: [],
  }));
  const names = (list: TableRow[]) => list.map(({ commitment }) => commitment.what).join('');
  expect(names(tableRows(rows, NO_FILTER, { column: 'from', isDescending: false }, register.timeline))).toBe('afbced');
  expect(
    names(
      tableRows(rows, { ...NO_FILTER, words: 'MULINÒ' }, { column: 'what', isDescending: true }, register.timeline),
    ),
  ).toBe('dcba');
});

it('every promise has a way on until it is kept', () => {
  expect(nextStates('abbozzato')).toEqual(['dichiarato', 'sciolto']);
  expect(nextStates('da_confermare')).toEqual(['confermato', 'rimodulato', 'sciolto']);
  expect(nextStates('mantenuto')).toEqual([]);
});
