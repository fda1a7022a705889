import { createDecoder, readVarInt, readVarString, readVarUint } from 'lib0/decoding';

/**
 * The outer shape of a frame on `/collab`: an address, a type, a payload. Only what the acknowledgement list and
 * the watchdog need is read here; everything else is the provider's business.
 */
export type Frame =
  | { kind: 'ping' }
  | { kind: 'pong' }
  | { kind: 'step1' | 'step2' | 'update' | 'awareness'; address: string }
  | { kind: 'status'; address: string; applied: boolean }
  | { kind: 'closed' | 'other'; address: string }
  | { kind: 'unreadable' };

const PING = 9;
const PONG = 10;
/** The bare byte that asks the other side for a sign of life. */
export const PING_FRAME = Uint8Array.of(PING);

const SYNC = 0;
const AWARENESS = 1;
const DOCUMENT_CLOSED = 7;
const SYNC_STATUS = 8;
const SYNC_KINDS = ['step1', 'step2', 'update'] as const;

export function readFrame(bytes: Uint8Array): Frame {
  // Ping and pong travel without an address, so they are told apart by their length.
  if (bytes.length === 1 && bytes[0] === PING) return { kind: 'ping' };
  if (bytes.length === 1 && bytes[0] === PONG) return { kind: 'pong' };
  try {
    const decoder = createDecoder(bytes);
    const address = readVarString(decoder);
    const type = readVarUint(decoder);
    if (type === SYNC) {
      const kind = SYNC_KINDS[readVarUint(decoder)];
      return { kind: kind ?? 'other', address };
    }
    if (type === AWARENESS) return { kind: 'awareness', address };
    if (type === SYNC_STATUS) return { kind: 'status', address, applied: readVarInt(decoder) === 1 };
    return { kind: type === DOCUMENT_CLOSED ? 'closed' : 'other', address };
  } catch {
    return { kind: 'unreadable' };
  }
}
