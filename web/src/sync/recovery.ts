import * as Y from 'yjs';
import type { Keeper } from './keeper';
import type { OfflineStore, Rescue, StoredUpdate } from './offline-store';
import { countEdits, isWithoutGaps, partsOf, textOfParts } from './words';

/** Why words typed earlier cannot go into the document by themselves. */
export type RescueReason = 'other_person' | 'other_epoch' | 'read_only' | 'gap' | 'refused';

export interface RecoveryTarget {
  readonly document: string;
  readonly epoch: number;
  readonly person: string;
  readonly canWrite: boolean;
  readonly doc: Y.Doc;
}

export interface Recovered {
  /** Edits that were put back into the document, as a person counts them. */
  readonly edits: number;
  readonly rescues: readonly Rescue[];
}

/** Marks a transaction that puts words typed earlier back: it is sent like any other, and is no step of undo. */
export const RECOVERY_ORIGIN = Symbol('recovered words');

/**
 * Brings back what tabs that are gone have left. Runs after the server's content has arrived, so that the words
 * meet everything they build on; the connection sends and stores them again like fresh ones.
 */
export async function recover(
  store: OfflineStore,
  keeper: Keeper,
  target: RecoveryTarget,
  now: () => number,
): Promise<Recovered> {
  const left = (await store.ofDocument(target.document)).filter((update) => update.keeper !== keeper.id);
  const rescues: Rescue[] = [];
  let edits = 0;
  for (const [owner, updates] of groupByKeeper(left)) {
    await keeper.takeOver(owner, async () => {
      const reason = reasonNotToApply(updates, target);
      if (reason === null) {
        if (apply(updates, target.doc)) edits += countEdits(updates.map((update) => update.at));
      } else {
        const rescue = rescueOf(target, updates, reason, now());
        if (rescue) rescues.push(rescue);
        // Shown, and left where they are: their author, or the right to write, may come back.
        if (reason === 'other_person' || reason === 'read_only') return;
        if (rescue) await store.putRescue(rescue);
      }
      // The document's own listener has stored what was applied under this keeper by now; only then may it go.
      await store.remove(updates.map((update) => update.key));
    });
  }
  return { edits, rescues };
}

function reasonNotToApply(updates: readonly StoredUpdate[], target: RecoveryTarget): RescueReason | null {
  // First: nothing of the time before words were erased may wait here for somebody to come back.
  if (updates.some((update) => update.epoch !== target.epoch)) return 'other_epoch';
  if (updates.some((update) => update.person !== target.person)) return 'other_person';
  if (!target.canWrite) return 'read_only';
  const known = Y.decodeStateVector(Y.encodeStateVector(target.doc));
  return isWithoutGaps(
    updates.map((update) => update.bytes),
    known,
  )
    ? null
    : 'gap';
}

/** Returns whether the document learned anything: what the server already had is no recovery. */
function apply(updates: readonly StoredUpdate[], doc: Y.Doc): boolean {
  let hasLearned = false;
  const onUpdate = () => {
    hasLearned = true;
  };
  doc.on('update', onUpdate);
  Y.applyUpdate(doc, Y.mergeUpdates(updates.map((update) => update.bytes)), RECOVERY_ORIGIN);
  doc.off('update', onUpdate);
  return hasLearned;
}

/** Null when there are no words in it, only deletions or formatting. */
function rescueOf(
  { document, doc }: RecoveryTarget,
  updates: readonly StoredUpdate[],
  reason: RescueReason,
  at: number,
): Rescue | null {
  const parts = partsOf(
    updates.map((update) => update.bytes),
    doc,
  );
  if (parts.length === 0) return null;
  const key = `${document}/${at}/${Math.random()}`;
  return { key, document, at, reason, text: textOfParts(parts), parts, code: null, serverIds: [] };
}

function groupByKeeper(updates: readonly StoredUpdate[]): Map<string, StoredUpdate[]> {
  const groups = new Map<string, StoredUpdate[]>();
  for (const update of updates) groups.set(update.keeper, [...(groups.get(update.keeper) ?? []), update]);
  return groups;
}
