import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import type { RefusalCode } from './messages';
import type { WordsPart } from './words';

/** One change that was typed here and not yet acknowledged. */
export interface StoredUpdate {
  readonly key: string;
  readonly document: string;
  readonly epoch: number;
  readonly person: string;
  /** Who answers for the change, as long as it lives: one open document in one tab. */
  readonly keeper: string;
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Words that cannot go into the document any more, kept for their author to copy. */
export interface Rescue {
  readonly key: string;
  readonly document: string;
  readonly at: number;
  readonly reason: string;
  readonly text: string;
  /** The same words by section. */
  readonly parts: readonly WordsPart[];
  /** Why the server did not take them; null when it was not asked. */
  readonly code: RefusalCode | null;
  /** Names under which the server keeps them too. */
  readonly serverIds: readonly string[];
}

interface Schema extends DBSchema {
  updates: { key: string; value: StoredUpdate; indexes: { document: string } };
  rescues: { key: string; value: Rescue; indexes: { document: string } };
  /** Sign of life of each keeper, for browsers without Web Locks. */
  keepers: { key: string; value: { keeper: string; seenAt: number } };
}

type Table = 'updates' | 'rescues' | 'keepers';

const NAME = 'pattovivo-unsent';
const VERSION = 1;

/**
 * What was typed on this device and has not reached the server's disk. Writing starts in the same turn as the
 * keystroke; requests are made in order, so a removal never overtakes the write it removes.
 */
export class OfflineStore {
  /** False when the browser gives no storage: said in the status, writing goes on. */
  isAvailable = true;
  #database: IDBPDatabase<Schema> | null = null;
  readonly #opening: Promise<IDBPDatabase<Schema> | null>;

  constructor(private readonly onUnavailable: () => void = () => undefined) {
    this.#opening = this.#open();
  }

  put(updates: readonly StoredUpdate[]): Promise<void> {
    return this.#write('updates', (store) => {
      for (const update of updates) void store.put(update);
    });
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.#write('updates', (store) => {
      for (const key of keys) void store.delete(key);
    });
  }

  async ofDocument(document: string): Promise<StoredUpdate[]> {
    const found = await this.#read((database) => database.getAllFromIndex('updates', 'document', document));
    return (found ?? []).sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  }

  putRescue(rescue: Rescue): Promise<void> {
    return this.#write('rescues', (store) => void store.put(rescue));
  }

  removeRescue(key: string): Promise<void> {
    return this.#write('rescues', (store) => void store.delete(key));
  }

  async rescuesOf(document: string): Promise<Rescue[]> {
    const found = await this.#read((database) => database.getAllFromIndex('rescues', 'document', document));
    return (found ?? []).map(withAllFields);
  }

  signOfLife(keeper: string, seenAt: number): Promise<void> {
    return this.#write('keepers', (store) => void store.put({ keeper, seenAt }));
  }

  endOfLife(keeper: string): Promise<void> {
    return this.#write('keepers', (store) => void store.delete(keeper));
  }

  async lastSeen(keeper: string): Promise<number | null> {
    return (await this.#read((database) => database.get('keepers', keeper)))?.seenAt ?? null;
  }

  async close(): Promise<void> {
    (await this.#opening)?.close();
  }

  async #open(): Promise<IDBPDatabase<Schema> | null> {
    try {
      const database = await openDB<Schema>(NAME, VERSION, {
        upgrade(fresh) {
          fresh.createObjectStore('updates', { keyPath: 'key' }).createIndex('document', 'document');
          fresh.createObjectStore('rescues', { keyPath: 'key' }).createIndex('document', 'document');
          fresh.createObjectStore('keepers', { keyPath: 'keeper' });
        },
        // A page with a newer layout wants to open it: step aside rather than block it.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      this.#database = database;
      return database;
    } catch (error) {
      this.#unavailable(error);
      return null;
    }
  }

  async #read<T>(question: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T | null> {
    try {
      const database = this.#database ?? (await this.#opening);
      return database ? await question(database) : null;
    } catch (error) {
      this.#unavailable(error);
      return null;
    }
  }

  async #write<Name extends Table>(
    name: Name,
    change: (store: IDBPObjectStore<Schema, [Name], Name, 'readwrite'>) => void,
  ): Promise<void> {
    try {
      // No `await` when it is open: the request must be made before a tab that is being closed is gone.
      const database = this.#database ?? (await this.#opening);
      if (!database) return;
      const transaction = database.transaction(name, 'readwrite');
      change(transaction.store);
      transaction.commit();
      await transaction.done;
    } catch (error) {
      this.#unavailable(error);
    }
  }

  #unavailable(error: unknown): void {
    if (!this.isAvailable) return;
    this.isAvailable = false;
    console.warn('no storage on this device for unsent words', error);
    this.onUnavailable();
  }
}

/** Words that an earlier release of this page has kept know less about themselves. */
function withAllFields(stored: Rescue): Rescue {
  return {
    ...stored,
    parts: stored.parts ?? [{ section: null, text: stored.text }],
    code: stored.code ?? null,
    serverIds: stored.serverIds ?? [],
  };
}
