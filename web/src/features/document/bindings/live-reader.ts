/** The register in the words of the text: what cards, tables, names and dates show, in the language of the page. */
import type {
  Absent,
  RegisterReader,
  ShownCard,
  ShownSpan,
  ShownTable,
  ShownTimeline,
  ShownWords,
} from '../../../editor';
import { currentLanguage, t } from '../../../i18n';
import {
  type Commitment,
  type Milestone,
  monthWhen,
  type RegisterSnapshot,
  type RegisterStore,
  type Resource,
  resourceText,
  type Span,
  spanOf,
} from '../../../register';
import { Signal } from '../../../sync';
import { admits, readFilter } from './filter';
import { monthName, periodWords, whenWords } from './moments';

/** A body as the process knows it: its colour, and its name while the register does not say it. */
export interface KnownActor {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

/** What every look says of one commitment. */
interface Line {
  readonly actor: string;
  readonly what: string;
  readonly period: string;
  readonly state: string;
}

/** Half a year is what everybody looks at first. */
const EARLY_MONTHS = 6;

/** One for a page: the register behind it may be replaced by a fresh copy, and the editors never notice. */
export class LiveReader implements RegisterReader {
  readonly #changed = new Signal();
  #snapshot: RegisterSnapshot | null = null;
  #actors: ReadonlyMap<string, KnownActor> = new Map();
  #stop: () => void = () => undefined;
  /** Words of commitments that have not changed: a table of hundreds is asked for again at every letter of one. */
  #lines = new WeakMap<Commitment, Line>();
  #linesOf: readonly unknown[] = [];

  subscribe(listener: () => void): () => void {
    return this.#changed.on(listener);
  }

  get snapshot(): RegisterSnapshot | null {
    return this.#snapshot;
  }

  /** Reads from this register from now on; null while there is none. */
  follow(store: RegisterStore | null): void {
    this.#stop();
    const look = () => {
      this.#snapshot = store?.getSnapshot() ?? null;
      this.#changed.emit();
    };
    this.#stop = store?.subscribe(look) ?? (() => undefined);
    look();
  }

  /** Everybody who can be named: the register's bodies, and the process's that it does not know yet. */
  actors(): { id: string; name: string }[] {
    const known = this.#snapshot?.actors;
    const gone = new Set(known?.removed.map(({ id }) => id));
    const missing = [...this.#actors.values()].filter(({ id }) => !known?.byId.has(id) && !gone.has(id));
    return [...(known?.all ?? []), ...missing]
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name, currentLanguage()));
  }

  knowActors(actors: readonly KnownActor[]): void {
    this.#actors = new Map(actors.map((actor) => [actor.id, actor]));
    this.#changed.emit();
  }

  /** The page speaks another language. */
  translate(): void {
    this.#changed.emit();
  }

