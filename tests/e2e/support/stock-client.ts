import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Role, Server } from './server.ts';

const CLIENTS = join(import.meta.dirname, '../../interop/clients.mjs');

/** A stock Yjs client in Node, on one document: somebody else at the table, without a page. */
export class StockClient {
  #asked = 0;
  readonly #waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();

  private constructor(private readonly process: ChildProcess) {
    if (!process.stdout) throw new Error('its answers come on standard output');
    createInterface({ input: process.stdout }).on('line', (line) => {
      const { id, answer, error } = JSON.parse(line) as { id: number; answer: unknown; error?: string };
      const asked = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) asked?.resolve(answer);
      else asked?.reject(new Error(error));
    });
  }

  static async open(server: Server, document: string, role: Role = 'coordinator'): Promise<StockClient> {
    const client = new StockClient(spawn(process.execPath, [CLIENTS], { stdio: ['pipe', 'pipe', 'inherit'] }));
    const url = `${server.url.replace('http', 'ws')}/collab?schema=1`;
    await client.#ask('open', { kind: 'hocuspocus', url, document, token: server.token(role), awareness: false });
    await client.#ask('wait', { what: 'connected' });
    return client;
  }

  /** Sets keys of a map and waits until they are on disk. */
  async set(root: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const edits = Object.entries(values).map(([key, value]) => ({ op: 'set', root, key, value }));
    await this.#ask('edit', { edits });
    await this.#ask('wait', { what: 'saved' });
  }

  /** Writes at the end of a long text. */
  async write(root: string, words: string): Promise<void> {
    await this.#ask('edit', { edits: [{ op: 'text', root, insert: words }] });
    await this.#ask('wait', { what: 'saved' });
  }

  close(): void {
    this.process.kill();
  }

  #ask(cmd: string, options: object): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    this.process.stdin?.write(`${JSON.stringify({ id, cmd, client: 'one', ...options })}\n`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }
}
