import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Server } from './server.ts';

/** What these tests use of Yjs, which lives with the interop clients and has no types here. */
interface SharedMap {
  set(key: string, value: string | number | boolean): void;
  get(key: string): unknown;
}

interface SharedText {
  insert(at: number, words: string): void;
  toString(): string;
  readonly length: number;
}

interface SharedDocument {
  getMap(root: string): SharedMap;
  getText(root: string): SharedText;
  transact(act: () => void): void;
}

interface Provider {
  destroy(): void;
  connect(): void;
  disconnect(): void;
  on(event: 'sync', listener: (isSynced: boolean) => void): void;
}

const fromInterop = createRequire(resolve(import.meta.dirname, '../../interop/package.json'));

/** A Yjs client as anybody could write one, on `/y/`: it knows nothing of the page. */
export class StockClient {
  private constructor(
    readonly doc: SharedDocument,
    private readonly provider: Provider,
  ) {}

  static async open(server: Server, document: string): Promise<StockClient> {
    const Y = fromInterop('yjs') as { Doc: new () => SharedDocument };
    const { WebsocketProvider } = fromInterop('y-websocket') as {
      WebsocketProvider: new (
        url: string,
        room: string,
        doc: SharedDocument,
        options: object,
      ) => Provider;
    };
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(`${server.url.replace('http', 'ws')}/y`, document, doc, {
      params: { token: server.token('coordinator') },
      WebSocketPolyfill: fromInterop('ws'),
      disableBc: true,
    });
    await new Promise<void>((done) => {
      provider.on('sync', (isSynced) => {
        if (isSynced) done();
      });
    });
    return new StockClient(doc, provider);
  }

  /** A field of the register, in the stored format. */
  set(key: string, value: string | number | boolean): void {
    this.doc.getMap('fields').set(key, value);
  }

  get(key: string): unknown {
    return this.doc.getMap('fields').get(key);
  }

  write(root: string, words: string): void {
    const text = this.doc.getText(`text:${root}`);
    text.insert(text.length, words);
  }

  text(root: string): string {
    return this.doc.getText(`text:${root}`).toString();
  }

  together(act: () => void): void {
    this.doc.transact(act);
  }

  /** Off the network: what is set meanwhile is set beside what others set. */
  leave(): void {
    this.provider.disconnect();
  }

  comeBack(): void {
    this.provider.connect();
  }

  close(): void {
    this.provider.destroy();
  }
}
