import { describe, expect, it } from 'vitest';
import { type QuickContext, readQuickEntry, readWho } from './quick-entry';
import { matchName } from './words';
import { readTimeCell } from './written-time';

const actors = [
  { id: 'par', name: 'Parrocchia San Michele', departments: [] },
  { id: 'mul', name: 'Associazione Il Mulino', departments: [] },
  { id: 'scu', name: 'Scuola Rodari', departments: [] },
  { id: 'com', name: 'Comune di Valsole', departments: [{ id: 'soc', name: 'Servizi sociali' }] },
  { id: 'caf', name: 'Caffè sospeso', departments: [] },
  { id: 'po1', name: 'Polisportiva Nord', departments: [] },
  { id: 'po2', name: 'Polisportiva Sud', departments: [] },
];
const context: QuickContext = { actors, calendar: { start: '2027-01-01', months: 12 }, today: '2026-11-28' };
const before: QuickContext = { ...context, calendar: { start: null, months: 12 } };
const read = (line: string, where = context) => readQuickEntry(line, where);

it('reads the line of the room', () => {
  expect(read('Parrocchia: apre la sala il giovedì, da gennaio a giugno, con 2 volontari')).toEqual({
    actor: { who: 'known', id: 'par', department: null },
    what: 'apre la sala il giovedì',
    from: 'M1',
    to: 'M6',
    resources: [{ label: 'volontari', quantity: 2, unit: '', kind: 'tempo' }],
    allies: [],
  });
});

describe('who', () => {
  it.each([
    ['parrocchia san michele', 'par'],
    ['PARROCCHIA', 'par'],
    ['parochia', 'par'],
    ['Mulino', 'mul'],
    ['il mulino', 'mul'],
    ['Scuola', 'scu'],
    ['caffe sospeso', 'caf'],
    ['caffè', 'caf'],
    ['Rodari', 'scu'],
    ['scu. Rodari', 'scu'],
  ])('«%s» is known', (name, id) => expect(readWho(name, actors)).toEqual({ who: 'known', id, department: null }));

  it('a department of the municipality', () => {
    const expected = { who: 'known', id: 'com', department: 'soc' };
    expect(readWho('Comune · Servizi sociali', actors)).toEqual(expected);
    expect(readWho('comune (servizi sociali)', actors)).toEqual(expected);
    expect(readWho('Comune', actors)).toEqual({ who: 'known', id: 'com', department: null });
  });

  it('one of several is asked, not guessed', () => {
    expect(readWho('Polisportiva', actors)).toEqual({ who: 'unsure', name: 'Polisportiva', ids: ['po1', 'po2'] });
    expect(readWho('Polisportiva Sud', actors)).toMatchObject({ id: 'po2' });
  });

  it('a name nobody has is proposed as new', () => {
    expect(read('Bocciofila Primavera: apre i campi').actor).toEqual({ who: 'new', name: 'Bocciofila Primavera' });
    expect(readWho('Pa', actors)).toEqual({ who: 'new', name: 'Pa' });
  });

  it('a whole name at the beginning needs no colon, a part of one does', () => {
    expect(read('La Scuola Rodari apre la biblioteca')).toMatchObject({
      actor: { id: 'scu' },
      what: 'apre la biblioteca',
    });
    expect(read('La scuola resta aperta')).toMatchObject({ actor: { who: 'none' }, what: 'La scuola resta aperta' });
  });

  it('the colon of an hour is no name', () => {
    expect(read('apertura alle 17:30 del giovedì')).toMatchObject({
      actor: { who: 'none' },
      what: 'apertura alle 17:30 del giovedì',
    });
  });
});

describe('when, with a pact that starts in January 2027', () => {
  it.each([
    ['apre da gennaio a giugno', 'apre', 'M1', 'M6'],
    ['apre, gen-giu', 'apre', 'M1', 'M6'],
    ['apre da gen. a giu.', 'apre', 'M1', 'M6'],
    ['apre M1-M6', 'apre', 'M1', 'M6'],
    ['apre da M2 a M12', 'apre', 'M2', 'M12'],
    ['apre (m3–m4)', 'apre', 'M3', 'M4'],
    ['apre la sala entro marzo', 'apre la sala', null, 'M3'],
    ['apre entro la fine di marzo', 'apre', null, 'M3'],
    ['apre entro M3', 'apre', null, 'M3'],
    ['fino a giugno apre la sala', 'apre la sala', null, 'M6'],
    ['apre a partire da febbraio', 'apre', 'M2', null],
    ['apre dal 15 marzo al 30 aprile', 'apre', '2027-03-15', '2027-04-30'],
    ['apre dal 15/3/2027 al 30/4/2027', 'apre', '2027-03-15', '2027-04-30'],
    ['consegna il 15 marzo', 'consegna', '2027-03-15', '2027-03-15'],
    ['consegna entro il 15 marzo 2027', 'consegna', null, '2027-03-15'],
    ['festa a maggio', 'festa', 'M5', 'M5'],
    ['festa nel mese di maggio 2027', 'festa', 'M5', 'M5'],
    ['corso da ottobre 2027 a febbraio 2028', 'corso', 'M10', 'M14'],
    ['corso da ottobre a febbraio', 'corso', 'M10', 'M14'],
    ['corso ottobre – febbraio 2028', 'corso', 'M10', 'M14'],
    ['apre tra marzo e maggio', 'apre', 'M3', 'M5'],
    ['apre da settembre', 'apre', 'M9', null],
  ])('«%s»', (line, what, from, to) => expect(read(line)).toMatchObject({ what, from, to }));

  it.each([
    'la festa di marzo',
    'marcia della pace',
    'apre il 31 febbraio',
    'apre entro M99',
    'da domani',
    'apre presto',
    'un mare di libri',
    'otto marzo',
  ])('«%s» says no time that could be read, and stays whole', (line) =>
    expect(read(line)).toMatchObject({ what: line, from: null, to: null }),
  );
});

