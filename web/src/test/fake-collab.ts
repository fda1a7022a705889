import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeVarInt,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import * as Y from 'yjs';

/** What a test may change while pages are connected. */
interface Conduct {
  /** Answers are held back until `release`. */
  isSlow: boolean;
  /** Nothing is read and nothing is said, as behind a broken proxy. */
  isSilent: boolean;
  /** New connections fail. */
  isDown: boolean;
  /** Code with which content is refused; `rescueId` goes along. */
  refusal: string | null;
  /** Only updates with these words in them are refused. */
  refusedWords: string | null;
  /** What hangs on refused words is kept waiting for them, without an answer. */
  holdsWhatHangs: boolean;
  /** A refusal is followed by «permission denied», as for pages that have not said hello. */
  shutsDoor: boolean;
  schema: number;
  epoch: number;
  canWrite: boolean;
  person: string;
}

/** A server of `/collab` in the page's own process: Hocuspocus framing, one document, nothing on disk. */
export class FakeCollab {
  readonly doc = new Y.Doc();
  readonly conduct: Conduct = {
    isSlow: false,
    isSilent: false,
    isDown: false,
    refusal: null,
    refusedWords: null,
    holdsWhatHangs: false,
    shutsDoor: false,
    schema: 1,
    epoch: 1,
    canWrite: true,
    person: 'person-1',
  };
  /** Kinds of document frames in the order they came: `step1`, `step2`, `update`. */
  readonly received: string[] = [];
  /** Our JSON, as the pages sent it. */
  readonly said: Record<string, unknown>[] = [];
  readonly #sockets = new Set<FakeSocket>();
  readonly #held: (() => void)[] = [];
  #lastLease = 1_000;
  /** Sockets opened so far. */
  connections = 0;

  /** The class to give to a page instead of the browser's. */
  get webSocket(): typeof WebSocket {
    const server = this;
    return class extends FakeSocket {
      constructor(url: string) {
        super(url, server);
      }
    } as unknown as typeof WebSocket;
  }

