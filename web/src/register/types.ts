/** What a process knows beside its texts, as the page reads it. The stored format is in `docs/register.md`. */
import type { When } from './when';

export const ENTITIES = ['actor', 'line', 'action', 'commitment', 'resource', 'milestone', 'timeline'] as const;
export type Entity = (typeof ENTITIES)[number];

export const ACTOR_KINDS = [
  'ente_pubblico',
  'ets',
  'impresa_sociale',
  'parrocchia',
  'scuola',
  'consulta',
  'gruppo_informale',
  'persona',
] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export const CATEGORIES = [
  'partner_progetto',
  'attori_km2',
  'sistema_rappresentativo',
  'mondo_educativo_cet',
  'reti_solidali',
  'cittadinanza_da_attivare',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const LEVELS = ['nucleo_fondativo', 'allargamento_strategico', 'validazione_comunitaria'] as const;
export type Level = (typeof LEVELS)[number];

export const STATES = [
  'abbozzato',
  'dichiarato',
  'da_confermare',
  'confermato',
  'sottoscritto',
  'in_corso',
  'mantenuto',
  'rimodulato',
  'sciolto',
] as const;
export type CommitmentState = (typeof STATES)[number];

export const RESOURCE_KINDS = ['spazi', 'competenze', 'tempo', 'strumenti', 'reti_di_contatto', 'know_how'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

export const MILESTONE_KINDS = ['scadenza', 'tappa', 'verifica_collettiva'] as const;
export type MilestoneKind = (typeof MILESTONE_KINDS)[number];

export type AllyState = 'claimed' | 'confirmed';

interface Kept {
  readonly id: string;
  /** Why it was taken out; null while it is in. */
  readonly removed: string | null;
}

export interface Department {
  readonly id: string;
  readonly name: string;
}

export interface Actor extends Kept {
  readonly name: string;
  readonly kind: ActorKind | null;
  readonly primary: Category | null;
  readonly secondary: readonly Category[];
  /** Chosen by hand; without it the category proposes one. */
  readonly level: Level | null;
  readonly departments: readonly Department[];
  readonly isAtTable: boolean;
}

export interface Line extends Kept {
  readonly name: string;
  readonly order: string;
}

export interface Action extends Kept {
  readonly name: string;
  readonly order: string;
  readonly kind: string;
  readonly priority: string;
  readonly lines: readonly string[];
}

export interface Ally {
  readonly actor: string;
  readonly state: AllyState;
}

/** One step of a commitment's life: added once, never changed. */
export interface LifeStep {
  readonly id: string;
  /** `2026-11-28` */
  readonly at: string;
  readonly state: CommitmentState;
  readonly actor: string | null;
  /** From whom it was taken over. */
  readonly fromActor: string | null;
  readonly reason: string | null;
  /** Body that wrote the step. */
  readonly by: string | null;
}

export interface Commitment extends Kept {
  readonly what: string;
  readonly actor: string | null;
  readonly department: string | null;
  readonly action: string | null;
  readonly from: When | null;
  readonly to: When | null;
  readonly verification: string;
  readonly flexibility: string;
  readonly allies: readonly Ally[];
  readonly state: CommitmentState;
  readonly reason: string;
  readonly life: readonly LifeStep[];
  readonly order: string;
}

export interface Resource extends Kept {
  readonly actor: string | null;
  readonly commitment: string | null;
  readonly kind: ResourceKind | null;
  readonly label: string;
  readonly quantity: number | null;
  readonly unit: string;
  readonly conditions: string;
  readonly from: When | null;
  readonly to: When | null;
}

export interface Milestone extends Kept {
  readonly kind: MilestoneKind;
  readonly title: string;
  readonly date: When | null;
  readonly actor: string | null;
  readonly commitments: readonly string[];
}

export type TimelineBasis = 'firma' | 'dichiarata';

export interface Timeline {
  /** First day of M1; null before it is known. */
  readonly start: string | null;
  readonly months: number;
  readonly basis: TimelineBasis | null;
}

/** One look at the whole register. What did not change since the last look is the very same object. */
export interface RegisterSnapshot {
  readonly actors: Shelf<Actor>;
  readonly lines: Shelf<Line>;
  readonly actions: Shelf<Action>;
  readonly commitments: Shelf<Commitment>;
  readonly resources: Shelf<Resource>;
  readonly milestones: Shelf<Milestone>;
  readonly timeline: Timeline;
  readonly commitmentsOf: Groups<Commitment>;
  readonly resourcesOf: Groups<Resource>;
}

/** Everything of one kind: in order, by id, and what was taken out. */
export interface Shelf<T> {
  readonly all: readonly T[];
  readonly byId: ReadonlyMap<string, T>;
  readonly removed: readonly T[];
}

/** By the id of what they belong to: a body's commitments, a commitment's resources. */
export type Groups<T> = ReadonlyMap<string, readonly T[]>;

/** A level follows from the category until somebody chooses one. */
export function proposedLevel(category: Category | null): Level | null {
  switch (category) {
    case 'partner_progetto':
    case 'attori_km2':
      return 'nucleo_fondativo';
    case 'sistema_rappresentativo':
    case 'mondo_educativo_cet':
    case 'reti_solidali':
      return 'allargamento_strategico';
    case 'cittadinanza_da_attivare':
      return 'validazione_comunitaria';
    case null:
      return null;
  }
}
