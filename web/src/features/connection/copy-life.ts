import { type DocumentConnection, type PageLine, Signal } from '../../sync';

/** What a page holds on to of one copy of a shared document: a desk of texts, or a register. */
export interface Copy {
  readonly connection: DocumentConnection;
  destroy(): void;
}

interface Ways<Held extends Copy, Standing> {
  readonly hold: (connection: DocumentConnection) => Held;
  /** Where the person stands on it; `since` is what was known before, when something may have moved them. */
  readonly standingAt: (held: Held, since: Standing | null) => Standing;
  readonly standAgain: (held: Held, standing: Standing) => void;
}

/**
 * One shared document of the page through refusals: when the server does not take the words of one copy, a fresh copy
 * is fetched beside it, and takes its place on the page once it is there. Until then the old one stays, frozen.
 */
export class CopyLife<Held extends Copy, Standing> {
  readonly changed = new Signal();
  #held: Held;
  /** Still on the page, until the next one is drawn: its editors must not find their text destroyed. */
  #old: Held | null = null;
  #fresh: DocumentConnection | null = null;
  #standing: Standing | null = null;
  #stop: () => void = () => undefined;

  constructor(
    private readonly line: Pick<PageLine, 'open' | 'reopen' | 'close'>,
    private readonly documentId: string,
    private readonly ways: Ways<Held, Standing>,
  ) {
    this.#held = ways.hold(line.open(documentId));
    this.#watch();
  }

  get held(): Held {
    return this.#held;
  }

  /** The page has drawn this copy: the one before may go, and the person stands where they stood on it. */
  drawn(): void {
    this.#letGo();
    const standing = this.#standing;
    this.#standing = null;
    if (standing !== null) this.ways.standAgain(this.#held, standing);
  }

  /** Drops this copy and takes the server's: by itself after a refusal, or because somebody asked for it. */
  startAgain(): void {
    if (this.#fresh) return;
    const before = this.ways.standingAt(this.#held, null);
    const fresh = this.line.reopen(this.documentId, this.#held.connection);
    this.#fresh = fresh;
    const look = () => {
      const { isReady, state } = fresh.view;
      // One that is not let in has its own page.
      if (isReady || state.state === 'refused' || state.state === 'outdated') this.#replace(fresh, before);
    };
    this.#stop();
    this.#stop = fresh.changed.on(look);
    look();
  }

  end(): void {
    this.#stop();
    this.changed.clear();
    this.#letGo();
    const { connection } = this.#held;
    this.#held.destroy();
    // The line knows the latest copy only.
    if (this.#fresh) connection.destroy();
    this.line.close(this.documentId);
  }

  #watch(): void {
    this.#stop = this.#held.connection.gaveUp.on(() => this.startAgain());
  }

  #replace(fresh: DocumentConnection, before: Standing): void {
    this.#standing = this.ways.standingAt(this.#held, before);
    this.#letGo();
    this.#old = this.#held;
    this.#stop();
    this.#fresh = null;
    this.#held = this.ways.hold(fresh);
    this.#watch();
    this.changed.emit();
  }

  #letGo(): void {
    this.#old?.destroy();
    this.#old?.connection.destroy();
    this.#old = null;
  }
}
