/** A server that refuses again and again is not asked for ever: then a person decides. */
const MOST = 3;
const WITHIN_MS = 60_000;

/** Counts how often a document was fetched afresh by itself. */
export class Rebuilds {
  #times: readonly number[] = [];

  constructor(private readonly now: () => number = Date.now) {}

  /** Whether it may happen once more; if so, it counts. */
  take(): boolean {
    const now = this.now();
    this.#times = this.#times.filter((time) => now - time < WITHIN_MS);
    if (this.#times.length >= MOST) return false;
    this.#times = [...this.#times, now];
    return true;
  }
}