  card(id: string): ShownCard | Absent {
    const snapshot = this.#snapshot;
    const found = snapshot?.commitments.byId.get(id);
    if (!snapshot) return waiting();
    if (!found) return this.#absentCommitment(id, snapshot);
    const { actor, what, period, state } = this.#lineOf(found, snapshot);
    const facts = [period, resourceWords(snapshot.resourcesOf.get(id) ?? [])];
    return {
      name: t('bindings.cardName', { actor, what }),
      actor,
      color: (found.actor !== null && this.#actors.get(found.actor)?.color) || null,
      what,
      facts: facts.filter(Boolean).join(' · '),
      state: [state, this.#allyWords(found)].filter(Boolean).join(' · '),
    };
  }

  table(filter: string): ShownTable | Absent {
    const snapshot = this.#snapshot;
    if (!snapshot) return waiting();
    const wanted = readFilter(filter);
    const shown = snapshot.commitments.all.filter((commitment) => admits(wanted, commitment, snapshot));
    const head = (['who', 'what', 'when', 'state'] as const).map((column) => t(`bindings.column.${column}`));
    return {
      name: this.tableName(filter),
      head,
      rows: shown.map((commitment) => {
        const { actor, what, period, state } = this.#lineOf(commitment, snapshot);
        return { id: commitment.id, cells: [actor, what, period || '–', state] };
      }),
      empty: t('bindings.noCommitments'),
    };
  }

  /** «Impegni: Parrocchia San Michele · confermato» */
  tableName(filter: string): string {
    const { actors, lines, actions, states } = readFilter(filter);
    const snapshot = this.#snapshot;
    const named = (shelf: RegisterSnapshot['lines' | 'actions'] | undefined, id: string) =>
      shelf?.byId.get(id)?.name || t('bindings.unknownThing');
    const parts = [
      ...actors.map((id) => this.#actorOf(id)),
      ...lines.map((id) => named(snapshot?.lines, id)),
      ...actions.map((id) => named(snapshot?.actions, id)),
      ...states.map((state) => t(`register.state.${state}`)),
    ];
    return parts.length === 0
      ? t('bindings.allCommitments')
      : t('bindings.someCommitments', { which: parts.join(' · ') });
  }

  timeline(): ShownTimeline | Absent {
    const snapshot = this.#snapshot;
    if (!snapshot) return waiting();
    const { timeline } = snapshot;
    const language = currentLanguage();
    const codes = Array.from({ length: timeline.months }, (_, index) => monthWhen(index + 1));
    const rows = [
      ...snapshot.commitments.all
        .filter(({ from, to }) => from !== null || to !== null)
        .map((one) => ({ span: spanOf(one.from, one.to, timeline), shown: this.#bar(one, snapshot) })),
      ...snapshot.milestones.all
        .filter(({ date }) => date !== null)
        .map((one) => ({ span: spanOf(one.date, one.date, timeline), shown: this.#mark(one, snapshot) })),
    ].sort((a, b) => byMonth(a.span, b.span));
    return {
      name: t('bindings.timelineName', { count: timeline.months }),
      months: codes.map((code, index) => ({
        code,
        name: monthName(code, timeline, language),
        isEarly: index < EARLY_MONTHS,
      })),
      rows: rows.map(({ span, shown }) => ({ ...shown, months: inside(span, timeline.months) })),
      empty: t('bindings.emptyTimeline'),
    };
  }

  actorName(id: string): ShownWords | Absent {
    const snapshot = this.#snapshot;
    const name = snapshot?.actors.byId.get(id)?.name || this.#actors.get(id)?.name;
    if (name) return { words: name, title: t('bindings.kind.actorName') };
    if (!snapshot) return { absent: t('bindings.waitingWord') };
    const removed = snapshot.actors.removed.find((actor) => actor.id === id);
    return { absent: removed?.name ? t('bindings.goneActor', { name: removed.name }) : t('bindings.unknownActor') };
  }

  milestoneDate(id: string): ShownWords | Absent {
    const snapshot = this.#snapshot;
    if (!snapshot) return { absent: t('bindings.waitingWord') };
    const found = snapshot.milestones.byId.get(id);
    if (!found) {
      const removed = snapshot.milestones.removed.find((milestone) => milestone.id === id);
      return {
        absent: removed ? t('bindings.goneMilestone', { title: removed.title }) : t('bindings.unknownMilestone'),
      };
    }
    if (found.date === null) return { absent: t('bindings.noDate') };
    return { words: whenWords(found.date, snapshot.timeline, currentLanguage()), title: found.title };
  }

  selectedHint(): string {
    return t('bindings.selectedHint');
  }

  #bar(commitment: Commitment, snapshot: RegisterSnapshot): Omit<ShownSpan, 'months'> {
    const { actor, what, period } = this.#lineOf(commitment, snapshot);
    return { id: commitment.id, kind: 'commitment', who: actor, what, when: period };
  }

  #lineOf(commitment: Commitment, snapshot: RegisterSnapshot): Line {
    const of = [snapshot.actors, snapshot.timeline, this.#actors, currentLanguage()];
    if (of.some((each, index) => each !== this.#linesOf[index])) {
      this.#linesOf = of;
      this.#lines = new WeakMap();
    }
    const known = this.#lines.get(commitment);
    if (known) return known;
    const line = {
      actor: this.#actorOf(commitment.actor),
      what: commitment.what.trim() || t('bindings.noWhat'),
      period: this.#period(commitment, snapshot),
      state: t(`register.state.${commitment.state}`),
    };
    this.#lines.set(commitment, line);
    return line;
  }

  #mark({ id, kind, title, date }: Milestone, { timeline }: RegisterSnapshot): Omit<ShownSpan, 'months'> {
    return {
      id,
      kind: 'milestone',
      who: t(`register.milestone.kind.${kind}`),
      what: title,
      when: date === null ? '' : whenWords(date, timeline, currentLanguage()),
    };
  }

  #absentCommitment(id: string, { commitments }: RegisterSnapshot): Absent {
    const removed = commitments.removed.find((commitment) => commitment.id === id);
    if (!removed) return { absent: t('bindings.unknownCommitment') };
    const what = removed.what.trim() || t('bindings.noWhat');
    return { absent: t('bindings.goneCommitment', { what, reason: removed.removed }) };
  }

  #actorOf(id: string | null): string {
    if (id === null) return t('bindings.noActor');
    return this.#snapshot?.actors.byId.get(id)?.name || this.#actors.get(id)?.name || t('bindings.unknownActor');
  }

  #period({ from, to }: Commitment, { timeline }: RegisterSnapshot): string {
    const when = periodWords(from, to, timeline, currentLanguage());
    if (when === '' || (from !== null && to !== null)) return when;
    return to === null ? t('bindings.since', { when }) : t('bindings.by', { when });
  }

  #allyWords({ allies }: Commitment): string {
    const names = allies.map(({ actor, state }) => {
      const name = this.#actorOf(actor);
      return state === 'confirmed' ? name : t('bindings.allyClaimed', { name });
    });
    return names.length === 0 ? '' : t('bindings.allies', { names: names.join(', ') });
  }
}

function waiting(): Absent {
  return { absent: t('bindings.waiting') };
}

/** «sala grande (60 posti), 2 volontari» */
function resourceWords(resources: readonly Resource[]): string {
  return resources
    .map((resource) => resourceText(resource, currentLanguage()))
    .filter((words) => words !== '')
    .join(', ');
}

function byMonth(a: Span | null, b: Span | null): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return a.first - b.first || a.last - b.last;
}

/** The part of it that lies on the timeline. */
function inside(span: Span | null, months: number): Span | null {
  if (!span || span.last < 1 || span.first > months) return null;
  return { first: Math.max(1, span.first), last: Math.min(months, span.last) };
}
