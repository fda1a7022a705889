import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  claimAlly,
  confirmAlly,
  createAction,
  createActor,
  createCommitment,
  createLine,
  type Deed,
  FIELDS_ROOT,
  putBackIn,
  RegisterStore,
  setField,
  setText,
  setTimeline,
  takeOut,
  takeOver,
  takeStep,
  textRoot,
  type When,
} from '.';

let doc: Y.Doc;
let store: RegisterStore;
const deed: Deed = { at: '2026-11-28', by: 'mulino' };

beforeEach(() => {
  doc = new Y.Doc();
  store = RegisterStore.of(doc);
});

const look = () => store.getSnapshot();
const only = () => look().commitments.all[0];

/** What another Yjs client would send. */
function another(act: (other: Y.Doc) => void): void {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  act(other);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)));
}

it('reads a promise back as it was made, in one transaction', () => {
  let transactions = 0;
  doc.on('update', () => {
    transactions += 1;
  });
  const actor = createActor(doc, { name: 'Parrocchia San Michele', kind: 'parrocchia' });
  const id = createCommitment(
    doc,
    {
      what: 'apre la sala il giovedì',
      actor,
      from: 'M1' as When,
      to: 'M6' as When,
      resources: [{ label: 'volontari', quantity: 2, kind: 'tempo' }],
      allies: ['scuola'],
    },
    deed,
  );
  expect(transactions).toBe(2);
  expect(only()).toMatchObject({
    id,
    what: 'apre la sala il giovedì',
    actor,
    from: 'M1',
    to: 'M6',
    state: 'abbozzato',
  });
  expect(only()?.allies).toEqual([{ actor: 'scuola', state: 'claimed' }]);
  expect(only()?.life).toMatchObject([{ at: '2026-11-28', state: 'abbozzato', by: 'mulino' }]);
  expect(look().resourcesOf.get(id)).toMatchObject([{ label: 'volontari', quantity: 2, actor }]);
  expect(look().commitmentsOf.get(actor)).toHaveLength(1);
});

describe('what did not change', () => {
  it('is the very same object after somebody else typed', () => {
    const [first, second] = ['uno', 'due'].map((what) => createCommitment(doc, { what, actor: 'a' }, deed));
    createActor(doc, { name: 'Il Mulino' });
    const before = look();
    another((other) => other.getText(textRoot('commitment', first ?? '', 'what')).insert(0, 'ancora '));
    const after = look();
    expect(after.commitments.byId.get(first ?? '')?.what).toBe('ancora uno');
    expect(after.commitments.byId.get(second ?? '')).toBe(before.commitments.byId.get(second ?? ''));
    expect(after.actors).toBe(before.actors);
    expect(after.resourcesOf).toBe(before.resourcesOf);
  });

  it('wakes nobody', () => {
    const id = createLine(doc, 'Relazioni');
    let calls = 0;
    store.subscribe(() => {
      calls += 1;
    });
    setField(doc, 'line', id, 'name', 'Relazioni');
    doc.getText('something else').insert(0, 'x');
    doc.getMap(FIELDS_ROOT).set('line/x', 'no field');
    doc.getMap(FIELDS_ROOT).set(`line/${id}/colour`, 'unknown to this page');
    expect(calls).toBe(0);
    setField(doc, 'line', id, 'name', 'Relazioni significative');
    expect(calls).toBe(1);
  });
});

it('keeps what it does not understand, and shows the rest', () => {
  const fields = doc.getMap<unknown>(FIELDS_ROOT);
  doc.transact(() => {
    fields.set('commitment/c/state', 'qualcosa');
    fields.set('commitment/c/from', 'presto');
    fields.set('commitment/c/order', 7);
    fields.set('commitment/c/life/1', '{');
    fields.set('actor/a/kind', 'drago');
    fields.set('actor/a/name', 'Il Mulino');
    fields.set('timeline/main/months', 600n);
    fields.set('timeline/main/start', '2027-02-31');
    fields.set('dragon/d/name', 'Fuoco');
  });
  expect(only()).toMatchObject({ id: 'c', state: 'abbozzato', from: null, order: '', life: [] });
  expect(look().actors.all).toMatchObject([{ name: 'Il Mulino', kind: null, isAtTable: true }]);
  expect(look().timeline).toEqual({ start: null, months: 12, basis: null });
  expect(fields.get('commitment/c/from')).toBe('presto');
});