describe('when, before the start is known', () => {
  it('a month is the next one of the calendar', () => {
    expect(read('apre da gennaio a giugno', before)).toMatchObject({ from: '2027-01-01', to: '2027-06-30' });
    expect(read('apre entro novembre', before)).toMatchObject({ from: null, to: '2026-11-30' });
    expect(read('apre da ottobre a febbraio', before)).toMatchObject({ from: '2027-10-01', to: '2028-02-29' });
  });

  it('months of the pact are what they are', () => {
    expect(read('apre M1–M6', before)).toMatchObject({ from: 'M1', to: 'M6' });
  });

  it('a pact whose months are not the calendar’s gets days', () => {
    const march = { ...context, calendar: { start: '2027-03-15', months: 12 } };
    expect(read('apre da aprile a giugno', march)).toMatchObject({ from: '2027-04-01', to: '2027-06-30' });
  });
});

describe('with what and with whom', () => {
  it.each([
    ['con due educatori', [['educatori', 2, 'competenze']]],
    ['con un furgone', [['furgone', 1, 'strumenti']]],
    ['con la sala grande', [['sala grande', null, 'spazi']]],
    ['con 10 ore di doposcuola', [['doposcuola', 10, 'tempo']]],
    [
      'con 2 volontari e la cucina',
      [
        ['volontari', 2, 'tempo'],
        ['cucina', null, 'spazi'],
      ],
    ],
    [
      'con 3 volontari, un proiettore e 40 sedie',
      [
        ['volontari', 3, 'tempo'],
        ['proiettore', 1, 'strumenti'],
        ['sedie', 40, 'strumenti'],
      ],
    ],
  ])('«%s»', (phrase, expected) => {
    const { what, resources } = read(`apre la sala ${phrase}`);
    expect(what).toBe('apre la sala');
    expect(resources.map(({ label, quantity, kind }) => [label, quantity, kind])).toEqual(expected);
  });

  it('a thing nobody could place keeps its number and no kind', () => {
    expect(read('apre con 3 gnomi').resources).toEqual([{ label: 'gnomi', quantity: 3, unit: '', kind: null }]);
  });

  it.each([
    ['con la Scuola', ['scu']],
    ['con Il Mulino', ['mul']],
    ['insieme al Mulino', ['mul']],
    ['insieme alla Scuola Rodari', ['scu']],
    ['in alleanza con il Mulino', ['mul']],
    ['con la Scuola e il Mulino', ['scu', 'mul']],
  ])('«%s» is an alliance', (phrase, allies) =>
    expect(read(`Parrocchia: apre la sala ${phrase}`)).toMatchObject({ what: 'apre la sala', allies }),
  );

  it('people and bodies together, and the sentence goes on', () => {
    expect(read('Parrocchia: cena di strada con 5 volontari e la Scuola, entro giugno')).toMatchObject({
      what: 'cena di strada',
      allies: ['scu'],
      resources: [{ label: 'volontari', quantity: 5 }],
      to: 'M6',
    });
    expect(read('apre la sala con 2 volontari, raccoglie libri usati').what).toBe(
      'apre la sala, raccoglie libri usati',
    );
  });

  it.each(['cena con i vicini', 'gioca con un sorriso', 'insieme ai nonni', 'continua a leggere', 'con Polisportiva'])(
    '«%s» names nothing that could be read, and stays whole',
    (line) => expect(read(line)).toMatchObject({ what: line, resources: [], allies: [] }),
  );

  it('keeps in the sentence what it could not read beside what it could', () => {
    expect(read('apre con 2 volontari e tanta pazienza')).toMatchObject({
      what: 'apre con tanta pazienza',
      resources: [{ label: 'volontari', quantity: 2 }],
    });
  });
});

it('an empty line is an empty card', () => {
  expect(read('  ')).toEqual({ actor: { who: 'none' }, what: '', from: null, to: null, resources: [], allies: [] });
});

it('never throws and never loses a word it did not read', () => {
  for (const line of [':', 'a:', '::', 'con', 'con ', 'da a', ', , ,', '💚: 💚 con 💚', '((', 'entro', 'M1-', '[*+?']) {
    expect(() => read(line)).not.toThrow();
  }
  expect(read('💚 con 💚').what).toBe('💚 con 💚');
});

it('cells of a table', () => {
  expect(readTimeCell('marzo', 'from', context)).toBe('M3');
  expect(readTimeCell('M4', 'to', context)).toBe('M4');
  expect(readTimeCell('2027-03-15', 'to', context)).toBe('2027-03-15');
  expect(readTimeCell('15/03/2027', 'to', context)).toBe('2027-03-15');
  expect(readTimeCell('entro giugno', 'to', context)).toBe('M6');
  expect(readTimeCell('giugno', 'to', before)).toBe('2027-06-30');
  expect(readTimeCell('quando capita', 'to', context)).toBeNull();
});

it('a name is matched whole before it is matched in part', () => {
  const all = [
    { id: '1', name: 'Il Mulino' },
    { id: '2', name: 'Il Mulino Bianco' },
  ];
  expect(matchName('il mulino', all)).toEqual({ found: 'one', id: '1' });
  expect(matchName('mulino', all)).toEqual({ found: 'many', ids: ['1', '2'] });
});
