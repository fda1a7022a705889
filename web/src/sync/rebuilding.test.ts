import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { FakeCollab } from '../test/fake-collab';
import type { DocumentConnection } from './document-connection';
import { OfflineStore } from './offline-store';
import { PageLine } from './page-line';

let server: FakeCollab;
let line: PageLine;

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  globalThis.indexedDB = new IDBFactory();
  server = new FakeCollab();
  server.doc.getText('body:a').insert(0, 'Prima. ');
  line = new PageLine(1, server.webSocket);
});

afterEach(() => line.destroy());

const becomes = (connection: DocumentConnection, state: string) =>
  vi.waitFor(() => expect(connection.view.state.state).toBe(state), { timeout: 4_000 });

const textOf = (connection: DocumentConnection) => connection.doc.getText('body:a');

function type(connection: DocumentConnection, words: string) {
  textOf(connection).insert(textOf(connection).length, words);
}

async function opened(): Promise<DocumentConnection> {
  const connection = line.open('doc');
  await becomes(connection, 'saved');
  return connection;
}

/** What a page does: waits until the words are kept, then takes a fresh copy. */
async function reopened(before: DocumentConnection, act: () => void): Promise<DocumentConnection> {
  const over = new Promise<void>((resolve) => before.gaveUp.on(() => resolve()));
  act();
  await over;
  const fresh = line.reopen('doc', before);
  await becomes(fresh, 'saved');
  before.destroy();
  return fresh;
}

it('keeps the refused words and goes on, on the same socket, under a new client id', async () => {
  const before = await opened();
  server.conduct.refusal = 'locked';
  const fresh = await reopened(before, () => type(before, 'non ora'));
  server.conduct.refusal = null;
  expect(fresh.view.canEdit).toBe(true);
  expect(fresh.view.isFrozen).toBe(false);
  expect(textOf(fresh).toString()).toBe('Prima. ');
  expect(fresh.doc.clientID).not.toBe(before.doc.clientID);
  expect(fresh.view.rescues).toMatchObject([
    { reason: 'refused', code: 'locked', parts: [{ section: 'a', text: 'non ora' }], serverIds: ['rescue-3'] },
  ]);
  expect(fresh.view.newRescues).toHaveLength(1);
  type(fresh, 'Dopo.');
  await becomes(fresh, 'saved');
  expect(server.doc.getText('body:a').toString()).toBe('Prima. Dopo.');
  expect(server.connections).toBe(1);
});

it('is frozen at once, with its text still there', async () => {
  const here = await opened();
  server.conduct.isSlow = true;
  server.conduct.refusal = 'locked';
  type(here, 'non ora');
  await becomes(here, 'rebuilding');
  expect(here.view).toMatchObject({ state: { state: 'rebuilding', code: 'locked' }, isFrozen: true, canEdit: true });
  expect(textOf(here).toString()).toBe('Prima. non ora');
});

it('gives back only what was not taken: words on their way before the refused ones are safe', async () => {
  const before = await opened();
  server.conduct.isSlow = true;
  server.conduct.refusedWords = 'NO';
  server.conduct.refusal = 'locked';
  const fresh = await reopened(before, () => {
    type(before, 'sì. ');
    type(before, 'NO');
    setTimeout(() => {
      server.conduct.isSlow = false;
      server.release();
    }, 50);
  });
  expect(fresh.view.rescues.map((rescue) => rescue.text)).toEqual(['NO']);
  expect(textOf(fresh).toString()).toBe('Prima. sì. ');
});

it('does not give back words that are in the document, though their answer was lost', async () => {
  const before = await opened();
  server.conduct.isSlow = true;
  server.conduct.refusedWords = 'NO';
  server.conduct.refusal = 'locked';
  const fresh = await reopened(before, () => {
    type(before, 'sì. ');
    type(before, 'NO');
    setTimeout(() => {
      server.conduct.isSlow = false;
      server.cut();
    }, 50);
  });
  expect(fresh.view.rescues.map((rescue) => rescue.text)).toEqual(['NO']);
  expect(textOf(fresh).toString()).toBe('Prima. sì. ');
  await vi.waitFor(async () => {
    line.discard('doc');
    expect((await opened()).view.rescues.map((rescue) => rescue.text)).toEqual(['NO']);
  });
});

it('does not wait for answers to what hangs on the refused words', async () => {
  const before = await opened();
  server.conduct.refusedWords = 'NO';
  server.conduct.refusal = 'locked';
  server.conduct.holdsWhatHangs = true;
  const since = Date.now();
  const fresh = await reopened(before, () => {
    type(before, 'NO');
    type(before, ' e poi');
  });
  expect(Date.now() - since).toBeLessThan(800);
  expect(fresh.view.rescues.map((rescue) => rescue.text)).toEqual(['NO e poi']);
});

it('gives back what was typed after the refused words too, once', async () => {
  const before = await opened();
  server.conduct.isSlow = true;
  server.conduct.refusedWords = 'NO';
  server.conduct.refusal = 'invalid';
  const fresh = await reopened(before, () => {
    type(before, 'NO');
    type(before, ' e poi');
    setTimeout(() => {
      // Typed into the frozen copy, by whatever way: it does not travel any more.
      type(before, ' ancora');
      server.conduct.isSlow = false;
      server.release();
    }, 50);
  });
  expect(fresh.view.rescues.map((rescue) => rescue.text)).toEqual(['NO e poi ancora']);
  expect(server.doc.getText('body:a').toString()).toBe('Prima. ');
  // Nothing is left to come back a second time.
  line.discard('doc');
  const later = await opened();
  expect(later.view.rescues.map((rescue) => rescue.text)).toEqual(['NO e poi ancora']);
  expect(later.view.newRescues).toEqual([]);
  expect(textOf(later).toString()).toBe('Prima. ');
});

