import { expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  choiceOf,
  closureOf,
  isOpenNow,
  isOpenTo,
  placeAfterMove,
  policyOf,
  readPause,
  readSections,
} from './sections';

function documentWith(sections: Record<string, Record<string, unknown>>): Y.Doc {
  const doc = new Y.Doc();
  for (const [id, fields] of Object.entries(sections)) {
    for (const [field, value] of Object.entries(fields)) doc.getMap('sections').set(`${id}/${field}`, value);
    doc.getText(`title:${id}`).insert(0, id.toUpperCase());
  }
  return doc;
}

it('reads the sections in order, as the server wrote them', () => {
  const doc = documentWith({
    b: { order: 'a1', kind: 'article', number: 2n, policy: 'open' },
    a: { order: 'a0', kind: 'premise', guidance: 'Perché' },
    c: { order: 'Zz', aside: 'non serve' },
  });
  expect(readSections(doc).map(({ id, title, number, aside }) => [id, title, number, aside])).toEqual([
    ['c', 'C', null, 'non serve'],
    ['a', 'A', null, null],
    ['b', 'B', 2, null],
  ]);
});

it('moves a section by one place among those in use', () => {
  const sections = readSections(
    documentWith({ a: { order: 'a' }, b: { order: 'b', aside: 'x' }, c: { order: 'c' }, d: { order: 'd' } }),
  );
  expect(placeAfterMove(sections, 'a', -1)).toBeUndefined();
  expect(placeAfterMove(sections, 'a', 1)).toBe('c');
  expect(placeAfterMove(sections, 'c', -1)).toBeNull();
  expect(placeAfterMove(sections, 'd', -1)).toBe('a');
  expect(placeAfterMove(sections, 'd', 1)).toBeUndefined();
});

it('offers a section for writing to whom its policy names', () => {
  const [section] = readSections(documentWith({ a: { order: 'a', policy: 'one_writer:p1' } }));
  if (!section) throw new Error('one section was made');
  const lease = { clientId: 1, epoch: 1, schema: 1, role: 'member', canWrite: true, person: 'x' } as const;
  expect(isOpenTo(section, { ...lease, actor: { id: 'p1', name: 'P', color: '#000000' } })).toBe(true);
  expect(isOpenTo(section, { ...lease, actor: { id: 'p2', name: 'P', color: '#000000' } })).toBe(false);
  expect(isOpenTo({ ...section, policy: 'open' }, { ...lease, actor: null })).toBe(true);
  expect(isOpenTo({ ...section, policy: 'open', aside: 'x' }, { ...lease, actor: null })).toBe(false);
});

it('reads who may write, and why, as the document stands now', () => {
  const doc = documentWith({
    a: {
      order: 'a',
      policy: 'one_writer:p1',
      policy_writer: 'Parrocchia San Michele',
      policy_reason: 'ci pensano loro',
    },
    b: { order: 'b', policy: 'office' },
    c: { order: 'c', policy: 'locked', policy_reason: 'si firma' },
    d: { order: 'd', policy: 'qualcosa di nuovo' },
    e: { order: 'e' },
  });
  expect(readSections(doc).map(closureOf)).toEqual([
    { kind: 'writer', writer: 'Parrocchia San Michele', reason: 'ci pensano loro' },
    { kind: 'office', reason: null },
    { kind: 'locked', reason: 'si firma' },
    { kind: 'locked', reason: null },
    null,
  ]);
  const lease = { clientId: 1, epoch: 1, schema: 1, role: 'coordinator', canWrite: true, person: 'x' } as const;
  const open = () => ['a', 'b', 'c', 'd', 'e'].filter((id) => isOpenNow(doc, id, { ...lease, actor: null }));
  expect(open()).toEqual(['b', 'e']);
  expect(readPause(doc)).toBeNull();
  doc.getMap('meta').set('paused', '');
  expect(readPause(doc)).toBe('');
  expect(open()).toEqual([]);
});

it('turns a policy into a choice and back', () => {
  for (const policy of ['open', 'office', 'locked', 'one_writer:p1']) expect(policyOf(choiceOf(policy))).toBe(policy);
});
