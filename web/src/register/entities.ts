/** One thing of the register read from its fields. Values of the wrong kind are kept in the document and not shown. */
import { byOrder } from './order';
import {
  ACTOR_KINDS,
  type Action,
  type Actor,
  type Ally,
  CATEGORIES,
  type Commitment,
  LEVELS,
  type LifeStep,
  type Line,
  MILESTONE_KINDS,
  type Milestone,
  RESOURCE_KINDS,
  type Resource,
  STATES,
  type Timeline,
} from './types';
import { DEFAULT_MONTHS, isDay, MOST_MONTHS, readWhen } from './when';

/** The fields of one thing, without its name in front, and its long texts. */
export interface FieldsOf {
  readonly id: string;
  readonly fields: ReadonlyMap<string, unknown>;
  readonly text: (field: string) => string;
}

export function readActor({ id, fields }: FieldsOf): Actor {
  return {
    id,
    removed: removedOf(fields),
    name: textOf(fields, 'name'),
    kind: oneOf(ACTOR_KINDS, fields.get('kind')),
    primary: oneOf(CATEGORIES, fields.get('primary')),
    secondary: CATEGORIES.filter((category) => fields.get(`secondary/${category}`) === true),
    level: oneOf(LEVELS, fields.get('level')),
    departments: under(fields, 'department/')
      .filter(([, name]) => typeof name === 'string' && name !== '')
      .map(([department, name]) => ({ id: department, name: String(name) })),
    isAtTable: fields.get('at_table') !== false,
  };
}

export function readLine({ id, fields }: FieldsOf): Line {
  return { id, removed: removedOf(fields), name: textOf(fields, 'name'), order: textOf(fields, 'order') };
}

export function readAction({ id, fields }: FieldsOf): Action {
  return {
    id,
    removed: removedOf(fields),
    name: textOf(fields, 'name'),
    order: textOf(fields, 'order'),
    kind: textOf(fields, 'kind'),
    priority: textOf(fields, 'priority'),
    lines: marked(fields, 'line/'),
  };
}

export function readCommitment({ id, fields, text }: FieldsOf): Commitment {
  return {
    id,
    removed: removedOf(fields),
    what: text('what'),
    actor: idOf(fields, 'actor'),
    department: idOf(fields, 'department'),
    action: idOf(fields, 'action'),
    from: readWhen(fields.get('from')),
    to: readWhen(fields.get('to')),
    verification: text('verification'),
    flexibility: text('flexibility'),
    allies: under(fields, 'ally/').flatMap(([actor, state]): Ally[] =>
      state === 'claimed' || state === 'confirmed' ? [{ actor, state }] : [],
    ),
    state: oneOf(STATES, fields.get('state')) ?? 'abbozzato',
    reason: textOf(fields, 'reason'),
    life: under(fields, 'life/').flatMap(([step, json]) => readLifeStep(step, json)),
    order: textOf(fields, 'order'),
  };
}

export function readResource({ id, fields }: FieldsOf): Resource {
  const quantity = fields.get('quantity');
  return {
    id,
    removed: removedOf(fields),
    actor: idOf(fields, 'actor'),
    commitment: idOf(fields, 'commitment'),
    kind: oneOf(RESOURCE_KINDS, fields.get('kind')),
    label: textOf(fields, 'label'),
    quantity: numberOf(quantity),
    unit: textOf(fields, 'unit'),
    conditions: textOf(fields, 'conditions'),
    from: readWhen(fields.get('from')),
    to: readWhen(fields.get('to')),
  };
}

export function readMilestone({ id, fields }: FieldsOf): Milestone {
  return {
    id,
    removed: removedOf(fields),
    kind: oneOf(MILESTONE_KINDS, fields.get('kind')) ?? 'tappa',
    title: textOf(fields, 'title'),
    date: readWhen(fields.get('date')),
    actor: idOf(fields, 'actor'),
    commitments: marked(fields, 'commitment/'),
  };
}

export function readTimeline(fields: ReadonlyMap<string, unknown>): Timeline {
  const start = textOf(fields, 'start');
  const months = numberOf(fields.get('months'));
  const isCount = months !== null && Number.isInteger(months) && months >= 1 && months <= MOST_MONTHS;
  return {
    start: isDay(start) ? start : null,
    months: isCount ? months : DEFAULT_MONTHS,
    basis: oneOf(['firma', 'dichiarata'] as const, fields.get('basis')),
  };
}

/** Oldest first: their names sort by the moment they were made. */
function readLifeStep(id: string, json: unknown): LifeStep[] {
  const step = parsed(json);
  const state = oneOf(STATES, step?.state);
  if (!step || !state) return [];
  const part = (name: string) => (typeof step[name] === 'string' && step[name] !== '' ? step[name] : null);
  return [
    {
      id,
      at: part('at') ?? '',
      state,
      actor: part('actor'),
      fromActor: part('from_actor'),
      reason: part('reason'),
      by: part('by'),
    },
  ];
}

function parsed(json: unknown): Record<string, unknown> | null {
  if (typeof json !== 'string') return null;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // Somebody else's writing: kept, and not shown.
  }
}

function removedOf(fields: ReadonlyMap<string, unknown>): string | null {
  return idOf(fields, 'removed');
}

function textOf(fields: ReadonlyMap<string, unknown>, field: string): string {
  const value = fields.get(field);
  return typeof value === 'string' ? value : '';
}

function idOf(fields: ReadonlyMap<string, unknown>, field: string): string | null {
  return textOf(fields, field) || null;
}

/** The server writes whole numbers as 64 bits, which arrive as bigint. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | null {
  return known.find((each) => each === value) ?? null;
}

/** Fields whose name begins so, in the order of what follows. */
function under(fields: ReadonlyMap<string, unknown>, prefix: string): [string, unknown][] {
  return [...fields]
    .filter(([field]) => field.startsWith(prefix) && field.length > prefix.length)
    .map(([field, value]): [string, unknown] => [field.slice(prefix.length), value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function marked(fields: ReadonlyMap<string, unknown>, prefix: string): string[] {
  return under(fields, prefix)
    .filter(([, value]) => value === true)
    .map(([id]) => id);
}

/** In which order the things of one kind are read out. */
const ALPHABET = new Intl.Collator('it');
export const byName = (a: Actor, b: Actor) => ALPHABET.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
export const byMaking = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : Number(a.id > b.id));
export { byOrder };