it('adds to the rescue what is typed until the old copy is taken away', async () => {
  const before = await opened();
  server.conduct.refusal = 'locked';
  const over = new Promise<void>((resolve) => before.gaveUp.on(() => resolve()));
  type(before, 'uno');
  await over;
  type(before, ' due');
  const fresh = line.reopen('doc', before);
  before.destroy();
  await becomes(fresh, 'saved');
  line.discard('doc');
  const later = await opened();
  expect(later.view.rescues.map((rescue) => rescue.text)).toEqual(['uno due']);
});

it('ignores a shut door that only follows the refusal', async () => {
  const before = await opened();
  server.conduct.refusal = 'foreign_client';
  server.conduct.shutsDoor = true;
  const fresh = await reopened(before, () => type(before, 'di chi?'));
  expect(before.view.state).toEqual({ state: 'rebuilding', code: 'foreign_client' });
  expect(fresh.view.canEdit).toBe(true);
});

it('does not rebuild for ever: after three in a minute a person decides', async () => {
  let here = await opened();
  server.conduct.refusal = 'locked';
  for (const words of ['uno', 'due', 'tre']) {
    const before = here;
    here = await reopened(before, () => type(before, words));
  }
  type(here, 'quattro');
  await becomes(here, 'refused');
  expect(here.view.canEdit).toBe(false);
  await vi.waitFor(() =>
    expect(here.view.rescues.map((rescue) => rescue.text)).toEqual(['uno', 'due', 'tre', 'quattro']),
  );
  server.conduct.refusal = null;
  const again = line.reopen('doc', here);
  here.destroy();
  await becomes(again, 'saved');
  expect(again.view.rescues).toHaveLength(4);
});

it('says by itself that only deletions were refused', async () => {
  const before = await opened();
  server.conduct.refusal = 'locked';
  const fresh = await reopened(before, () => textOf(before).delete(0, 3));
  expect(fresh.view.rescues).toMatchObject([{ text: '', parts: [], code: 'locked' }]);
  expect(textOf(fresh).toString()).toBe('Prima. ');
});

it('answers a lock at once, and says that it can', async () => {
  await opened();
  expect(server.said[0]).toMatchObject({ t: 'hello', caps: ['leased', 'role', 'lock', 'version'] });
  server.tell({ t: 'lock', seq: 7 });
  await vi.waitFor(() => expect(server.said.at(-1)).toEqual({ v: 1, t: 'lockSeen', seq: 7 }));
});

describe('words erased by the coordination', () => {
  const erasePrima = () =>
    server.erase((doc) => {
      const text = doc.getText('body:a');
      text.delete(0, 'Prima'.length);
      text.insert(0, '[omissis]');
    });

  it('leave the page by themselves: a fresh copy is fetched, and it knows why', async () => {
    const before = await opened();
    const fresh = await reopened(before, erasePrima);
    expect(textOf(fresh).toString()).toBe('[omissis]. ');
    expect(fresh.view).toMatchObject({ isErased: true, canEdit: true, rescues: [] });
    type(fresh, 'Dopo.');
    await becomes(fresh, 'saved');
    expect(server.doc.getText('body:a').toString()).toBe('[omissis]. Dopo.');
  });

  it('take no unsent words along, not those typed without a line either', async () => {
    const before = await opened();
    server.conduct.isDown = true;
    server.cut();
    await becomes(before, 'offline');
    type(before, 'Nel frattempo.');
    const over = new Promise<void>((resolve) => before.gaveUp.on(() => resolve()));
    erasePrima();
    server.conduct.isDown = false;
    await over;
    const fresh = line.reopen('doc', before);
    await becomes(fresh, 'saved');
    before.destroy();
    expect(textOf(fresh).toString()).toBe('[omissis]. ');
    expect(fresh.view.rescues).toMatchObject([{ code: 'epoch', parts: [{ section: 'a', text: 'Nel frattempo.' }] }]);
    expect(server.doc.getText('body:a').toString()).toBe('[omissis]. ');
  }, 15_000);

  it('are no reason to ask a person, however often it happens', async () => {
    let copy = await opened();
    for (let times = 0; times < 4; times += 1) copy = await reopened(copy, () => server.erase(() => undefined));
    expect(copy.view.state.state).toBe('saved');
  }, 30_000);

  it('of the time before leave nothing on the device, whoever was writing', async () => {
    const store = new OfflineStore();
    const bytes = Y.encodeStateAsUpdate(server.doc);
    const left = { document: 'doc', epoch: 1, keeper: 'gone', at: 1, bytes };
    await store.put([
      { ...left, key: 'a', person: 'person-1' },
      { ...left, key: 'b', person: 'person-2' },
    ]);
    server.conduct.epoch = 2;
    await opened();
    await vi.waitFor(async () => expect(await store.ofDocument('doc')).toEqual([]));
    await store.close();
  });
});

it('tells of versions that are made', async () => {
  const here = await opened();
  const numbers: number[] = [];
  here.versions.on((number) => numbers.push(number));
  server.tell({ t: 'version', number: 5 });
  server.tell({ t: 'version', number: 'six' });
  await vi.waitFor(() => expect(numbers).toEqual([5]));
  expect(server.said[0]?.caps).toContain('version');
});
