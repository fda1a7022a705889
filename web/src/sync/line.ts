import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { type Frame, PING_FRAME, readFrame } from './frames';
import { Signal } from './signal';
import type { LineStatus } from './state';
import { type SocketTap, type TappedSocket, tappedWebSocket } from './tapped-socket';

/** With nothing received for this long the line is called dead. */
export const DEAD_AFTER_MS = 20_000;
/** Silence after which we ask for a sign of life; the server's own pings are invisible to a page. */
const ASK_AFTER_MS = 7_000;
/** A line is not called dead before it had this long to answer a question: timers sleep in hidden tabs. */
const ANSWER_WITHIN_MS = 10_000;
/** After «the network is gone» or «the tab is back», an answer is expected sooner. */
const PROBE_WITHIN_MS = 3_000;
/** A connection attempt into a black hole would otherwise hang for minutes. */
const CONNECT_WITHIN_MS = 10_000;
/** The server has the frame, the line is alive, and still no answer: something was lost on the way. */
const ACKNOWLEDGE_WITHIN_MS = 15_000;
const TICK_MS = 1_000;
/** The provider's own check is replaced by ours, which also sees pongs. Its timer takes a tenth of this. */
const NEVER_MS = 2_000_000_000;
const MAX_RETRY_MS = 10_000;

const CLOSE_STALE = 4408;
const CLOSE_UNREACHABLE = 4000;
/** The server does not want us, and asking again would change nothing. */
const FINAL_CLOSES: readonly number[] = [4401, 4403];

/** What an open copy of a document does with the frames that carry its address. */
export interface Attachment {
  /** Returns false for a frame that must not travel. */
  sending(frame: Frame): boolean;
  received(frame: Frame): void;
  lineLost(): void;
  /** When the frame that has waited longest for its answer was sent. */
  waitingSince(): number | null;
}

export interface LineOptions {
  readonly url: string;
  readonly now?: () => number;
  readonly webSocket?: typeof WebSocket;
}

/** The one socket of a page, for all its documents: alive, silent or gone. */
export class Line {
  readonly socket: HocuspocusProviderWebsocket;
  readonly changed = new Signal();
  readonly #attachments = new Map<string, Attachment>();
  readonly #now: () => number;
  readonly #stopListening: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #current: TappedSocket | null = null;
  #status: LineStatus = 'connecting';
  #statusSince: number;
  #closeCode: number | null = null;
  #lastReceived = 0;
  /** When the oldest question without an answer was asked. */
  #askedAt: number | null = null;
  #answerWithin = ANSWER_WITHIN_MS;

  constructor({ url, now = Date.now, webSocket = WebSocket }: LineOptions) {
    this.#now = now;
    this.#statusSince = now();
    this.socket = new HocuspocusProviderWebsocket({
      url,
      WebSocketPolyfill: tappedWebSocket(webSocket, (socket) => this.#tap(socket), now),
      messageReconnectTimeout: NEVER_MS,
      maxDelay: MAX_RETRY_MS,
    });
    this.#timer = setInterval(() => this.watch(), TICK_MS);
    this.#stopListening = this.#listenToTheDevice();
  }

  get status(): LineStatus {
    return this.#status;
  }

  get since(): number {
    return this.#statusSince;
  }

  get isRefused(): boolean {
    return this.#closeCode !== null && FINAL_CLOSES.includes(this.#closeCode);
  }

  attach(address: string, attachment: Attachment): () => void {
    this.#attachments.set(address, attachment);
    return () => {
      if (this.#attachments.get(address) === attachment) this.#attachments.delete(address);
    };
  }

  /** Drops what is there and connects again at once. */
  reconnect(reason: string): void {
    this.#current?.abandon(CLOSE_STALE, reason);
    this.connect();
  }

  connect(): void {
    this.#closeCode = null;
    void this.socket.connect();
  }

  /** Looks at the clock. Called by a timer, and by tests. */
  watch(): void {
    const socket = this.#current;
    if (!socket) return;
    const now = this.#now();
    if (!socket.isOpen) {
      if (now - socket.startedAt > CONNECT_WITHIN_MS) socket.abandon(CLOSE_UNREACHABLE, 'no connection');
      return;
    }
    const isSilentFor = now - this.#lastReceived;
    if (isSilentFor > ASK_AFTER_MS && this.#askedAt === null) this.#ask(ANSWER_WITHIN_MS);
    if (this.#askedAt === null) {
      if (this.#isForgotten(now)) this.reconnect('not acknowledged');
      return;
    }
    const deadAfter = this.#answerWithin < ANSWER_WITHIN_MS ? 0 : DEAD_AFTER_MS;
    if (isSilentFor >= deadAfter && now - this.#askedAt >= this.#answerWithin) {
      this.#set('stale');
      this.reconnect('silent');
    }
  }

  destroy(): void {
    clearInterval(this.#timer);
    this.#stopListening();
    this.#current = null;
    this.#attachments.clear();
    this.changed.clear();
    this.socket.destroy();
  }

  #isForgotten(now: number): boolean {
    for (const attachment of this.#attachments.values()) {
      const since = attachment.waitingSince();
      if (since !== null && now - since > ACKNOWLEDGE_WITHIN_MS) return true;
    }
    return false;
  }

  #ask(within: number): void {
    this.#askedAt ??= this.#now();
    this.#answerWithin = within;
    this.#current?.sendRaw(PING_FRAME as Uint8Array<ArrayBuffer>);
  }

  #tap(socket: TappedSocket): SocketTap {
    this.#current = socket;
    // A stale line stays stale in words until the next one works or fails: «connecting» would say less.
    if (this.#status !== 'stale' && this.#status !== 'closed') this.#set('connecting');
    const isCurrent = () => this.#current === socket;
    return {
      opened: () => {
        if (!isCurrent()) return;
        this.#lastReceived = this.#now();
        this.#askedAt = null;
      },
      sending: (bytes) => {
        const frame = readFrame(bytes);
        return 'address' in frame ? (this.#attachments.get(frame.address)?.sending(frame) ?? true) : true;
      },
      received: (bytes) => {
        if (!isCurrent()) return false;
        this.#lastReceived = this.#now();
        this.#askedAt = null;
        this.#set('open');
        const frame = readFrame(bytes);
        if ('address' in frame) this.#attachments.get(frame.address)?.received(frame);
        // The provider reads any frame but a ping as an addressed one: a bare pong would throw there.
        return frame.kind !== 'pong' && frame.kind !== 'unreadable';
      },
      closed: (code) => {
        if (!isCurrent()) return;
        this.#current = null;
        this.#closeCode = code;
        if (this.isRefused) this.socket.disconnect();
        if (!(this.#status === 'stale' && code === CLOSE_STALE)) this.#set('closed');
        for (const attachment of [...this.#attachments.values()]) attachment.lineLost();
        this.changed.emit();
      },
    };
  }

  #set(status: LineStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#statusSince = this.#now();
    this.changed.emit();
  }

  #listenToTheDevice(): () => void {
    if (typeof window === 'undefined') return () => undefined;
    const probe = () => {
      if (this.#current?.isOpen) this.#ask(PROBE_WITHIN_MS);
      else if (!this.isRefused) this.connect();
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible') probe();
    };
    window.addEventListener('online', probe);
    window.addEventListener('offline', probe);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      window.removeEventListener('online', probe);
      window.removeEventListener('offline', probe);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }
}
