type Listener = (event: never) => void;

export interface SocketTap {
  opened(): void;
  /** Returns false for a frame that must not travel. */
  sending(bytes: Uint8Array): boolean;
  /** Returns false for a frame the provider must not see. */
  received(bytes: Uint8Array): boolean;
  closed(code: number): void;
}

export interface TappedSocket {
  /** Ends the line now: a dead peer never answers the closing handshake, and the browser would wait for it. */
  abandon(code: number, reason: string): void;
  sendRaw(bytes: Uint8Array<ArrayBuffer>): void;
  readonly isOpen: boolean;
  readonly startedAt: number;
}

/**
 * A WebSocket class whose every frame passes through a tap, both ways, as bytes. The provider's own events come
 * before its frames are complete or after they were applied, and its counter cannot be trusted; bytes on the wire can.
 */
export function tappedWebSocket(
  base: typeof WebSocket,
  tapFor: (socket: TappedSocket) => SocketTap,
  now: () => number,
) {
  return class implements TappedSocket {
    binaryType: BinaryType = 'arraybuffer';
    identifier = 0;
    readonly startedAt = now();
    readonly #real: WebSocket;
    readonly #tap: SocketTap;
    readonly #listeners = new Map<string, Set<Listener>>();
    #isAbandoned = false;

    constructor(url: string) {
      this.#real = new base(url);
      this.#real.binaryType = 'arraybuffer';
      this.#tap = tapFor(this);
      this.#real.addEventListener('open', (event) => {
        if (this.#isAbandoned) return;
        this.#tap.opened();
        this.#tell('open', event);
      });
      this.#real.addEventListener('message', (event) => {
        if (this.#isAbandoned || !(event.data instanceof ArrayBuffer)) return;
        if (this.#tap.received(new Uint8Array(event.data))) this.#tell('message', event);
      });
      this.#real.addEventListener('error', (event) => {
        if (!this.#isAbandoned) this.#tell('error', event);
      });
      this.#real.addEventListener('close', (event) => {
        if (this.#isAbandoned) return;
        this.#isAbandoned = true;
        this.#tap.closed(event.code);
        this.#tell('close', event);
      });
    }

    get readyState(): number {
      return this.#isAbandoned ? WebSocket.CLOSED : this.#real.readyState;
    }

    get isOpen(): boolean {
      return this.readyState === WebSocket.OPEN;
    }

    send(data: Uint8Array<ArrayBuffer>): void {
      if (this.isOpen && this.#tap.sending(data)) this.#real.send(data);
    }

    sendRaw(bytes: Uint8Array<ArrayBuffer>): void {
      if (this.isOpen) this.#real.send(bytes);
    }

    close(): void {
      this.#real.close();
    }

    abandon(code: number, reason: string): void {
      if (this.#isAbandoned) return;
      this.#isAbandoned = true;
      this.#real.close();
      this.#tap.closed(code);
      this.#tell('close', { code, reason });
    }

    addEventListener(name: string, listener: Listener): void {
      const listeners = this.#listeners.get(name) ?? new Set();
      listeners.add(listener);
      this.#listeners.set(name, listeners);
    }

    removeEventListener(name: string, listener: Listener): void {
      this.#listeners.get(name)?.delete(listener);
    }

    #tell(name: string, event: unknown): void {
      for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(event as never);
    }
  };
}
