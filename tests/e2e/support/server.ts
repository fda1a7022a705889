import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const BINARY = resolve(process.env.PATTOVIVO_BIN ?? join(import.meta.dirname, '../../../target/debug/pattovivo'));
const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 30_000;

export type Role = 'coordinator' | 'member' | 'community';

/** One way into the demo. */
export interface DemoLink {
  readonly role: Role | 'public';
  readonly actor: string | null;
  readonly url: string;
}

export interface ServerOptions {
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server of one's own on a free port, with an empty data folder and the demo in it. */
export class Server {
  #process: ChildProcess | null = null;
  #port = 0;
  #links: readonly DemoLink[] = [];

  private constructor(
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start({ environment = {} }: ServerOptions = {}): Promise<Server> {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: cargo build -p pact-server`);
    const server = new Server(await mkdtemp(join(tmpdir(), 'pattovivo-e2e-')), environment);
    await server.launch();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Name of the demo process in addresses. */
  get slug(): string {
    return this.link('public').url.split('/')[4] ?? '';
  }

  /** The `index`-th link of that role; there are two members, of different bodies. */
  link(role: DemoLink['role'], index = 0): DemoLink {
    const link = this.#links.filter((each) => each.role === role)[index];
    if (!link) throw new Error(`the demo has no link ${index} for ${role}`);
    return link;
  }

  token(role: Role, index = 0): string {
    return this.link(role, index).url.split('/').at(-1) ?? '';
  }

  /** Starts on the same port and data as before, after `kill` or `stop`. */
  async launch(): Promise<void> {
    const log = join(this.folder, 'server.log');
    const child = spawn(
      BINARY,
      ['serve', '--listen', `127.0.0.1:${this.#port}`, '--data-dir', this.folder, '--demo', '--json-logs'],
      {
        cwd: this.folder,
        env: { ...withoutSettings(process.env), ...this.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#process = child;
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said = (said + data).slice(-2_000);
      void appendFile(log, data).catch(() => undefined);
    });
    const links: DemoLink[] = [];
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the server does not say that it is ready')), START_WITHIN_MS);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const event = readEvent(line);
        if (event.event === 'ready') this.#port = Number(new URL(String(event.url)).port);
        if (event.event !== 'demo_link') return;
        links.push({ role: event.role, actor: event.actor, url: event.url } as DemoLink);
        // The public link is the last one said.
        if (event.role !== 'public') return;
        clearTimeout(timer);
        resolve();
      });
    });
    child.removeAllListeners('exit');
    this.#links = links;
  }

  /** As if everybody's last visit had been this much earlier: what a test cannot wait for. */
  async letTimePassSinceVisits(milliseconds: number): Promise<void> {
    const database = join(this.folder, 'pattovivo.sqlite');
    const earlier = `update visit set seen_at = seen_at - ${Math.round(milliseconds) * 1_000}`;
    await promisify(execFile)('sqlite3', ['-cmd', '.timeout 5000', database, earlier]);
  }

  /** SIGKILL: no last words. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** Settings of whoever runs the tests are not for the server under test. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('PATTOVIVO_')));
}

function readEvent(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
