import { HocuspocusProvider } from '@hocuspocus/provider';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Acknowledgements, type LocalUpdate } from './acknowledgements';
import type { Frame } from './frames';
import type { Keeper } from './keeper';
import type { Attachment, Line } from './line';
import { helloText, isPassing, type Lease, type Refusal, type RefusalCode, readServerMessage } from './messages';
import type { OfflineStore, Rescue } from './offline-store';
import { recover, toRescue } from './recovery';
import { Signal } from './signal';
import { type DocumentState, type Facts, stateOf } from './state';
import { countEdits } from './words';

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
  readonly now?: () => number;
}

/** What the page sees, replaced as a whole at every change. */
export interface ConnectionView {
  readonly state: DocumentState;
  readonly lease: Lease | null;
  /** The text is here and the client id is ours: editors may be bound. Never becomes false again. */
  readonly isReady: boolean;
  readonly canEdit: boolean;
  /** Whether unsent words are also kept on this device. */
  readonly isKept: boolean;
  readonly rescues: readonly Rescue[];
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

  readonly #options: Required<DocumentConnectionOptions>;
  readonly #acknowledgements = new Acknowledgements();
  readonly #provider: HocuspocusProvider;
  readonly #disposals: (() => void)[] = [];
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #view: ConnectionView;

  #lease: Lease | null = null;
  #isReadonlyScope = false;
  #isLeasedOnLine = false;
  #isContentHere = false;
  #hasBeenInside = false;
  #savedAt: number | null = null;
  #stored = 0;
  #trouble: RefusalCode | null = null;
  #retries = 0;
  #refusal: Facts['refusal'] = null;
  #outdated: Facts['outdated'] = null;
  #rescues: readonly Rescue[] = [];
  #presence: Record<string, unknown> = {};
  #isRecovering = false;

  constructor(options: DocumentConnectionOptions) {
    this.#options = { now: Date.now, ...options };
    const { document, line, store } = this.#options;
    // No presence before the server has said who we are: it would travel under a client id that is not ours.
    this.awareness.setLocalState(null);
    // Before the provider's own listener: a change must be on the list when its frame passes the tap.
    this.doc.on('update', this.#onUpdate);
    this.#provider = new HocuspocusProvider({
      name: document,
      document: this.doc,
      awareness: this.awareness,
      token: '',
      websocketProvider: line.socket,
      onAuthenticated: ({ scope }) => this.#authenticated(scope),
      onAuthenticationFailed: ({ reason }) => this.#refuse('forbidden', reason),
      onStateless: ({ payload }) => this.#stateless(payload),
    });
    const attachment: Attachment = {
      sending: (frame) => this.#sending(frame),
      received: (frame) => this.#received(frame),
      lineLost: () => this.#lineLost(),
      waitingSince: () => this.#acknowledgements.waitingSince,
    };
    this.#disposals.push(
      line.attach(document, attachment),
      line.changed.on(() => this.#update()),
    );
    this.#view = this.#look();
    this.#provider.attach();
    void this.#countStored();
    void store.rescuesOf(document).then((rescues) => this.#addRescues(rescues));
  }

  get view(): ConnectionView {
    return this.#view;
  }

  get hasUnsavedWords(): boolean {
    return this.#acknowledgements.pending > 0;
  }

