import type { Absent, RegisterReader, ShownCard, ShownSpan, ShownTable, ShownTimeline, ShownWords } from '../editor';

const UNKNOWN: Absent = { absent: 'Non è nel registro.' };

/** A register for tests of the editor: what is in it is what was put in it. */
export class TestReader implements RegisterReader {
  readonly cards = new Map<string, ShownCard | Absent>();
  readonly tables = new Map<string, ShownTable>();
  readonly names = new Map<string, ShownWords>();
  spans: readonly ShownSpan[] = [];
  readonly #listeners = new Set<() => void>();

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  card(id: string) {
    return this.cards.get(id) ?? UNKNOWN;
  }

  table(filter: string) {
    return this.tables.get(filter) ?? UNKNOWN;
  }

  timeline(): ShownTimeline {
    return {
      name: 'Calendario',
      months: [{ code: 'M1', name: 'gen', isEarly: true }],
      rows: this.spans,
      empty: 'Ancora nessuna tappa.',
    };
  }

  actorName(id: string) {
    return this.names.get(id) ?? UNKNOWN;
  }

  milestoneDate(id: string) {
    return this.names.get(id) ?? UNKNOWN;
  }

  selectedHint() {
    return 'Canc lo toglie dal testo.';
  }
}

export function card(what: string, more: Partial<ShownCard> = {}): ShownCard {
  return {
    name: `Impegno: Parrocchia, ${what}`,
    actor: 'Parrocchia',
    color: '#0b5cad',
    what,
    facts: 'gen–giu',
    state: 'da confermare',
    ...more,
  };
}
