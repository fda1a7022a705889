import { HocuspocusProvider } from '@hocuspocus/provider';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type ConnectionView, viewOf } from './connection-view';
import type { Frame } from './frames';
import type { Keeper } from './keeper';
import type { Attachment, Line } from './line';
import {
  helloText,
  isPassing,
  type Lease,
  lockSeenText,
  type Refusal,
  type RefusalCode,
  readServerMessage,
} from './messages';
import type { OfflineStore } from './offline-store';
import { Parting } from './parting';
import { recover } from './recovery';
import { RescueList } from './rescue-list';
import { Signal } from './signal';
import type { Facts } from './state';
import { type Reckoning, Unsent } from './unsent';

/** A server that does not answer `hello` is asked again: without a lease nobody can write. */
const LEASE_WITHIN_MS = 5_000;
/** After the server closed one document and left the socket open. */
const REJOIN_AFTER_MS = 2_000;
/** Waits after passing refusals: 1, 2, 4… seconds, so that a server in trouble is not pressed. */
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export interface DocumentConnectionOptions {
  readonly document: string;
  readonly schema: number;
  readonly line: Line;
  readonly store: OfflineStore;
  readonly keeper: Keeper;
  /** Asked after a refusal: whether somebody will put a fresh connection in the place of this one. */
  readonly mayRebuild?: () => boolean;
  readonly after?: Predecessor | null;
  readonly now?: () => number;
}

/** The connection whose place another one takes, after its words were refused. */
export interface Predecessor {
  readonly view: Pick<ConnectionView, 'rescues' | 'newRescues' | 'isErased' | 'state'>;
  reckon(fresh: Y.Doc): Reckoning | null;
}

/**
 * One shared document on the page's line: handshake, lease, own list of unacknowledged words, their copy on the
 * device. Editors bind to `doc` once `isReady`; every status text follows from `view.state`.
 */
export class DocumentConnection {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly changed = new Signal();
  /** Edits typed in an earlier life of the page came back. */
  readonly recovered = new Signal<number>();
  /** The refused words are kept, the line is left: a fresh connection is wanted. */
  readonly gaveUp = new Signal();
  /** Two people set one field of the register at once, or one of their values was confirmed. */
  readonly conflicts = new Signal();
  /** A version of the document was made: its number. */
  readonly versions = new Signal<number>();

  readonly #options: Required<DocumentConnectionOptions>;
  readonly #unsent: Unsent;
  readonly #rescues: RescueList;
  readonly #parting: Parting;
  readonly #provider: HocuspocusProvider;
  readonly #disposals: (() => void)[] = [];
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #view: ConnectionView;

  #lease: Lease | null = null;
  #isNearlyFull = false;
  #isReadonlyScope = false;
  #isLeasedOnLine = false;
  #isContentHere = false;
  #hasBeenInside = false;
  #savedAt: number | null = null;
  #stored = 0;
  #trouble: RefusalCode | null = null;
  #retries = 0;
  #hasLeft = false;
  #outdated: Facts['outdated'] = null;
  #presence: Record<string, unknown> = {};
  #isRecovering = false;

  constructor(options: DocumentConnectionOptions) {
    this.#options = { now: Date.now, mayRebuild: () => false, after: null, ...options };
    const { document, line, store, after } = this.#options;
    this.#unsent = new Unsent(this.#options);
    this.#rescues = new RescueList(store, after?.view ?? null);
    this.#parting = this.#prepareParting();
    // No presence before the server has said who we are: it would travel under a client id that is not ours.
    this.awareness.setLocalState(null);
    // Before the provider's own listener: a change must be on the list when its frame passes the tap.
    this.doc.on('update', this.#onUpdate);
    this.#provider = new HocuspocusProvider({
      name: document,
      document: this.doc,
      awareness: this.awareness,
      token: '',
      // An address of its own: late answers to the one whose place this takes must not be taken for answers to this.
      sessionAwareness: after !== null,
      websocketProvider: line.socket,
      onAuthenticated: ({ scope }) => this.#authenticated(scope),
      onAuthenticationFailed: () => this.#shutOut(),
      onStateless: ({ payload }) => this.#stateless(payload),
    });
    const attachment: Attachment = {
      sending: (frame) => this.#sending(frame),
      received: (frame) => this.#received(frame),
      lineLost: () => this.#lineLost(),
      waitingSince: () => this.#unsent.acknowledgements.waitingSince,
    };
    this.#disposals.push(
      line.attach(this.#provider.effectiveName, attachment),
      line.changed.on(() => this.#update()),
    );
    this.#view = this.#look();
    this.#provider.attach();
    void this.#countStored();
    void this.#rescues.load(document).then(() => this.#update());
  }

  get view(): ConnectionView {
    return this.#view;
  }

  get hasUnsavedWords(): boolean {
    return this.#unsent.count > 0;
  }

