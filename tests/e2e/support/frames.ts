import type { Page } from '@playwright/test';

export interface SentFrame {
  readonly kind: 'step1' | 'step2' | 'update' | 'awareness' | 'other';
  /** The Yjs update inside a step2 or an update. */
  readonly update: Buffer | null;
}

const SYNC = 0;
const AWARENESS = 1;
const SYNC_KINDS = ['step1', 'step2', 'update'] as const;

/** Every frame the page sends on its sockets from now on. */
export function watchSentFrames(page: Page): readonly SentFrame[] {
  const sent: SentFrame[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string') sent.push(readFrame(payload));
    });
  });
  return sent;
}

function readFrame(bytes: Buffer): SentFrame {
  if (bytes.length === 1) return { kind: 'other', update: null };
  let at = 0;
  const readUint = () => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  const nameLength = readUint();
  at += nameLength;
  const type = readUint();
  if (type === AWARENESS) return { kind: 'awareness', update: null };
  const kind = type === SYNC ? SYNC_KINDS[readUint()] : undefined;
  if (kind === undefined) return { kind: 'other', update: null };
  const length = readUint();
  return { kind, update: kind === 'step1' ? null : bytes.subarray(at, at + length) };
}