  /** Commits what waits: its authors get their answer. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer();
  }

  /** Our JSON, to every page. */
  tell(message: object): void {
    this.#toAll((encoder) => {
      writeVarUint(encoder, 5);
      writeVarString(encoder, JSON.stringify({ v: 1, ...message }));
    });
  }

  /**
   * Words are erased: the letters of a root give way to others under the same ids, the document gets another epoch,
   * and everybody is asked to come in again.
   */
  erase(act: (doc: Y.Doc) => void): void {
    this.doc.transact(() => act(this.doc));
    this.conduct.epoch += 1;
    this.#toAll((encoder) => {
      writeVarUint(encoder, 7);
      writeVarString(encoder, 'erased');
    });
  }

  #toAll(write: (encoder: Encoder) => void): void {
    for (const socket of this.#sockets) {
      for (const address of socket.addresses) {
        const encoder = createEncoder();
        writeVarString(encoder, address);
        write(encoder);
        socket.receive(toUint8Array(encoder));
      }
    }
  }

  #answer(content: Uint8Array, stateless: (message: object) => void, say: Say): void {
    if (this.conduct.holdsWhatHangs && this.#hangs(content)) return;
    const code = this.#takeIn(content, stateless, say);
    const answer = () => say(8, (to) => writeVarInt(to, code === null ? 1 : 0));
    if (this.conduct.isSlow) this.#held.push(answer);
    else answer();
  }

  /** A refusal is told at once; the answer to the frame waits for its turn. */
  #takeIn(content: Uint8Array, stateless: (message: object) => void, say: Say): string | null {
    const code = this.#refusalOf(content);
    if (code === null) {
      Y.applyUpdate(this.doc, content);
      return null;
    }
    stateless({ t: 'refused', code, rescueId: `rescue-${this.received.length}`, section: null });
    if (this.conduct.shutsDoor) say(2, denied(code));
    return code;
  }

  #refusalOf(content: Uint8Array): string | null {
    const { refusal, refusedWords } = this.conduct;
    if (content.length <= 2) return null;
    const isMeant = refusedWords === null || new TextDecoder().decode(content).includes(refusedWords);
    if (refusal !== null && isMeant) return refusal;
    return this.#hangs(content) ? 'gap' : null;
  }

  /** What was typed after refused words hangs on them. */
  #hangs(content: Uint8Array): boolean {
    const { from } = Y.parseUpdateMeta(content);
    return [...from].some(([client, clock]) => clock > Y.getState(this.doc.store, client));
  }

  cut(code = 1006): void {
    for (const socket of [...this.#sockets]) socket.end(code);
  }

  join(socket: FakeSocket): boolean {
    if (this.conduct.isDown) return false;
    this.#sockets.add(socket);
    this.connections += 1;
    return true;
  }

  leave(socket: FakeSocket): void {
    this.#sockets.delete(socket);
  }

  /** A change the server made by itself, for every page: a section closed, for example. */
  change(act: (doc: Y.Doc) => void): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => act(this.doc));
    const update = Y.encodeStateAsUpdate(this.doc, before);
    this.#toAll((encoder) => {
      writeVarUint(encoder, 0);
      writeVarUint(encoder, 2);
      writeVarUint8Array(encoder, update);
    });
  }

  handle(socket: FakeSocket, bytes: Uint8Array): void {
    if (this.conduct.isSilent) return;
    if (bytes.length === 1) {
      socket.receive(Uint8Array.of(10));
      return;
    }
    const decoder = createDecoder(bytes);
    const name = readVarString(decoder);
    const type = readVarUint(decoder);
    const say = (kind: number, write: (encoder: Encoder) => void) => {
      const encoder = createEncoder();
      writeVarString(encoder, name);
      writeVarUint(encoder, kind);
      write(encoder);
      socket.receive(toUint8Array(encoder));
    };
    const stateless = (message: object) => say(5, (to) => writeVarString(to, JSON.stringify({ v: 1, ...message })));
    const sync = (kind: number, content: Uint8Array) =>
      say(0, (to) => {
        writeVarUint(to, kind);
        writeVarUint8Array(to, content);
      });
    const isOld = this.conduct.schema !== 1;
    if (type === 7) {
      socket.addresses.delete(name);
    } else if (type === 2) {
      socket.addresses.add(name);
      say(2, (to) => {
        writeVarUint(to, 2);
        writeVarString(to, isOld || !this.conduct.canWrite ? 'readonly' : 'read-write');
      });
      if (isOld) stateless({ t: 'refused', code: 'schema', schema: this.conduct.schema });
    } else if (type === 5) {
      const message = JSON.parse(readVarString(decoder)) as Record<string, unknown>;
      this.said.push(message);
      if (message.t !== 'hello') return;
      this.#lastLease += 1;
      const { epoch, schema, person, canWrite } = this.conduct;
      const role = canWrite ? 'member' : 'community';
      if (!isOld) stateless({ t: 'leased', clientId: this.#lastLease, epoch, schema, role, person, actor: null });
    } else if (type === 0) {
      const kind = readVarUint(decoder);
      const content = readVarUint8Array(decoder);
      this.received.push(['step1', 'step2', 'update'][kind] ?? '?');
      if (kind === 0) {
        if (!isOld) sync(1, Y.encodeStateAsUpdate(this.doc, content));
        sync(0, Y.encodeStateVector(this.doc));
        return;
      }
      this.#answer(content, stateless, say);
    }
  }
}

type Say = (kind: number, write: (encoder: Encoder) => void) => void;

function denied(reason: string): (encoder: Encoder) => void {
  return (encoder) => {
    writeVarUint(encoder, 1);
    writeVarString(encoder, reason);
  };
}

type Listener = (event: unknown) => void;

class FakeSocket {
  binaryType = 'arraybuffer';
  readyState = 0;
  /** Documents open on it. */
  readonly addresses = new Set<string>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(
    readonly url: string,
    private readonly server: FakeCollab,
  ) {
    queueMicrotask(() => {
      if (!server.join(this)) return this.end(1006);
      this.readyState = 1;
      this.#tell('open', {});
    });
  }

  addEventListener(name: string, listener: Listener): void {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
  }

  removeEventListener(name: string, listener: Listener): void {
    this.#listeners.get(name)?.delete(listener);
  }

  send(bytes: Uint8Array): void {
    const copy = bytes.slice();
    queueMicrotask(() => this.readyState === 1 && this.server.handle(this, copy));
  }

  receive(bytes: Uint8Array): void {
    if (this.readyState === 1) this.#tell('message', { data: bytes.slice().buffer });
  }

  close(): void {
    this.end(1000);
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.server.leave(this);
    this.#tell('close', { code, reason: '' });
  }

  #tell(name: string, event: unknown): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(event);
  }
}
