import { type DocumentConnection, type PageLine, Signal } from '../../sync';
import { Desk } from './desk';
import { latestStanding, type Standing, standAgain, standingAt } from './standing';

/**
 * The desk of one document through refusals: when the server does not take the words of one copy, a fresh copy is
 * fetched beside it, and takes its place on the page once it is there. Until then the old text stays, frozen.
 */
export class DeskLife {
  readonly changed = new Signal();
  #desk: Desk;
  /** Still on the page, until the next one is drawn: its editors must not find their text destroyed. */
  #old: Desk | null = null;
  #fresh: DocumentConnection | null = null;
  #standing: Standing | null = null;
  #stop: () => void = () => undefined;

  constructor(
    private readonly line: Pick<PageLine, 'open' | 'reopen' | 'close'>,
    private readonly documentId: string,
  ) {
    this.#desk = new Desk(line.open(documentId));
    this.#watch();
  }

  get desk(): Desk {
    return this.#desk;
  }

  /** The page has drawn this desk: the one before may go, and the person stands where they stood on it. */
  drawn(): void {
    this.#letGo();
    const standing = this.#standing;
    this.#standing = null;
    if (standing) standAgain(this.#desk, standing);
  }

  /** Drops this copy and takes the server's: by itself after a refusal, or because somebody asked for it. */
  startAgain(): void {
    if (this.#fresh) return;
    const before = standingAt(this.#desk);
    const fresh = this.line.reopen(this.documentId, this.#desk.connection);
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
    const { connection } = this.#desk;
    this.#desk.destroy();
    // The line knows the latest copy only.
    if (this.#fresh) connection.destroy();
    this.line.close(this.documentId);
  }

  #watch(): void {
    this.#stop = this.#desk.connection.gaveUp.on(() => this.startAgain());
  }

  #replace(fresh: DocumentConnection, before: Standing): void {
    this.#standing = latestStanding(before, standingAt(this.#desk));
    this.#letGo();
    this.#old = this.#desk;
    this.#stop();
    this.#fresh = null;
    this.#desk = new Desk(fresh);
    this.#watch();
    this.changed.emit();
  }

  #letGo(): void {
    this.#old?.destroy();
    this.#old?.connection.destroy();
    this.#old = null;
  }
}
