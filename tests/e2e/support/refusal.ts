import type { Page, WebSocketRoute } from '@playwright/test';

export interface Refusal {
  readonly code: string;
  /** Only updates with these words in them. */
  readonly words: string;
  readonly section?: string;
}

const SYNC = 0;
const UPDATE = 2;
const STATELESS = 5;
const STATUS = 8;

/** A gate on a page's line that answers chosen updates itself, as a server that refuses them does. */
export class RefusingGate {
  #refusal: Refusal | null = null;
  /** Sockets the page has opened. */
  sockets = 0;
  /** Updates refused so far. */
  refused = 0;

  /** Before the page is opened. */
  static async on(page: Page): Promise<RefusingGate> {
    const gate = new RefusingGate();
    await page.routeWebSocket(/\/collab/, (socket) => gate.#carry(socket));
    return gate;
  }

  /** From now on; null lets everything pass again. */
  set(refusal: Refusal | null): void {
    this.#refusal = refusal;
  }

  #carry(socket: WebSocketRoute): void {
    this.sockets += 1;
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    socket.onMessage((message) => {
      const refusal = this.#refusal;
      const address = refusal && typeof message !== 'string' ? updateWith(message, refusal.words) : null;
      if (!refusal || !address) {
        server.send(message);
        return;
      }
      this.refused += 1;
      const { code, section = null } = refusal;
      const said = { v: 1, t: 'refused', code, detail: 'for developers only', rescueId: null, section };
      socket.send(frame(address, STATELESS, JSON.stringify(said)));
      socket.send(Buffer.concat([address, Buffer.from([STATUS, 0])]));
    });
  }
}

/** The address bytes of an update that has the words in it. Names of documents are shorter than 128 bytes. */
function updateWith(message: Buffer, words: string): Buffer | null {
  const end = 1 + (message[0] ?? 0);
  const isUpdate = message[end] === SYNC && message[end + 1] === UPDATE;
  return isUpdate && message.includes(words) ? message.subarray(0, end) : null;
}

function frame(address: Buffer, type: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  return Buffer.concat([address, Buffer.from([type, ...length]), bytes]);
}
