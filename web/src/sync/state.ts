import type { RefusalCode } from './messages';

/** Where one document stands, as one value. Every status text follows from it, and nothing else does. */
export type DocumentState =
  /** Never been inside yet; `stored` changes wait on this device from an earlier time. */
  | { state: 'connecting'; stored: number }
  | { state: 'offline'; since: number; pending: number; canWrite: boolean }
  /** The line is up, the two sides are being made equal. */
  | { state: 'syncing'; pending: number }
  /** `trouble`: the server asked to try again later. */
  | { state: 'saving'; pending: number; trouble: RefusalCode | null }
  /** Everything typed here is on the server's disk. */
  | { state: 'saved'; at: number }
  /** The line looks open, but nothing has come through it for too long. */
  | { state: 'stale'; since: number; pending: number }
  | { state: 'readonly'; reason: ReadonlyReason }
  /** The server did not take the last words; a fresh copy of the document is being fetched to write on in. */
  | { state: 'rebuilding'; code: RefusalCode }
  | { state: 'refused'; code: RefusalCode }
  /** This page is older than the document. */
  | { state: 'outdated'; schema: number | null; pending: number };

/** `role`: this link may only read. */
export type ReadonlyReason = 'role';

/** What is known, from which the state is computed. */
export interface Facts {
  readonly line: LineStatus;
  readonly lineSince: number;
  /** The server's content has arrived on this line, and our side has been sent. */
  readonly isInStep: boolean;
  /** The text has been on the screen at least once. */
  readonly hasBeenInside: boolean;
  /** Null until the server has said. */
  readonly canWrite: boolean | null;
  readonly pending: number;
  readonly stored: number;
  readonly savedAt: number | null;
  readonly trouble: RefusalCode | null;
  readonly refusal: Refused | null;
  readonly outdated: { schema: number | null } | null;
}

export interface Refused {
  readonly code: RefusalCode;
  /** Whether a fresh copy takes the place of this one by itself. */
  readonly isRebuilding: boolean;
}

export type LineStatus = 'connecting' | 'open' | 'stale' | 'closed';

export function stateOf(facts: Facts): DocumentState {
  const { pending } = facts;
  // A page that is too old, or whose words were refused, stays so whatever the line does.
  if (facts.outdated) return { state: 'outdated', schema: facts.outdated.schema, pending };
  if (facts.refusal) {
    const { code, isRebuilding } = facts.refusal;
    return { state: isRebuilding ? 'rebuilding' : 'refused', code };
  }
  if (facts.line === 'stale') return { state: 'stale', since: facts.lineSince, pending };
  if (facts.line === 'closed') {
    return {
      state: 'offline',
      since: facts.lineSince,
      pending: pending + facts.stored,
      canWrite: facts.hasBeenInside && facts.canWrite === true,
    };
  }
  if (!facts.hasBeenInside) return { state: 'connecting', stored: facts.stored };
  if (facts.canWrite === false) return { state: 'readonly', reason: 'role' };
  if (facts.line === 'connecting' || !facts.isInStep) return { state: 'syncing', pending };
  if (pending > 0) return { state: 'saving', pending, trouble: facts.trouble };
  return facts.savedAt === null ? { state: 'syncing', pending } : { state: 'saved', at: facts.savedAt };
}

/** Whether words would be lost if the page were left now. */
export function hasUnsavedWords(state: DocumentState): boolean {
  return 'pending' in state && state.pending > 0;
}
