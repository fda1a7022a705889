import { connect, createServer, type Server, type Socket } from 'node:net';

/** How the network behaves now; every change holds at once, for open connections too. */
interface Weather {
  /** Bytes are swallowed in both directions; connections stay open and silent. */
  blackHole: boolean;
  /** Each piece arrives this much later. */
  delayMs: number;
  /** New connections, or those that begin like a WebSocket, are closed at once, as if nobody listened. */
  refuse: 'nothing' | 'sockets' | 'everything';
}

const FAIR: Weather = { blackHole: false, delayMs: 0, refuse: 'nothing' };

/** How a browser's request for a WebSocket begins; other requests of a page never ask for this address. */
const UPGRADE = 'GET /collab';

/** A TCP relay between page and server that cuts, swallows, delays, and drops after a number of bytes. */
export class Relay {
  #weather: Weather = { ...FAIR };
  /** Bytes towards the server that may still pass. */
  #budget = Number.POSITIVE_INFINITY;
  readonly #open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (client) => this.#carry(client));
  }

  static async start(target: number): Promise<Relay> {
    const server = createServer({ noDelay: true });
    const relay = new Relay(server, target);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the relay does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  set(weather: Partial<Weather>): void {
    this.#weather = { ...this.#weather, ...weather };
  }

  /** Ends every open connection, and lets no other come until `heal`; pages still load when only sockets go. */
  cut({ only = 'everything' }: { only?: 'sockets' | 'everything' } = {}): void {
    this.set({ refuse: only });
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  /** Lets this many more bytes reach the server, then cuts: in the middle of a frame, if it falls so. */
  dropAfter(bytes: number): void {
    this.#budget = bytes;
  }

  /** Fair weather. Bytes swallowed meanwhile are gone, and what hung in a black hole goes with a reset. */
  heal(): void {
    const wasSwallowing = this.#weather.blackHole;
    this.#weather = { ...FAIR };
    this.#budget = Number.POSITIVE_INFINITY;
    if (wasSwallowing) for (const socket of this.#open) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #carry(client: Socket): void {
    if (this.#weather.refuse === 'everything') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    this.#pump(client, server, true);
    this.#pump(server, client, false);
  }

  #pump(from: Socket, to: Socket, isToServer: boolean): void {
    this.#open.add(from);
    const end = () => {
      this.#open.delete(from);
      from.destroy();
      to.destroy();
    };
    from.on('error', end);
    from.on('close', end);
    from.on('data', (data) => {
      const { blackHole, refuse, delayMs } = this.#weather;
      if (blackHole) return;
      if (isToServer && refuse === 'sockets' && data.includes(UPGRADE)) {
        from.resetAndDestroy();
        return;
      }
      const pass = () => {
        if (to.destroyed) return;
        if (!isToServer || data.length <= this.#budget) {
          if (isToServer) this.#budget -= data.length;
          to.write(data);
          return;
        }
        to.write(data.subarray(0, this.#budget), () => this.cut());
        this.#budget = 0;
      };
      if (delayMs > 0) setTimeout(pass, delayMs);
      else pass();
    });
  }
}
