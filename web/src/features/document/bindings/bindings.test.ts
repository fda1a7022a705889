import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startTranslations } from '../../../i18n';
import {
  createAction,
  createActor,
  createCommitment,
  createMilestone,
  type RegisterSnapshot,
  RegisterStore,
  readWhen,
  setFields,
  setTimeline,
  takeOut,
} from '../../../register';
import { checksFor } from '../hooks/useSectionChecks';
import { bind, bindingsOf, unbind } from './bindings';
import { admits, readFilter } from './filter';
import { LiveReader } from './live-reader';
import { allTiesOf, sectionsAbout } from './mentions';
import { periodWords, whenWords } from './moments';

beforeAll(() => startTranslations('it'));

const DEED = { at: '2026-11-28', by: null };
const when = (text: string) => readWhen(text);

function process() {
  const doc = new Y.Doc();
  const parish = createActor(doc, { name: 'Parrocchia San Michele' });
  const mill = createActor(doc, { name: 'Il Mulino' });
  const hall = createCommitment(
    doc,
    {
      what: 'apre la sala il giovedì',
      actor: parish,
      from: when('M1'),
      to: when('M6'),
      allies: [mill],
      resources: [{ label: 'volontari', quantity: 2 }],
    },
    DEED,
  );
  setTimeline(doc, { start: '2027-01-01' });
  const reader = new LiveReader();
  reader.follow(RegisterStore.of(doc));
  return { doc, parish, mill, hall, reader };
}

describe('the register in the words of the text', () => {
  test('a card has its four lines, and one name with all of it', () => {
    const { reader, hall } = process();
    expect(reader.card(hall)).toEqual({
      name: 'Impegno: Parrocchia San Michele, apre la sala il giovedì',
      actor: 'Parrocchia San Michele',
      color: null,
      what: 'apre la sala il giovedì',
      facts: 'gen–giu 2027 · 2 volontari',
      state: 'abbozzato · con: Il Mulino (da confermare)',
    });
  });

  test('what was taken out says so with its reason, and what never was there says that', () => {
    const { doc, reader, hall, mill } = process();
    takeOut(doc, 'commitment', hall, 'la sala è chiusa');
    takeOut(doc, 'actor', mill, 'si è sciolto');
    expect(reader.card(hall)).toEqual({
      absent: 'Impegno tolto dal registro: apre la sala il giovedì. Motivo: la sala è chiusa',
    });
    expect(reader.card('x')).toEqual({ absent: 'Questo impegno non è nel registro.' });
    expect(reader.actorName(mill)).toEqual({ absent: 'Il Mulino (non più nel registro)' });
    expect(reader.actorName('x')).toEqual({ absent: 'soggetto non trovato' });
    expect(reader.milestoneDate('x')).toEqual({ absent: 'tappa non trovata' });
  });

  test('before the register is here nothing is called missing', () => {
    const reader = new LiveReader();
    expect(reader.card('x')).toEqual({ absent: 'Il registro sta arrivando…' });
  });

  test('a date changed in the register is told to who reads', () => {
    const { doc, reader } = process();
    const review = createMilestone(doc, { title: 'Prima verifica', kind: 'verifica_collettiva', date: when('M3') });
    expect(reader.milestoneDate(review)).toEqual({ words: 'M3 · marzo 2027', title: 'Prima verifica' });
    let told = 0;
    reader.subscribe(() => {
      told += 1;
    });
    setFields(doc, 'milestone', review, { date: '2027-05-01' });
    expect(told).toBe(1);
    expect(reader.milestoneDate(review)).toEqual({ words: '1º maggio 2027', title: 'Prima verifica' });
  });

  test('the calendar has commitments and milestones by month, cut at its ends', () => {
    const { doc, reader, parish } = process();
    createCommitment(doc, { what: 'dopo il Patto', actor: parish, from: when('M11'), to: when('M20') }, DEED);
    createMilestone(doc, { title: 'Verifica', kind: 'verifica_collettiva', date: when('2027-04-10') });
    const shown = reader.timeline();
    if (!('rows' in shown)) throw new Error('there is a calendar');
    expect(shown.months.slice(0, 2)).toEqual([
      { code: 'M1', name: 'gen', isEarly: true },
      { code: 'M2', name: 'feb', isEarly: true },
    ]);
    expect(shown.rows.map(({ what, months }) => [what, months])).toEqual([
      ['apre la sala il giovedì', { first: 1, last: 6 }],
      ['Verifica', { first: 4, last: 4 }],
      ['dopo il Patto', { first: 11, last: 12 }],
    ]);
  });

  test('a table says what it shows, and shows it', () => {
    const { reader, parish, mill } = process();
    const rows = (filter: string) => {
      const shown = reader.table(filter);
      return 'rows' in shown ? [shown.name, shown.rows.length] : shown;
    };
    expect(rows('')).toEqual(['Tutti gli impegni', 1]);
    expect(rows(`actor=${parish}&state=abbozzato`)).toEqual(['Impegni: Parrocchia San Michele · abbozzato', 1]);
    expect(rows(`actor=${mill}`)).toEqual(['Impegni: Il Mulino', 0]);
  });
});

