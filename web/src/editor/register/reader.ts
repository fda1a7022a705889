/**
 * What the text shows of the register, in words that are ready to be read. The editor knows no register, no language
 * and no calendar: who opens it gives it a reader.
 */
export interface RegisterReader {
  /** Told after every change of the register, and of the language. */
  subscribe(listener: () => void): () => void;
  card(id: string): ShownCard | Absent;
  /** `filter` is what the block stores: `actor=…&line=…&action=…&state=…`; empty is every commitment. */
  table(filter: string): ShownTable | Absent;
  timeline(): ShownTimeline | Absent;
  actorName(id: string): ShownWords | Absent;
  milestoneDate(id: string): ShownWords | Absent;
  /** Said after the name of a block that was selected: what one can do with it. */
  selectedHint(): string;
}

/** Nothing to show, and why in plain words: taken out of the register, never in it, or not here yet. */
export interface Absent {
  readonly absent: string;
}

export interface ShownCard {
  /** All of it in one line: its name for who listens, its words in other programs. */
  readonly name: string;
  readonly actor: string;
  /** `#rrggbb`; the body's name always stands beside it. */
  readonly color: string | null;
  readonly what: string;
  /** When, and with what. Empty while nothing was said. */
  readonly facts: string;
  /** How far it is, and with whom. */
  readonly state: string;
}

export interface ShownTable {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly ShownRow[];
  /** In the place of the rows when there are none. */
  readonly empty: string;
}

export interface ShownRow {
  readonly id: string;
  readonly cells: readonly string[];
}

export interface ShownTimeline {
  readonly name: string;
  readonly months: readonly ShownMonth[];
  readonly rows: readonly ShownSpan[];
  readonly empty: string;
}

export interface ShownMonth {
  /** `M1` */
  readonly code: string;
  /** «gen»; empty while the start is not known. */
  readonly name: string;
  /** In the first six months, which the pact looks at most closely. */
  readonly isEarly: boolean;
}

export interface ShownSpan {
  readonly id: string;
  readonly kind: 'commitment' | 'milestone';
  readonly who: string;
  readonly what: string;
  readonly when: string;
  /** Months of the timeline, the first is 1; null when it has none or lies outside. */
  readonly months: { readonly first: number; readonly last: number } | null;
}

export interface ShownWords {
  readonly words: string;
  /** What the pointer reads. */
  readonly title: string;
}

export function isAbsent(shown: object): shown is Absent {
  return 'absent' in shown;
}