it('a key that any client cleared counts as empty', () => {
  const id = createCommitment(doc, { what: 'uno', from: 'M1' as When }, deed);
  another((other) => other.getMap(FIELDS_ROOT).delete(`commitment/${id}/from`));
  expect(only()).toMatchObject({ id, from: null });
});

it('words alone make no card', () => {
  doc.getText('text:commitment/ghost/what').insert(0, 'nessuno');
  expect(look().commitments.all).toEqual([]);
});

it('taking out needs a reason, keeps it, and can be taken back', () => {
  const id = createCommitment(doc, { what: 'uno' }, deed);
  expect(takeOut(doc, 'commitment', id, '  ')).toBe(false);
  expect(takeOut(doc, 'commitment', id, 'doppione')).toBe(true);
  expect(look().commitments.all).toEqual([]);
  expect(look().commitments.removed).toMatchObject([{ id, removed: 'doppione', what: 'uno' }]);
  putBackIn(doc, 'commitment', id);
  expect(only()).toMatchObject({ id, removed: null });
});

it('a promise taken over keeps its life and the reason', () => {
  const id = createCommitment(doc, { what: 'uno', actor: 'a', allies: ['b'] }, deed);
  takeStep(doc, id, { state: 'rimodulato', reason: 'meno volontari' }, deed);
  takeOver(doc, id, { actor: 'b', reason: 'la sala è loro' }, deed);
  expect(only()).toMatchObject({ actor: 'b', allies: [], state: 'rimodulato', reason: 'meno volontari' });
  expect(only()?.life.map(({ state, actor, fromActor, reason }) => [state, actor, fromActor, reason])).toEqual([
    ['abbozzato', 'a', null, null],
    ['rimodulato', 'a', null, 'meno volontari'],
    ['rimodulato', 'b', 'a', 'la sala è loro'],
  ]);
});

it('an alliance is claimed by one side and confirmed by the other', () => {
  const id = createCommitment(doc, { what: 'uno' }, deed);
  claimAlly(doc, id, 'b');
  confirmAlly(doc, id, 'b');
  expect(only()?.allies).toEqual([{ actor: 'b', state: 'confirmed' }]);
});

it('two who write in one text keep each other’s words', () => {
  const id = createCommitment(doc, { what: 'apre la sala' }, deed);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  setText(doc, 'commitment', id, 'what', 'apre la sala il giovedì');
  setText(other, 'commitment', id, 'what', 'la Parrocchia apre la sala');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(only()?.what).toBe('la Parrocchia apre la sala il giovedì');
});

it('new lines and actions come after those there are', () => {
  const lines = ['Relazioni', 'Welfare', 'Solidarietà'];
  const ids = lines.map((name) => createLine(doc, name));
  createAction(doc, { name: 'Sala aperta', lines: [ids[1] ?? ''] });
  setTimeline(doc, { start: '2027-01-01', months: 12, basis: 'firma' });
  expect(look().lines.all.map(({ name }) => name)).toEqual(lines);
  expect(look().actions.all).toMatchObject([{ name: 'Sala aperta', lines: [ids[1]] }]);
  expect(look().timeline).toEqual({ start: '2027-01-01', months: 12, basis: 'firma' });
});

it('takes one edit into a large register in far less than a frame', () => {
  doc.transact(() => {
    for (let at = 0; at < 200; at += 1) createCommitment(doc, { what: `impegno ${at}`, actor: `a${at % 60}` }, deed);
    for (let at = 0; at < 60; at += 1) createActor(doc, { name: `Soggetto ${at}` });
  });
  const [first] = look().commitments.all;
  setText(doc, 'commitment', first?.id ?? '', 'what', 'a');
  const started = performance.now();
  for (let at = 0; at < 20; at += 1) setText(doc, 'commitment', first?.id ?? '', 'what', `b${at}`);
  // Two milliseconds here, on a machine that does other things too: a generous bound that still tells linear from not.
  expect((performance.now() - started) / 20).toBeLessThan(8);
});
