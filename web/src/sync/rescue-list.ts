import type { OfflineStore, Rescue } from './offline-store';
import type { Reckoning } from './unsent';

/** Words that came back to this page, of now and of earlier times. */
export class RescueList {
  #all: readonly Rescue[];
  #new: readonly string[];
  /** What went while the list of the device was still being read must not come back with it. */
  readonly #gone = new Set<string>();

  constructor(
    private readonly store: OfflineStore,
    /** What a connection before this one has left on the page. */
    left: { readonly rescues: readonly Rescue[]; readonly newRescues: readonly string[] } | null,
  ) {
    this.#all = left?.rescues ?? [];
    this.#new = left?.newRescues ?? [];
  }

  get all(): readonly Rescue[] {
    return this.#all;
  }

  /** Keys of those that came up while this page was open. */
  get newKeys(): readonly string[] {
    return this.#new;
  }

  async load(document: string): Promise<void> {
    const stored = await this.store.rescuesOf(document);
    const known = new Set(this.#all.map((rescue) => rescue.key));
    this.#all = [...this.#all, ...stored.filter(({ key }) => !known.has(key) && !this.#gone.has(key))];
  }

  /** Under a key that is there already it is the same one, grown. */
  add(rescues: readonly Rescue[]): void {
    const keys = new Set(rescues.map((rescue) => rescue.key));
    this.#all = [...this.#all.filter((rescue) => !keys.has(rescue.key)), ...rescues];
    this.#new = [...new Set([...this.#new, ...keys])];
  }

  /** Some of the words have turned out to be safe, or all. */
  reckon(reckoning: Reckoning | null): void {
    if (!reckoning) return;
    const { key, left } = reckoning;
    this.#all = this.#all.flatMap((rescue) => (rescue.key === key ? (left ?? []) : rescue));
    if (left) void this.store.putRescue(left);
    else void this.discard(key);
  }

  discard(key: string): Promise<void> {
    this.#gone.add(key);
    this.#all = this.#all.filter((rescue) => rescue.key !== key);
    return this.store.removeRescue(key);
  }
}