  /** Where this person is: shown to the others, never stored. */
  setPresence(field: 'section', value: string | null): void {
    if (this.#presence[field] === value) return;
    this.#presence[field] = value;
    if (this.awareness.getLocalState()) this.awareness.setLocalStateField(field, value);
  }

  /** The person asked to try again after a refusal at the door. */
  retry(): void {
    if (this.#refusal?.code !== 'forbidden') return;
    this.#refusal = null;
    if (this.#options.line.status === 'open') this.#rejoin();
    else this.#options.line.connect();
    this.#update();
  }

  async discardRescue(key: string): Promise<void> {
    this.#rescues = this.#rescues.filter((rescue) => rescue.key !== key);
    this.#update();
    await this.#options.store.removeRescue(key);
  }

  destroy(): void {
    for (const dispose of this.#disposals) dispose();
    for (const timer of this.#timers) clearTimeout(timer);
    this.doc.off('update', this.#onUpdate);
    this.changed.clear();
    this.recovered.clear();
    this.#provider.destroy();
    this.doc.destroy();
    this.#options.keeper.close();
  }

  // --- Local changes ---

  readonly #onUpdate = (bytes: Uint8Array, origin: unknown) => {
    // Yjs takes another client id by itself when it sees its own in words from outside, as in words brought back.
    if (this.#isLeasedOnLine && this.doc.clientID !== this.#lease?.clientId) this.#leaseAgain();
    if (origin === this.#provider) return;
    const { now, store } = this.#options;
    const update = this.#acknowledgements.add(bytes, now());
    const lease = this.#lease;
    if (lease) {
      const { document, keeper } = this.#options;
      const { epoch, person } = lease;
      void store.put([{ key: this.#key(update), document, epoch, person, keeper: keeper.id, at: update.at, bytes }]);
    }
    this.#update();
  };

  #key(update: LocalUpdate): string {
    const { document, keeper } = this.#options;
    return `${keeper.id}/${document}/${String(update.id).padStart(9, '0')}`;
  }

  #forget(updates: readonly LocalUpdate[]): void {
    if (updates.length > 0) void this.#options.store.remove(updates.map((update) => this.#key(update)));
  }

  // --- Frames, as they pass ---

  #sending(frame: Frame): boolean {
    const now = this.#options.now();
    if (frame.kind === 'step1') this.#acknowledgements.step1Sent();
    if (frame.kind === 'step2') this.#acknowledgements.step2Sent(now);
    if (frame.kind === 'awareness') return this.#isLeasedOnLine;
    if (frame.kind === 'update') return this.#acknowledgements.updateSent(now);
    return true;
  }

  #received(frame: Frame): void {
    if (frame.kind === 'status') this.#answered(frame.applied);
    if (frame.kind === 'closed') this.#closedByServer();
    // The provider applies the content after this returns.
    if (frame.kind === 'step2') queueMicrotask(() => this.#contentArrived());
  }

  #answered(isApplied: boolean): void {
    const safe = this.#acknowledgements.answered(isApplied);
    this.#forget(safe);
    if (isApplied) {
      this.#retries = 0;
      this.#trouble = null;
      const isNew = safe.length > 0 || this.#savedAt === null;
      if (isNew && this.#acknowledgements.pending === 0) this.#savedAt = this.#options.now();
    }
    this.#update();
  }

  #lineLost(): void {
    this.#acknowledgements.lineLost();
    this.#isLeasedOnLine = false;
    this.#isContentHere = false;
    // The next line may lease another client id; presence under the old one would be a ghost.
    this.awareness.setLocalState(null);
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
    this.#update();
  }

  #leased(lease: Lease): void {
    if (lease.schema !== this.#options.schema) {
      this.#outdated = { schema: lease.schema };
      return;
    }
    const known = this.#lease;
    if (known && known.epoch !== lease.epoch) {
      this.#refuse('epoch', '');
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
    this.#addRescues(rescues);
    if (edits > 0) this.recovered.emit(edits);
  }

  // --- Refusals ---

  #refused(refusal: Refusal): void {
    if (refusal.code === 'schema') {
      this.#outdated = { schema: refusal.schema };
      return;
    }
    // A reader's empty handshake is refused too; there is nothing to give back and nothing to say.
    if (refusal.code === 'read_only' && this.#acknowledgements.pending === 0) return;
    if (isPassing(refusal.code)) {
      this.#trouble = refusal.code;
      const wait = refusal.retryMs ?? Math.min(RETRY_MS * 2 ** this.#retries, MAX_RETRY_MS);
      this.#retries += 1;
      this.#after(wait, () => {
        if (this.#options.line.status === 'open') this.#provider.startSync();
      });
      return;
    }
    this.#refuse(refusal.code, refusal.detail);
  }

  /** Writing ends here; the words that were not taken are given back, not dropped. */
  #refuse(code: RefusalCode, detail: string): void {
    this.#refusal = { code, detail };
    // At the door nothing was judged: the words stay where they are, for the next entry.
    if (code !== 'forbidden') {
      const { document, store, now } = this.#options;
      const given = this.#acknowledgements.giveUp();
      const rescue = toRescue(document, given, 'refused', now());
      if (rescue) {
        void store.putRescue(rescue);
        this.#addRescues([rescue]);
      }
      this.#forget(given);
    }
    this.#update();
  }

  #addRescues(rescues: readonly Rescue[]): void {
    const known = new Set(this.#rescues.map((rescue) => rescue.key));
    this.#rescues = [...this.#rescues, ...rescues.filter((rescue) => !known.has(rescue.key))];
    this.#update();
  }

  // --- The view ---

  async #countStored(): Promise<void> {
    const stored = await this.#options.store.ofDocument(this.#options.document);
    if (this.#hasBeenInside) return;
    this.#stored = countEdits(stored.map((update) => update.at));
    this.#update();
  }

  #look(): ConnectionView {
    const { line, store } = this.#options;
    const canWrite = this.#lease ? this.#lease.canWrite : this.#isReadonlyScope ? false : null;
    const state = stateOf({
      line: line.status,
      lineSince: line.since,
      isInStep: this.#isContentHere && this.#isLeasedOnLine && this.#acknowledgements.isJoined,
      hasBeenInside: this.#hasBeenInside,
      canWrite,
      pending: this.#acknowledgements.pending,
      stored: this.#stored,
      savedAt: this.#savedAt,
      trouble: this.#trouble,
      refusal: line.isRefused ? { code: 'forbidden', detail: '' } : this.#refusal,
      outdated: this.#outdated,
    });
    return {
      state,
      lease: this.#lease,
      isReady: this.#hasBeenInside,
      canEdit: this.#hasBeenInside && canWrite === true && state.state !== 'refused' && state.state !== 'outdated',
      isKept: store.isAvailable,
      rescues: this.#rescues,
    };
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
