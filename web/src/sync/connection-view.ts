import type { Lease } from './messages';
import type { Rescue } from './offline-store';
import { type DocumentState, type Facts, stateOf } from './state';

/** What the page sees of a connection, replaced as a whole at every change. */
export interface ConnectionView {
  readonly state: DocumentState;
  readonly lease: Lease | null;
  /** The text is here and the client id is ours: editors may be bound. Never becomes false again. */
  readonly isReady: boolean;
  /** Editors stand. */
  readonly canEdit: boolean;
  /** Editors stand, and take nothing: this copy of the document is about to be replaced. */
  readonly isFrozen: boolean;
  /** The document has little room left: said before nothing more enters. */
  readonly isNearlyFull: boolean;
  /** Whether unsent words are also kept on this device. */
  readonly isKept: boolean;
  readonly rescues: readonly Rescue[];
  /** Keys of those that came up while this page was open. */
  readonly newRescues: readonly string[];
  /** Words of the document were erased while this page was open: its text was fetched anew. */
  readonly isErased: boolean;
}

export interface ViewFacts {
  readonly facts: Facts;
  readonly lease: Lease | null;
  /** Frozen for so long that an editor which takes nothing would be a riddle. */
  readonly isFrozenLong: boolean;
  readonly isNearlyFull: boolean;
  readonly isKept: boolean;
  readonly rescues: readonly Rescue[];
  readonly newRescues: readonly string[];
  readonly isErased: boolean;
}

export function viewOf({ facts, isFrozenLong, ...rest }: ViewFacts): ConnectionView {
  const state = stateOf(facts);
  const isClosed = state.state === 'refused' || state.state === 'outdated';
  const isFrozen = isClosed || state.state === 'rebuilding';
  return {
    ...rest,
    state,
    isReady: facts.hasBeenInside,
    canEdit: facts.hasBeenInside && facts.canWrite === true && !isClosed && !(isFrozen && isFrozenLong),
    isFrozen,
  };
}
