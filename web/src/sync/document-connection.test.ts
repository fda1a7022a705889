import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeCollab } from '../test/fake-collab';
import { DocumentConnection } from './document-connection';
import { Keeper } from './keeper';
import { DEAD_AFTER_MS, Line } from './line';
import { OfflineStore } from './offline-store';

let server: FakeCollab;
let locks: FakeLocks;
const pages: { close(): void }[] = [];

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  server = new FakeCollab();
  locks = new FakeLocks();
  server.doc.getText('title:a').insert(0, 'Oggetto');
});

afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

/** Web Locks, without the browser. A tab that crashes lets go of its locks. */
class FakeLocks {
  readonly held = new Set<string>();

  async request(name: string, ...rest: unknown[]): Promise<unknown> {
    const act = rest.at(-1) as (lock: object | null) => Promise<unknown>;
    if (this.held.has(name)) return act(null);
    this.held.add(name);
    const result = await act({});
    this.held.delete(name);
    return result;
  }
}

/** A page with one document. `crash` is a tab that dies: nothing is tidied up, the locks are gone. */
function page() {
  let time = 1_000_000;
  const now = () => time;
  const store = new OfflineStore();
  const line = new Line({ url: 'ws://test/collab?schema=1', webSocket: server.webSocket, now });
  const keeper = new Keeper(store, locks as unknown as LockManager, now);
  const connection = new DocumentConnection({ document: 'doc', schema: 1, line, store, keeper, now });
  const recovered: number[] = [];
  connection.recovered.on((count) => recovered.push(count));
  const text = connection.doc.getText('text');
  const opened = {
    line,
    store,
    connection,
    text,
    recovered,
    type: (words: string) => text.insert(text.length, words),
    wait: (duration: number) => {
      time += duration;
      line.watch();
    },
    becomes: (state: string) => vi.waitFor(() => expect(connection.view.state.state).toBe(state), { timeout: 4_000 }),
    close: () => {
      connection.destroy();
      line.destroy();
    },
    crash: () => {
      server.cut();
      locks.held.clear();
      opened.close();
    },
  };
  pages.push(opened);
  return opened;
}

const serverText = () => server.doc.getText('text').toString();

describe('opening', () => {
  it('is ready with the server’s text, under the leased client id, and has sent no update', async () => {
    const here = page();
    await here.becomes('saved');
    expect(here.connection.view.isReady).toBe(true);
    expect(here.connection.doc.clientID).toBe(1_001);
    expect(here.connection.awareness.clientID).toBe(1_001);
    expect(here.connection.doc.getText('title:a').toString()).toBe('Oggetto');
    expect(server.received).toEqual(['step1', 'step2']);
  });

  it('is read only for who may only read', async () => {
    server.conduct.canWrite = false;
    const here = page();
    await here.becomes('readonly');
    expect(here.connection.view.canEdit).toBe(false);
  });
});

describe('saving', () => {
  it('says saved only after the answer', async () => {
    const here = page();
    await here.becomes('saved');
    server.conduct.isSlow = true;
    here.type('uno');
    here.type(' due');
    expect(here.connection.view.state).toEqual({ state: 'saving', pending: 2, trouble: null });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(here.connection.view.state.state).toBe('saving');
    server.release();
    expect(here.connection.view.state.state).toBe('saved');
    expect(serverText()).toBe('uno due');
    expect(await here.store.ofDocument('doc')).toEqual([]);
  });

  it('counts a change as unsaved when the line falls before its answer, and sends it once', async () => {
    const here = page();
    await here.becomes('saved');
    server.conduct.isSlow = true;
    here.type('ciao');
    await vi.waitFor(() => expect(server.received).toContain('update'));
    server.conduct.isDown = true;
    server.cut();
    await here.becomes('offline');
    expect(here.connection.view.state).toMatchObject({ pending: 1, canWrite: true });
    server.conduct.isDown = false;
    server.conduct.isSlow = false;
    here.line.reconnect('test');
    await here.becomes('saved');
    expect(serverText()).toBe('ciao');
    expect(server.received.filter((kind) => kind === 'update')).toHaveLength(1);
  });
});

