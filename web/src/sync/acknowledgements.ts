/** One local change, as Yjs encoded it, that the server has not yet said to have on disk. */
export interface LocalUpdate {
  readonly id: number;
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970, on this device's clock. */
  readonly at: number;
}

interface SentFrame {
  /** Ids the frame carries, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly sentAt: number;
}

const NOTHING: readonly LocalUpdate[] = [];

/**
 * The ordered list of unacknowledged local changes of one document. Pure: told what goes over the wire, it says
 * what is safe. The provider's own counter is not used, because a forced sync resets it while answers are on
 * their way.
 *
 * Every Update frame gets one SyncStatus, in order; the Step2 of a handshake gets one, and carries everything the
 * document held when it was sent.
 */
export class Acknowledgements {
  #updates: LocalUpdate[] = [];
  #sent: SentFrame[] = [];
  #lastId = 0;
  /** Step1 frames we sent whose answer has not yet made us send a Step2. */
  #openHandshakes = 0;
  #isJoined = false;

  get pending(): number {
    return this.#updates.length;
  }

  get updates(): readonly LocalUpdate[] {
    return this.#updates;
  }

  /** Whether the handshake on this line is complete: our side of the document has been sent. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** When the frame that has waited longest for its answer was sent. */
  get waitingSince(): number | null {
    return this.#sent[0]?.sentAt ?? null;
  }

  add(bytes: Uint8Array, at: number): LocalUpdate {
    this.#lastId += 1;
    const update = { id: this.#lastId, bytes, at };
    this.#updates.push(update);
    return update;
  }

  step1Sent(): void {
    this.#openHandshakes += 1;
  }

  step2Sent(now: number): void {
    this.#isJoined = true;
    // A Step2 that answers a question the server asked on its own account is not acknowledged: counting it would
    // shift every later answer by one and show «saved» too early.
    if (this.#openHandshakes === 0) return;
    this.#openHandshakes -= 1;
    this.#sent.push({ from: 0, to: this.#lastId, sentAt: now });
  }

  /** Says whether the frame must travel: before the handshake's Step2, which will carry it anyway, it must not. */
  updateSent(now: number): boolean {
    if (!this.#isJoined) return false;
    this.#sent.push({ from: this.#lastId, to: this.#lastId, sentAt: now });
    return true;
  }

  /** The server answered the frame that waited longest; returns the changes that answer settles. */
  answered(isApplied: boolean): readonly LocalUpdate[] {
    const frame = this.#sent.shift();
    if (!frame || !isApplied) return NOTHING;
    const isSafe = (update: LocalUpdate) => update.id >= frame.from && update.id <= frame.to;
    const safe = this.#updates.filter(isSafe);
    if (safe.length > 0) this.#updates = this.#updates.filter((update) => !isSafe(update));
    return safe;
  }

  /** The line is gone, and with it every answer that was on its way. The changes stay. */
  lineLost(): void {
    this.#sent = [];
    this.#openHandshakes = 0;
    this.#isJoined = false;
  }

  /** Takes the changes out: they were given back to their author and will not be sent again. */
  giveUp(): readonly LocalUpdate[] {
    const given = this.#updates;
    this.#updates = [];
    return given;
  }
}
