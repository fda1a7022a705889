import { expect, it } from 'vitest';
import type { ChangedDocument, ProcessChanges } from '../../api';
import { newsOf } from './news';

const NOTHING: ProcessChanges = {
  since: '2026-03-01T10:00:00Z',
  documents: [],
  commitments: [],
  decisions: [],
  naming_me: [],
  waiting: [],
};

function changed(document: string, ...titles: string[]): ChangedDocument {
  const sections = titles.map((title) => ({ id: title.toLowerCase(), title }));
  return { document, title: document, version: 3, changes: titles.length, sections };
}

it('is empty when nothing changed', () => {
  expect(newsOf(NOTHING)).toEqual([]);
  expect(newsOf({ ...NOTHING, documents: [changed('Patto')] })).toEqual([]);
});

it('begins with what waits for who reads, then where they are named', () => {
  const news = newsOf({
    ...NOTHING,
    documents: [changed('Patto', 'Oggetto', 'Impegni')],
    naming_me: [
      { document: 'Patto', section: 'impegni' },
      { document: 'Patto', section: 'unknown' },
    ],
    waiting: [
      { kind: 'confirmation', commitment: 'a' },
      { kind: 'alliance', commitment: 'b' },
      { kind: 'confirmation', commitment: 'c' },
    ],
  });
  expect(news.map(({ kind }) => kind)).toEqual(['waiting', 'naming', 'document']);
  expect(news[0]).toMatchObject({ confirmations: 2, alliances: 1, conflicts: 0 });
  expect(news[1]).toMatchObject({ sections: ['Impegni'] });
});

it('counts commitments and tells the latest version', () => {
  const news = newsOf({
    ...NOTHING,
    commitments: [
      { id: 'a', actor: 'Parrocchia', what: 'apre', kind: 'new' },
      { id: 'b', actor: '', what: 'pulisce', kind: 'gone' },
    ],
    decisions: [
      { kind: 'version', document: 'p', number: 4, message: 'Prima' },
      { kind: 'state', commitment: 'c', state: 'confermato' },
      { kind: 'aside', document: 'p', section: 'x', aside: true },
      { kind: 'version', document: 'p', number: 5, message: 'Dopo' },
    ],
  });
  expect(news).toEqual([
    { kind: 'commitments', added: 1, changed: 0, gone: 1, moved: 1 },
    { kind: 'version', document: 'p', number: 5, message: 'Dopo' },
  ]);
});

it('is never longer than five lines', () => {
  const documents = Array.from({ length: 8 }, (_, at) => changed(`Documento ${at}`, 'Oggetto'));
  expect(newsOf({ ...NOTHING, documents, waiting: [{ kind: 'conflict', commitment: 'a' }] })).toHaveLength(5);
});
