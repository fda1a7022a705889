import type { Refusal, RefusalCode } from './messages';
import type { Refused } from './state';

/**
 * After a refusal, answers to what was sent before it are on their way: what they call safe is no loss. They come in
 * a breath, unless the line is bad; nobody stands frozen for them longer than this.
 */
const ANSWERS_WITHIN_MS = 1_000;
/**
 * What was sent after the refused words mostly hangs on them, and the server holds it without an answer. What does
 * not is answered right behind, as are the words it keeps a second time.
 */
const REST_WITHIN_MS = 150;
/** Editors that take nothing for longer than this are shown as plain text: a fresh copy is not there yet. */
const FROZEN_LONG_MS = 1_500;

interface Options {
  readonly mayRebuild: () => boolean;
  /** Whether an answer to something that was sent is still on its way. */
  readonly isWaiting: () => boolean;
  readonly later: (delay: number, act: () => void) => void;
  /** Keeps the words that were not taken; called again if more come. */
  readonly giveUp: (code: RefusalCode, serverIds: readonly string[]) => void;
  /** This copy is left to itself, and a fresh one is wanted. */
  readonly end: () => void;
  readonly changed: () => void;
}

/** How one copy of a document ends when its words are refused: frozen at once, judged to the end, then left. */
export class Parting {
  #refused: Refused | null = null;
  #serverIds: readonly string[] = [];
  #hasGivenUp = false;
  #isLong = false;
  #isRestAwaited = false;

  constructor(private readonly options: Options) {}

  get refused(): Refused | null {
    return this.#refused;
  }

  get isLong(): boolean {
    return this.#isLong;
  }

  /** Content that follows refused content would be refused too. At the door nothing was judged. */
  get holdsBack(): boolean {
    return this.#refused !== null && this.#refused.code !== 'forbidden';
  }

  /** Not let in: the words stay where they are, for the next entry. */
  shutOut(): void {
    // Where the server tells a refusal by shutting the door, the refusal itself came before.
    this.#refused ??= { code: 'forbidden', isRebuilding: false };
  }

  letIn(): boolean {
    if (this.#refused?.code !== 'forbidden') return false;
    this.#refused = null;
    return true;
  }

  refuse(code: RefusalCode, refusal: Refusal | null): void {
    if (refusal?.rescueId) this.#serverIds = [...this.#serverIds, refusal.rescueId];
    if (this.holdsBack) return;
    const { mayRebuild, later, changed } = this.options;
    // Erased words leave the screen by themselves, however often it happens: each time there is another epoch.
    this.#refused = { code, isRebuilding: code === 'epoch' || mayRebuild() };
    later(ANSWERS_WITHIN_MS, () => this.#giveUp());
    later(FROZEN_LONG_MS, () => {
      this.#isLong = true;
      changed();
    });
    this.look();
  }

  /** Something was answered, or nothing will be any more. */
  look(wasRefused = false): void {
    if (!this.holdsBack || this.#hasGivenUp) return;
    if (!this.options.isWaiting()) this.#giveUp();
    else if (wasRefused) this.#awaitTheRest();
  }

  /** Whatever was still typed into a copy that is given up belongs to the same rescue. */
  finish(): void {
    if (this.#hasGivenUp && this.#refused) this.options.giveUp(this.#refused.code, this.#serverIds);
  }

  #awaitTheRest(): void {
    if (this.#isRestAwaited) return;
    this.#isRestAwaited = true;
    this.options.later(REST_WITHIN_MS, () => this.#giveUp());
  }

  #giveUp(): void {
    if (!this.#refused || this.#hasGivenUp) return;
    this.#hasGivenUp = true;
    this.options.giveUp(this.#refused.code, this.#serverIds);
    if (this.#refused.isRebuilding) this.options.end();
  }
}
