/** A card that is not in the register yet: as it is filled in by hand, or proposed by a line that was read. */

import type * as Y from 'yjs';
import { type Actor, createActor, createCommitment, type Deed, REGISTER_ORIGIN, type When } from '../../../register';
import type { QuickEntry, ResourceGuess } from './quick-entry';

export interface Draft {
  readonly actor: string | null;
  /** A body that is made together with the card. */
  readonly newActor: string | null;
  readonly department: string | null;
  readonly what: string;
  readonly from: When | null;
  readonly to: When | null;
  readonly resources: readonly ResourceGuess[];
  readonly allies: readonly string[];
  readonly verification: string;
  readonly action: string | null;
}

export const EMPTY_DRAFT: Draft = {
  actor: null,
  newActor: null,
  department: null,
  what: '',
  from: null,
  to: null,
  resources: [],
  allies: [],
  verification: '',
  action: null,
};

export function draftOf({ actor, what, from, to, resources, allies }: QuickEntry, own: string | null): Draft {
  return {
    ...EMPTY_DRAFT,
    what,
    from,
    to,
    resources,
    allies,
    actor: actor.who === 'known' ? actor.id : actor.who === 'none' ? own : null,
    department: actor.who === 'known' ? actor.department : null,
    newActor: actor.who === 'new' ? actor.name : null,
  };
}

export interface DraftProblems {
  readonly isWhoMissing: boolean;
  readonly isWhatMissing: boolean;
}

/** Everything but «chi» and «che cosa» may wait. */
export function problemsOf({ actor, newActor, what }: Draft): DraftProblems {
  return { isWhoMissing: actor === null && (newActor ?? '').trim() === '', isWhatMissing: what.trim() === '' };
}

/** One gesture, one transaction: the body that is new, and its card. */
export function enterDraft(doc: Y.Doc, draft: Draft, actors: readonly Actor[], deed: Deed): string {
  const { newActor, ...card } = draft;
  let id = '';
  doc.transact(() => {
    const known = actors.some((actor) => actor.id === card.actor);
    const actor = known || newActor === null ? card.actor : createActor(doc, { name: newActor.trim() });
    id = createCommitment(doc, { ...card, what: card.what.trim(), actor }, deed);
  }, REGISTER_ORIGIN);
  return id;
}