describe('filters', () => {
  test('conditions nobody knows are left out', () => {
    for (const text of ['', '&&', '=', 'actor=', 'colour=red', 'state=perso', 'line:2', 'actor']) {
      expect(readFilter(text), text).toEqual({ actors: [], lines: [], actions: [], states: [] });
    }
    expect(readFilter(' actor = a1 & x=y').actors).toEqual(['a1']);
  });

  test('different things must all hold, several of one are choices', () => {
    const { doc, hall, parish, mill } = process();
    const action = createAction(doc, { name: 'Spazi', lines: ['l1'] });
    setFields(doc, 'commitment', hall, { action });
    const snapshot: RegisterSnapshot = RegisterStore.of(doc).getSnapshot();
    const commitment = snapshot.commitments.all[0];
    if (!commitment) throw new Error('there is one');
    const admitted = (text: string) => admits(readFilter(text), commitment, snapshot);
    expect(admitted(`actor=${mill}&actor=${parish}`)).toBe(true);
    expect(admitted('line=l1')).toBe(true);
    expect(admitted('line=l2')).toBe(false);
    expect(admitted(`line=l1&action=${action}&state=confermato`)).toBe(false);
  });
});

test.each([
  ['M1', 'M6', null, 'M1–M6'],
  ['M1', 'M6', '2027-01-01', 'gen–giu 2027'],
  ['M3', 'M3', '2027-01-01', 'mar 2027'],
  ['M11', 'M13', '2027-01-01', 'nov 2027–gen 2028'],
  ['M1', 'M1', '2027-01-15', '15 gen – 14 feb 2027'],
  ['2027-03-15', '2027-03-15', null, '15 mar 2027'],
  ['2027-03-15', 'M6', '2027-01-01', '15 mar – 30 giu 2027'],
])('from %s to %s with a start on %s is «%s»', (from, to, start, words) => {
  expect(periodWords(when(from), when(to), { start, months: 12 }, 'it')).toBe(words);
});

test('a month of a pact that starts in the middle of one lies in two', () => {
  const march = when('M3');
  expect(march && whenWords(march, { start: '2027-01-15', months: 12 }, 'it')).toBe('M3 · marzo–aprile 2027');
});

describe('bindings', () => {
  test('are keys that are set and set back, never taken away', () => {
    const doc = new Y.Doc();
    bind(doc, 'art-6', { kind: 'commitment', id: 'c1' });
    bind(doc, 'art-6', { kind: 'question', id: 'q/1' });
    bind(doc, 'art-7', { kind: 'actor', id: 'a1' });
    expect(bindingsOf(doc, 'art-6')).toEqual([
      { kind: 'commitment', id: 'c1' },
      { kind: 'question', id: 'q/1' },
    ]);
    unbind(doc, 'art-6', { kind: 'commitment', id: 'c1' });
    expect(bindingsOf(doc, 'art-6')).toEqual([{ kind: 'question', id: 'q/1' }]);
    expect(doc.getMap('bindings').get('art-6/commitment/c1')).toBe(false);
  });

  test('do not ask for a key that was never set', () => {
    const doc = new Y.Doc();
    unbind(doc, 'art-6', { kind: 'commitment', id: 'c1' });
    expect(doc.getMap('bindings').size).toBe(0);
  });

  test('and what the text shows make the ties of a section', () => {
    const doc = new Y.Doc();
    const card = new Y.XmlElement('commitmentCard');
    card.setAttribute('id', 'c1');
    doc.getXmlFragment('body:art-6').insert(0, [card]);
    bind(doc, 'art-6', { kind: 'commitment', id: 'c1' });
    bind(doc, 'art-7', { kind: 'commitment', id: 'c1' });
    bind(doc, 'art-6', { kind: 'commitment', id: 'c2' });
    expect(allTiesOf(doc, 'art-6').commitment).toEqual([
      { id: 'c1', isShown: true, isBound: true },
      { id: 'c2', isShown: false, isBound: true },
    ]);
    const about = sectionsAbout(doc, ['art-5', 'art-6', 'art-7'], { kind: 'commitment', id: 'c1' });
    expect(about).toEqual(['art-6', 'art-7']);
  });
});

test('a section is given at most three suggestions, about itself and what it speaks of', () => {
  const doc = new Y.Doc();
  bind(doc, 'art-6', { kind: 'commitment', id: 'c1' });
  const place = { documentId: 'd1', section: 'art-6', ties: allTiesOf(doc, 'art-6') };
  const check = (code: string, kind: string, id: string, document?: string) => ({
    code,
    severity: code === 'R11' ? ('B' as const) : ('W' as const),
    subject: { kind, id, ...(document && { document }) },
    message: code,
    params: {},
  });
  const codes = (checks: ReturnType<typeof check>[]) => checksFor(checks, place).map(({ code }) => code);
  expect(
    codes([
      check('R4', 'commitment', 'c1'),
      check('R5', 'commitment', 'c2'),
      check('R11', 'commitment', 'c1'),
      check('R10', 'section', 'art-6', 'd1'),
      check('R15', 'section', 'art-6', 'd2'),
      check('R8', 'action', 'c1'),
    ]),
  ).toEqual(['R4', 'R10']);
  expect(codes(['R4', 'R5', 'R6', 'R7'].map((code) => check(code, 'commitment', 'c1')))).toHaveLength(3);
});
