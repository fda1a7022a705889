import { expect, it } from 'vitest';
import { BODY_COLUMNS, CARD_COLUMNS, readBody, readCard, readPastedRows } from './paste-rows';
import type { QuickContext } from './quick-entry';
import { readPastedTable } from './spreadsheet';

const actors = [{ id: 'par', name: 'Parrocchia San Michele', departments: [] }];
const context: QuickContext = { actors, calendar: { start: '2027-01-01', months: 12 }, today: '2026-11-28' };
const cells = (text: string) => readPastedTable(text).map((row) => row.cells);

it('tells cells apart by tabs, else by semicolons, never by commas', () => {
  expect(cells('a\tb; c\nd\te')).toEqual([
    ['a', 'b; c'],
    ['d', 'e'],
  ]);
  expect(cells('a;b, c\r\nd;e\r\n')).toEqual([
    ['a', 'b, c'],
    ['d', 'e'],
  ]);
  expect(cells('Il Mulino\n\nLa Scuola, quella nuova\n')).toEqual([['Il Mulino'], ['La Scuola, quella nuova']]);
});

it('reads quotes as spreadsheets write them, also over lines', () => {
  expect(cells('"a\nb"\t"detta ""la Sala"""\nc\td "e"')).toEqual([
    ['a\nb', 'detta "la Sala"'],
    ['c', 'd "e"'],
  ]);
});

it('says which row has a quote that never ends, and keeps what came before', () => {
  const rows = readPastedTable('a;b\n"c;d\ne;f');
  expect(rows.map(({ isBroken }) => isBroken)).toEqual([false, true]);
  expect(rows[0]?.cells).toEqual(['a', 'b']);
});

it('takes titles where there are some, in any order', () => {
  const { rows } = readPastedRows('Entro quando;Chi;Che cosa;Note\nmarzo;Parrocchia;apre;x', CARD_COLUMNS);
  expect(rows.map(({ values }) => values)).toEqual([{ to: 'marzo', who: 'Parrocchia', what: 'apre' }]);
  expect(readPastedRows('Soggetto\nIl Mulino', BODY_COLUMNS).rows.map(({ values }) => values)).toEqual([
    { name: 'Il Mulino' },
  ]);
});

it('bodies: the good rows are ready, the others say what is wrong', () => {
  const { rows } = readPastedRows(
    'Nome\tTipo\tCategoria\nIl Mulino\tAssociazione\treti solidali\nparrocchia SAN Michele\t\t\nBocciofila\tastronave\t\nIl mulino\t\t\n\tets\t',
    BODY_COLUMNS,
  );
  expect(rows.map((row) => readBody(row, actors, rows).problems)).toEqual([
    ['nameTwice'],
    ['nameTaken'],
    ['unknownKind'],
    ['nameTwice'],
    ['noName'],
  ]);
  const [first] = rows;
  expect(first && readBody(first, actors, [first])).toEqual({
    problems: [],
    body: { name: 'Il Mulino', kind: 'ets', primary: 'reti_solidali' },
  });
});

it('cards by columns', () => {
  const { rows } = readPastedRows(
    'parrocchia;apre la sala;gennaio;giugno;2 volontari, sala;il registro;\nIl Mulino;corso;boh;M3;;;\n;;;M3;;;\nparrocchia;corso;giugno;gennaio 2027;;;nessuno',
    CARD_COLUMNS,
  );
  const read = rows.map((row) => readCard(row, context));
  expect(read[0]).toEqual({
    problems: [],
    who: { who: 'known', id: 'par', department: null },
    card: {
      what: 'apre la sala',
      from: 'M1',
      to: 'M6',
      department: null,
      verification: 'il registro',
      resources: [
        { label: 'volontari', quantity: 2, unit: '', kind: 'tempo' },
        { label: 'sala', quantity: null, unit: '', kind: 'spazi' },
      ],
      allies: [],
    },
  });
  expect(read.map(({ problems }) => problems)).toEqual([
    [],
    ['unknownFrom'],
    ['noWho', 'noWhat'],
    ['endsBefore', 'unknownAlly'],
  ]);
  expect(read[1]?.who).toEqual({ who: 'new', name: 'Il Mulino' });
});

it('cards as whole sentences in one column', () => {
  const { rows } = readPastedRows('Parrocchia: apre la sala da gennaio a giugno\nsenza capo né coda', CARD_COLUMNS);
  const read = rows.map((row) => readCard(row, context));
  expect(read[0]).toMatchObject({ problems: [], card: { what: 'apre la sala', from: 'M1', to: 'M6' } });
  expect(read[1]?.problems).toEqual(['noWhat']);
});
