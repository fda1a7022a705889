/** The live register of one document, as React's `useSyncExternalStore` wants it. */
import type * as Y from 'yjs';
import { RegisterReader } from './reader';
import type { RegisterSnapshot } from './types';

const stores = new WeakMap<Y.Doc, RegisterStore>();

export class RegisterStore {
  readonly #reader: RegisterReader;
  readonly #listeners = new Set<() => void>();

  /** It lives as long as its document: destroying that lets go of everything here. */
  private constructor(readonly doc: Y.Doc) {
    this.#reader = new RegisterReader(doc);
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (!this.#reader.take(transaction)) return;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** One for each document, however many look at it. */
  static of(doc: Y.Doc): RegisterStore {
    const known = stores.get(doc);
    if (known) return known;
    const store = new RegisterStore(doc);
    stores.set(doc, store);
    return store;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): RegisterSnapshot => this.#reader.snapshot;
}