  /** Where this person is: shown to the others, never stored. */
  setPresence(field: 'section', value: string | null): void {
    if (this.#presence[field] === value) return;
    this.#presence[field] = value;
    if (this.awareness.getLocalState()) this.awareness.setLocalStateField(field, value);
  }

  /** The person asked to try again after a refusal at the door. */
  retry(): void {
    if (!this.#parting.letIn()) return;
    if (this.#options.line.status === 'open') this.#rejoin();
    else this.#options.line.connect();
    this.#update();
  }

  async discardRescue(key: string): Promise<void> {
    const isGone = this.#rescues.discard(key);
    this.#update();
    await isGone;
  }

  /** Off the line, while the text can still be read here. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    for (const dispose of this.#disposals) dispose();
    this.#provider.destroy();
  }

  /** What of the words given up is in a fresh copy after all: their answer was lost, they were not. */
  reckon(fresh: Y.Doc): Reckoning | null {
    const code = this.#parting.refused?.code;
    // Under a client id that is somebody else's, the copy knows other words.
    if (code === undefined || code === 'foreign_client' || code === 'reused_clock') return null;
    return this.#unsent.reckon(fresh);
  }

  destroy(): void {
    if (this.hasUnsavedWords) this.#parting.finish();
    this.leave();
    for (const timer of this.#timers) clearTimeout(timer);
    this.doc.off('update', this.#onUpdate);
    this.changed.clear();
    this.recovered.clear();
    this.gaveUp.clear();
    this.conflicts.clear();
    this.versions.clear();
    this.doc.destroy();
    this.#options.keeper.close();
  }

  // --- Local changes ---

  readonly #onUpdate = (bytes: Uint8Array, origin: unknown) => {
    // Yjs takes another client id by itself when it sees its own in words from outside, as in words brought back.
    if (this.#isLeasedOnLine && this.doc.clientID !== this.#lease?.clientId) this.#leaseAgain();
    if (origin === this.#provider) return;
    this.#unsent.add(bytes, this.#lease);
    this.#update();
  };

  // --- Frames, as they pass ---

  #sending(frame: Frame): boolean {
    const now = this.#options.now();
    const { acknowledgements } = this.#unsent;
    if (this.#parting.holdsBack && (frame.kind === 'step2' || frame.kind === 'update')) return false;
    if (frame.kind === 'step1') acknowledgements.step1Sent();
    if (frame.kind === 'step2') acknowledgements.step2Sent(now);
    if (frame.kind === 'awareness') return this.#isLeasedOnLine;
    if (frame.kind === 'update') return acknowledgements.updateSent(now);
    return true;
  }

  #received(frame: Frame): void {
    if (frame.kind === 'status') this.#answered(frame.applied);
    if (frame.kind === 'closed') this.#closedByServer();
    // The provider applies the content after this returns.
    if (frame.kind === 'step2') queueMicrotask(() => this.#contentArrived());
  }

  #answered(isApplied: boolean): void {
    const hasSaved = this.#unsent.answered(isApplied);
    if (isApplied) {
      this.#retries = 0;
      this.#trouble = null;
      const isNew = hasSaved || this.#savedAt === null;
      if (isNew && this.#unsent.count === 0) this.#savedAt = this.#options.now();
    }
    this.#parting.look(!isApplied);
    this.#update();
  }

  #lineLost(): void {
    this.#unsent.acknowledgements.lineLost();
    this.#isLeasedOnLine = false;
    this.#isContentHere = false;
    // The next line may lease another client id; presence under the old one would be a ghost.
    this.awareness.setLocalState(null);
    this.#parting.look();
    this.#update();
  }

  #closedByServer(): void {
    this.#lineLost();
    this.#after(REJOIN_AFTER_MS, () => this.#rejoin());
  }

  #rejoin(): void {
    void this.#provider.sendToken().then(() => this.#provider.startSync());
  }

  // --- Handshake ---

  #authenticated(scope: string): void {
    this.#isReadonlyScope = scope === 'readonly';
    this.#hello();
    this.#update();
  }

  #hello(): void {
    const { schema } = this.#options;
    const clientId = this.#lease?.clientId ?? null;
    this.#provider.sendStateless(helloText({ schema, epoch: this.#lease?.epoch ?? null, clientId }));
    this.#after(LEASE_WITHIN_MS, () => {
      if (!this.#isLeasedOnLine && !this.#outdated && this.#options.line.status === 'open') this.#hello();
    });
  }

