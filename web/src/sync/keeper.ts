import type { OfflineStore } from './offline-store';

const SIGN_OF_LIFE_MS = 5_000;
/** Three signs missed. Only for browsers without Web Locks, or pages served without a certificate. */
const DEAD_AFTER_MS = 15_000;

/**
 * Answers for the unsent words of one open document in one tab. Another keeper may take them over only when this
 * one is gone, so that two tabs of one person never delete or double each other's words.
 */
export class Keeper {
  readonly id: string;
  #release: () => void = () => undefined;

  constructor(
    private readonly store: OfflineStore,
    private readonly locks: LockManager | undefined = globalThis.navigator?.locks,
    private readonly now: () => number = Date.now,
  ) {
    this.id = newId();
    if (locks) this.#holdLock(locks);
    else this.#beat();
  }

  /** Runs `take` only if that keeper is gone, and keeps others from doing the same meanwhile. */
  async takeOver(keeper: string, take: () => Promise<void>): Promise<boolean> {
    if (keeper === this.id) return false;
    if (!this.locks) {
      const seen = await this.store.lastSeen(keeper);
      if (seen !== null && this.now() - seen < DEAD_AFTER_MS) return false;
      await take();
      return true;
    }
    return this.locks.request(lockName(keeper), { ifAvailable: true }, async (lock) => {
      if (!lock) return false;
      await take();
      return true;
    });
  }

  close(): void {
    this.#release();
  }

  #holdLock(locks: LockManager): void {
    const released = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    // Held until the document or the tab is closed, or the tab crashes: the browser lets go of it then.
    void locks.request(lockName(this.id), () => released);
  }

  #beat(): void {
    const beat = () => void this.store.signOfLife(this.id, this.now());
    beat();
    const timer = setInterval(beat, SIGN_OF_LIFE_MS);
    const end = () => void this.store.endOfLife(this.id);
    globalThis.addEventListener?.('pagehide', end);
    globalThis.addEventListener?.('pageshow', beat);
    this.#release = () => {
      clearInterval(timer);
      globalThis.removeEventListener?.('pagehide', end);
      globalThis.removeEventListener?.('pageshow', beat);
      end();
    };
  }
}

function lockName(keeper: string): string {
  return `pattovivo-keeper-${keeper}`;
}

/** `crypto.randomUUID` is missing on pages served without a certificate, as in a meeting room. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
