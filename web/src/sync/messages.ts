/** Our JSON in Stateless frames. Unknown keys and unknown messages are ignored. */

export type Role = 'coordinator' | 'member' | 'community' | 'guarantor';

export interface ActorIdentity {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

/** What the server grants a connection: the only client id that may write new text from here. */
export interface Lease {
  readonly clientId: number;
  readonly epoch: number;
  readonly schema: number;
  readonly role: Role;
  readonly canWrite: boolean;
  readonly person: string;
  readonly actor: ActorIdentity | null;
}

const REFUSAL_CODES = [
  'read_only',
  'gap',
  'invalid',
  'too_large',
  'rate',
  'degraded',
  'schema',
  'epoch',
  'locked',
  'paused',
  'foreign_client',
  'reused_clock',
  'server_only',
  'forbidden',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** For developers; never shown. */
  readonly detail: string;
  /** Name under which the server keeps the words. */
  readonly rescueId: string | null;
  /** The section that was closed to them. */
  readonly section: string | null;
  readonly schema: number | null;
  readonly retryMs: number | null;
}

export type ServerMessage =
  | { t: 'leased'; lease: Lease }
  | { t: 'refused'; refusal: Refusal }
  | { t: 'moving'; retryMs: number }
  /** What may be written where has changed; the change itself came right before. */
  | { t: 'lock'; seq: number }
  /** The document has little room left. */
  | { t: 'nearlyFull' }
  /** Fields of the register that two set at once, or that were settled. */
  | { t: 'conflict' }
  /** A version of the document was made. */
  | { t: 'version'; number: number }
  | { t: 'unknown' };

/** Codes that pass by themselves: the words are sent again with the next handshake. */
const PASSING: readonly RefusalCode[] = ['gap', 'rate', 'degraded'];

export function isPassing(code: RefusalCode): boolean {
  return PASSING.includes(code);
}

export interface Hello {
  readonly schema: number;
  readonly epoch: number | null;
  /** The client id leased before a reconnection, which the server may lease again. */
  readonly clientId: number | null;
}

export function helloText(hello: Hello): string {
  return JSON.stringify({ v: 1, t: 'hello', caps: ['leased', 'role', 'lock', 'version'], ...hello });
}

/** From here on we write by the new rules: what is on its way was written by the former ones. */
export function lockSeenText(seq: number): string {
  return JSON.stringify({ v: 1, t: 'lockSeen', seq });
}

const ROLES: readonly string[] = ['coordinator', 'member', 'community', 'guarantor'] satisfies Role[];
const COLOR = /^#[0-9a-f]{6}$/i;
const NEUTRAL_COLOR = '#455a64';

/** Colours come from a palette; anything else, a piece of CSS for example, becomes grey. */
export function safeColor(color: unknown): string {
  return typeof color === 'string' && COLOR.test(color) ? color : NEUTRAL_COLOR;
}

export function readServerMessage(payload: string): ServerMessage {
  const json = parseObject(payload);
  if (json?.t === 'leased') {
    const lease = readLease(json);
    return lease ? { t: 'leased', lease } : { t: 'unknown' };
  }
  if (json?.t === 'refused') return { t: 'refused', refusal: readRefusal(json) };
  if (json?.t === 'moving') return { t: 'moving', retryMs: numberOr(json.retryMs, 0) };
  if (json?.t === 'lock' && typeof json.seq === 'number') return { t: 'lock', seq: json.seq };
  if (json?.t === 'nearly_full') return { t: 'nearlyFull' };
  if (json?.t === 'conflict') return { t: 'conflict' };
  if (json?.t === 'version' && isVersionNumber(json.number)) return { t: 'version', number: json.number };
  return { t: 'unknown' };
}

function readLease(json: Record<string, unknown>): Lease | null {
  const { clientId, epoch } = json;
  if (typeof clientId !== 'number' || !Number.isSafeInteger(clientId) || clientId < 0) return null;
  if (typeof epoch !== 'number') return null;
  const role = ROLES.includes(String(json.role)) ? (json.role as Role) : 'community';
  const mayWrite = role === 'coordinator' || role === 'member';
  return {
    clientId,
    epoch,
    schema: numberOr(json.schema, 1),
    role,
    canWrite: mayWrite && json.scope !== 'readonly',
    person: typeof json.person === 'string' ? json.person : '',
    actor: readActor(json.actor),
  };
}

function readActor(value: unknown): ActorIdentity | null {
  if (!isObject(value) || typeof value.name !== 'string') return null;
  return { id: String(value.id ?? ''), name: value.name, color: safeColor(value.color) };
}

function readRefusal(json: Record<string, unknown>): Refusal {
  const code = REFUSAL_CODES.find((known) => known === json.code) ?? 'invalid';
  return {
    code,
    detail: textOf(json.detail) ?? '',
    rescueId: textOf(json.rescueId),
    section: textOf(json.section),
    schema: typeof json.schema === 'number' ? json.schema : null,
    retryMs: typeof json.retryMs === 'number' ? json.retryMs : null,
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null; // Somebody else's stateless message: not ours to judge.
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVersionNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}