  #leaseAgain(): void {
    this.#isLeasedOnLine = false;
    this.awareness.setLocalState(null);
    this.#lease = this.#lease && { ...this.#lease, clientId: this.doc.clientID };
    this.#hello();
  }

  #stateless(payload: string): void {
    const message = readServerMessage(payload);
    if (message.t === 'leased') this.#leased(message.lease);
    if (message.t === 'refused') this.#refused(message.refusal);
    if (message.t === 'nearlyFull') this.#isNearlyFull = true;
    if (message.t === 'conflict') this.conflicts.emit();
    if (message.t === 'version') this.versions.emit(message.number);
    // At once: editors ask the shared document before each letter, and it knows by now.
    if (message.t === 'lock') this.#provider.sendStateless(lockSeenText(message.seq));
    this.#update();
  }

  #leased(lease: Lease): void {
    if (lease.schema !== this.#options.schema) {
      this.#outdated = { schema: lease.schema };
      return;
    }
    const known = this.#lease;
    if (known && known.epoch !== lease.epoch) {
      this.#parting.refuse('epoch', null);
      return;
    }
    this.#lease = { ...lease, canWrite: lease.canWrite && !this.#isReadonlyScope };
    this.doc.clientID = lease.clientId;
    this.awareness.clientID = lease.clientId;
    this.#isLeasedOnLine = true;
    this.awareness.setLocalState({ cursor: null, section: null, ...this.#presence });
    this.#enter();
  }

  #contentArrived(): void {
    this.#isContentHere = true;
    this.#enter();
    this.#update();
  }

  #enter(): void {
    if (!this.#isLeasedOnLine || !this.#isContentHere) return;
    if (!this.#hasBeenInside) this.#rescues.reckon(this.#options.after?.reckon(this.doc) ?? null);
    this.#hasBeenInside = true;
    void this.#recover();
  }

  async #recover(): Promise<void> {
    const lease = this.#lease;
    if (!lease || this.#isRecovering) return;
    this.#isRecovering = true;
    const { document, store, keeper, now } = this.#options;
    const target = { document, doc: this.doc, epoch: lease.epoch, person: lease.person, canWrite: lease.canWrite };
    const { edits, rescues } = await recover(store, keeper, target, now);
    this.#isRecovering = false;
    this.#stored = 0;
    this.#rescues.add(rescues);
    this.#update();
    if (edits > 0) this.recovered.emit(edits);
  }

  // --- Refusals ---

  #refused(refusal: Refusal): void {
    if (refusal.code === 'schema') {
      this.#outdated = { schema: refusal.schema };
      return;
    }
    // A reader's empty handshake is refused too; there is nothing to give back and nothing to say.
    if (refusal.code === 'read_only' && this.#unsent.count === 0) return;
    if (isPassing(refusal.code) && !this.#parting.holdsBack) {
      this.#trouble = refusal.code;
      const wait = refusal.retryMs ?? Math.min(RETRY_MS * 2 ** this.#retries, MAX_RETRY_MS);
      this.#retries += 1;
      this.#after(wait, () => {
        if (this.#options.line.status === 'open') this.#provider.startSync();
      });
      return;
    }
    console.warn(`refused: ${refusal.code}`, refusal.detail);
    this.#parting.refuse(refusal.code, refusal);
  }

  #shutOut(): void {
    this.#parting.shutOut();
    this.#update();
  }

  #prepareParting(): Parting {
    return new Parting({
      mayRebuild: this.#options.mayRebuild,
      isWaiting: () => this.#unsent.acknowledgements.waitingSince !== null,
      later: (delay, act) => this.#after(delay, act),
      giveUp: (code, serverIds) => {
        const rescue = this.#unsent.giveUp(code, serverIds, this.doc);
        if (rescue) this.#rescues.add([rescue]);
        this.#update();
      },
      end: () => {
        this.leave();
        this.gaveUp.emit();
      },
      changed: () => this.#update(),
    });
  }

  // --- The view ---

  async #countStored(): Promise<void> {
    const stored = await this.#unsent.countStored();
    if (this.#hasBeenInside) return;
    this.#stored = stored;
    this.#update();
  }

  #look(): ConnectionView {
    const { line, store, after } = this.#options;
    const canWrite = this.#lease ? this.#lease.canWrite : this.#isReadonlyScope ? false : null;
    const facts: Facts = {
      line: line.status,
      lineSince: line.since,
      isInStep: this.#isContentHere && this.#isLeasedOnLine && this.#unsent.acknowledgements.isJoined,
      hasBeenInside: this.#hasBeenInside,
      canWrite,
      pending: this.#unsent.count,
      stored: this.#stored,
      savedAt: this.#savedAt,
      trouble: this.#trouble,
      refusal: line.isRefused ? { code: 'forbidden', isRebuilding: false } : this.#parting.refused,
      outdated: this.#outdated,
    };
    return viewOf({
      facts,
      lease: this.#lease,
      isFrozenLong: this.#parting.isLong,
      isNearlyFull: this.#isNearlyFull,
      isKept: store.isAvailable,
      rescues: this.#rescues.all,
      newRescues: this.#rescues.newKeys,
      isErased: wasErased(after),
    });
  }

  #update(): void {
    const before = this.#view;
    const next = this.#look();
    if (JSON.stringify(before) === JSON.stringify(next)) return;
    this.#view = next;
    this.changed.emit();
  }

  #after(delay: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delay);
    this.#timers.add(timer);
  }
}

/** A new epoch comes with erased words: whoever knew them must fetch the text again. */
function wasErased(after: Predecessor | null): boolean {
  if (after === null) return false;
  const { state, isErased } = after.view;
  return isErased || ('code' in state && state.code === 'epoch');
}
