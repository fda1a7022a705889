import type { Page } from '@playwright/test';

/** One frame with words, and when the server said that they are on disk. Milliseconds since 1970. */
export interface WordsOnTheWire {
  readonly sentAt: number;
  answeredAt: number | null;
}

/** Notes, inside the page and on its clock, each Update it sends and its answer. Before the page is opened. */
export async function watchWire(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const SYNC = 0;
    const STEP2 = 1;
    const UPDATE = 2;
    const STATUS = 8;
    const words: WordsOnTheWire[] = [];
    Object.assign(window, { wordsOnTheWire: words });
    const now = () => performance.timeOrigin + performance.now();
    /** Type and kind of a frame, after the name of its document; the name is shorter than 128 bytes. */
    const head = (data: unknown): readonly [number, number] => {
      const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Uint8Array);
      const at = 1 + (bytes[0] ?? 0);
      return [bytes[at] ?? -1, bytes[at + 1] ?? -1];
    };
    window.WebSocket = new Proxy(WebSocket, {
      construct: (target, [url]: [string]) => {
        const socket = new target(url);
        const waiting: (WordsOnTheWire | null)[] = [];
        socket.addEventListener('message', ({ data }) => {
          const answered = head(data)[0] === STATUS ? waiting.shift() : null;
          if (answered) answered.answeredAt = now();
        });
        const send = socket.send.bind(socket);
        socket.send = (data) => {
          const [type, kind] = head(data);
          if (type === SYNC && kind === STEP2) waiting.push(null);
          if (type === SYNC && kind === UPDATE) {
            const sent = { sentAt: now(), answeredAt: null };
            words.push(sent);
            waiting.push(sent);
          }
          send(data);
        };
        return socket;
      },
    });
  });
}

export function wordsOnTheWire(page: Page): Promise<WordsOnTheWire[]> {
  return page.evaluate(() => (window as unknown as { wordsOnTheWire: WordsOnTheWire[] }).wordsOnTheWire);
}