describe('a line that dies silently', () => {
  it('is noticed after twenty seconds, and said', async () => {
    const here = page();
    await here.becomes('saved');
    server.conduct.isSilent = true;
    here.type('nel buco');
    here.wait(8_000);
    expect(here.connection.view.state.state).toBe('saving');
    here.wait(DEAD_AFTER_MS - 8_000 + 1_000);
    expect(here.connection.view.state).toMatchObject({ state: 'stale', pending: 1 });
    server.conduct.isSilent = false;
    here.line.reconnect('test');
    await here.becomes('saved');
    expect(serverText()).toBe('nel buco');
  });

  it('is not suspected while it answers', async () => {
    const here = page();
    await here.becomes('saved');
    for (let times = 0; times < 10; times += 1) {
      here.wait(8_000);
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(here.connection.view.state.state).toBe('saved');
  });
});

describe('words that had not left', () => {
  async function typedAndCrashed(words: string) {
    const before = page();
    await before.becomes('saved');
    server.conduct.isDown = true;
    server.cut();
    before.type(words);
    await vi.waitFor(async () => expect(await before.store.ofDocument('doc')).not.toEqual([]));
    before.crash();
    server.conduct.isDown = false;
  }

  it('come back after a crash, are sent, and announced', async () => {
    await typedAndCrashed('perduto?');
    const after = page();
    await vi.waitFor(() => expect(after.recovered).toEqual([1]));
    await after.becomes('saved');
    expect(serverText()).toBe('perduto?');
    await vi.waitFor(async () => expect(await after.store.ofDocument('doc')).toEqual([]));
  });

  it('are counted while the line is still away', async () => {
    await typedAndCrashed('aspetta');
    server.conduct.isDown = true;
    const after = page();
    await vi.waitFor(() => expect(after.connection.view.state).toMatchObject({ state: 'offline', pending: 1 }));
  });

  it('are shown and kept when somebody else uses the device', async () => {
    await typedAndCrashed('parole di Maria');
    server.conduct.person = 'person-2';
    const after = page();
    await vi.waitFor(() =>
      expect(after.connection.view.rescues).toMatchObject([{ text: 'parole di Maria', reason: 'other_person' }]),
    );
    expect(serverText()).toBe('');
    expect(await after.store.ofDocument('doc')).toHaveLength(1);
  });

  it('are a rescue when the document was replaced', async () => {
    await typedAndCrashed('vecchia stesura');
    server.conduct.epoch = 2;
    const after = page();
    await vi.waitFor(() => expect(after.connection.view.rescues).toMatchObject([{ reason: 'other_epoch' }]));
    await vi.waitFor(async () => expect(await after.store.rescuesOf('doc')).toHaveLength(1));
    expect(await after.store.ofDocument('doc')).toEqual([]);
  });

  it('are not taken from a tab that lives', async () => {
    const first = page();
    await first.becomes('saved');
    server.conduct.isDown = true;
    server.cut();
    first.type('mie');
    await vi.waitFor(async () => expect(await first.store.ofDocument('doc')).toHaveLength(1));
    server.conduct.isDown = false;
    server.conduct.isSlow = true;
    const second = page();
    await vi.waitFor(() => expect(second.connection.view.isReady).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(second.recovered).toEqual([]);
    expect(await first.store.ofDocument('doc')).toHaveLength(1);
  });
});

describe('a refusal', () => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  });

  it('gives the words back and stops writing', async () => {
    const here = page();
    await here.becomes('saved');
    server.conduct.refusal = 'too_large';
    here.type('troppe parole');
    await here.becomes('refused');
    expect(here.connection.view.canEdit).toBe(false);
    expect(here.connection.view.rescues).toMatchObject([{ text: 'troppe parole' }]);
    expect(here.connection.hasUnsavedWords).toBe(false);
  });

  it('that passes is tried again by itself', async () => {
    const here = page();
    await here.becomes('saved');
    server.conduct.refusal = 'degraded';
    here.type('riprova');
    await vi.waitFor(() => expect(here.connection.view.state).toMatchObject({ state: 'saving', trouble: 'degraded' }));
    server.conduct.refusal = null;
    await here.becomes('saved');
    expect(serverText()).toBe('riprova');
  });

  it('of an old page makes it read only and still takes its words', async () => {
    const here = page();
    await here.becomes('saved');
    server.conduct.isDown = true;
    server.cut();
    here.type('ultime');
    server.conduct.isDown = false;
    server.conduct.schema = 2;
    here.line.reconnect('test');
    await vi.waitFor(() => expect(here.connection.view.state).toEqual({ state: 'outdated', schema: 2, pending: 0 }));
    expect(here.connection.view.canEdit).toBe(false);
    expect(serverText()).toBe('ultime');
  });
});

it('goes on without storage, and says so', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const here = page();
  await here.becomes('saved');
  here.type('senza copia');
  await here.becomes('saved');
  await vi.waitFor(() => expect(here.connection.view.isKept).toBe(false));
  expect(serverText()).toBe('senza copia');
});
