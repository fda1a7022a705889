import * as Y from 'yjs';
import { Acknowledgements, type LocalUpdate } from './acknowledgements';
import type { Keeper } from './keeper';
import type { Lease, RefusalCode } from './messages';
import type { OfflineStore, Rescue } from './offline-store';
import { countEdits, partsOf, textOfParts } from './words';

interface Options {
  readonly document: string;
  readonly store: OfflineStore;
  readonly keeper: Keeper;
  readonly now: () => number;
}

/** What is left of a rescue when some of its words turn out to be safe. */
export interface Reckoning {
  readonly key: string;
  readonly left: Rescue | null;
}

/** The words of one open document that are not on the server's disk yet, and their copy on this device. */
export class Unsent {
  readonly acknowledgements = new Acknowledgements();
  /** Taken out for good: the server did not want them. */
  #given: readonly LocalUpdate[] = [];
  #rescue: Rescue | null = null;

  constructor(private readonly options: Options) {}

  get count(): number {
    return this.acknowledgements.pending;
  }

  add(bytes: Uint8Array, lease: Lease | null): void {
    const { document, store, keeper, now } = this.options;
    const update = this.acknowledgements.add(bytes, now());
    if (!lease) return;
    const { epoch, person } = lease;
    void store.put([{ key: this.#key(update), document, epoch, person, keeper: keeper.id, at: update.at, bytes }]);
  }

  /** The server answered the frame that waited longest; says whether anything is safe now that was not before. */
  answered(isApplied: boolean): boolean {
    const safe = this.acknowledgements.answered(isApplied);
    this.#forget(safe);
    return safe.length > 0;
  }

  /**
   * Takes everything out that was not taken in, and keeps its words. Called again when more was typed meanwhile: it
   * is the same rescue, grown. Null when there was nothing.
   */
  giveUp(code: RefusalCode, serverIds: readonly string[], doc: Y.Doc): Rescue | null {
    const { document, store, now } = this.options;
    const given = this.acknowledgements.giveUp();
    this.#given = [...this.#given, ...given];
    if (this.#given.length === 0) return null;
    const key = this.#rescue?.key ?? `${document}/${now()}/${Math.random()}`;
    const at = this.#given.at(-1)?.at ?? now();
    this.#rescue = this.#withWords({ key, document, at, reason: 'refused', text: '', parts: [], code, serverIds }, doc);
    // Kept before its pieces are forgotten: a tab that dies in between leaves both, not neither.
    void store.putRescue(this.#rescue);
    this.#forget(given);
    return this.#rescue;
  }

  /** Takes out of the words given up those which a fresh copy has; null when it has none of them. */
  reckon(fresh: Y.Doc): Reckoning | null {
    const out = this.#given.filter((update) => !isIn(update.bytes, fresh));
    if (!this.#rescue || out.length === this.#given.length) return null;
    this.#given = out;
    const { key } = this.#rescue;
    return { key, left: out.length === 0 ? null : this.#withWords(this.#rescue, fresh) };
  }

  #withWords(rescue: Rescue, doc: Y.Doc): Rescue {
    const parts = partsOf(
      this.#given.map((update) => update.bytes),
      doc,
    );
    return { ...rescue, parts, text: textOfParts(parts) };
  }

  /** Edits that wait on this device from an earlier time, as a person counts them. */
  async countStored(): Promise<number> {
    const stored = await this.options.store.ofDocument(this.options.document);
    return countEdits(stored.map((update) => update.at));
  }

  #key(update: LocalUpdate): string {
    const { document, keeper } = this.options;
    return `${keeper.id}/${document}/${String(update.id).padStart(9, '0')}`;
  }

  #forget(updates: readonly LocalUpdate[]): void {
    if (updates.length > 0) void this.options.store.remove(updates.map((update) => this.#key(update)));
  }
}

/** Whether a copy knows everything an update adds. Of one that only deletes it cannot be said. */
function isIn(update: Uint8Array, { store }: Y.Doc): boolean {
  const { to } = Y.parseUpdateMeta(update);
  return to.size > 0 && [...to].every(([client, clock]) => clock <= Y.getState(store, client));
}
