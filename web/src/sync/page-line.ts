import { DocumentConnection, type Predecessor } from './document-connection';
import { Keeper } from './keeper';
import { Line } from './line';
import { OfflineStore } from './offline-store';
import { Rebuilds } from './rebuilds';

/** What all documents of a page share: one socket and one store of unsent words. */
export class PageLine {
  readonly #store = new OfflineStore();
  readonly #line: Line;
  readonly #connections = new Map<string, DocumentConnection>();
  /** Documents nobody looks at any more, whose last words are still on their way. */
  readonly #leaving = new Map<DocumentConnection, () => void>();
  readonly #rebuilds = new Map<string, Rebuilds>();

  constructor(
    private readonly schema: number,
    webSocket?: typeof WebSocket,
  ) {
    this.#line = new Line({ url: collabUrl(window.location, schema), ...(webSocket && { webSocket }) });
    window.addEventListener('beforeunload', this.#askBeforeLeaving);
  }

  open(document: string): DocumentConnection {
    const lingering = this.#connections.get(document);
    if (lingering) {
      this.#leaving.get(lingering)?.();
      this.#leaving.delete(lingering);
      return lingering;
    }
    return this.#connect(document, null);
  }

  /**
   * A fresh copy of a document whose words were refused, on the same line. The one before is off the line and can
   * still be read; who asked for this destroys it.
   */
  reopen(document: string, before: DocumentConnection): DocumentConnection {
    before.leave();
    this.#leaving.get(before)?.();
    this.#leaving.delete(before);
    return this.#connect(document, before);
  }

  #connect(document: string, after: Predecessor | null): DocumentConnection {
    const rebuilds = this.#rebuilds.get(document) ?? new Rebuilds();
    this.#rebuilds.set(document, rebuilds);
    const connection = new DocumentConnection({
      document,
      schema: this.schema,
      line: this.#line,
      store: this.#store,
      keeper: new Keeper(this.#store),
      mayRebuild: () => rebuilds.take(),
      after,
    });
    this.#connections.set(document, connection);
    return connection;
  }

  /** Lets a document go once its words are saved. */
  close(document: string): void {
    const connection = this.#connections.get(document);
    if (!connection || this.#leaving.has(connection)) return;
    if (!connection.hasUnsavedWords) {
      this.discard(document);
      return;
    }
    const stop = connection.changed.on(() => {
      if (!connection.hasUnsavedWords) this.discard(document);
    });
    this.#leaving.set(connection, stop);
  }

  /** Lets a document go now. Words that were not saved are still in the store. */
  discard(document: string): void {
    const connection = this.#connections.get(document);
    if (!connection) return;
    this.#connections.delete(document);
    this.#leaving.delete(connection);
    connection.destroy();
  }

  destroy(): void {
    window.removeEventListener('beforeunload', this.#askBeforeLeaving);
    for (const document of [...this.#connections.keys()]) this.discard(document);
    this.#line.destroy();
    void this.#store.close();
  }

  readonly #askBeforeLeaving = (event: BeforeUnloadEvent) => {
    if ([...this.#connections.values()].some((connection) => connection.hasUnsavedWords)) event.preventDefault();
  };
}

export function collabUrl(location: Pick<Location, 'protocol' | 'host'>, schema: number): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/collab?schema=${schema}`;
}
