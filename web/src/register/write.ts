/** Writing in the register. Every gesture is one transaction; what is equal already is not written again. */
import type * as Y from 'yjs';
import { smallestChange, writeChange } from '../text';
import { newId } from './ids';
import { FIELDS_ROOT, fieldKey, textRoot } from './keys';
import { orderBetween } from './order';
import { TIMELINE_ID } from './reader';
import type { CommitmentState, Entity, MilestoneKind, ResourceKind, TimelineBasis } from './types';
import type { When } from './when';

/** Origin of what is done by hand in the register. */
export const REGISTER_ORIGIN = Symbol('register');

export type Scalar = string | number | boolean;
type Fields = Readonly<Record<string, Scalar | null | undefined>>;

/** Who does it and on which day: for the life of a commitment. */
export interface Deed {
  /** `2026-11-28` */
  readonly at: string;
  /** The body it is done for. */
  readonly by: string | null;
}

/** Sets one field; `null` clears it. */
export function setField(doc: Y.Doc, entity: Entity, id: string, field: string, value: Scalar | null): void {
  const map = fieldsOf(doc);
  const key = fieldKey(entity, id, field);
  const next = value ?? '';
  if ((map.get(key) ?? '') === next) return;
  transact(doc, () => map.set(key, next));
}

/** Sets several fields of one thing in one gesture. */
export function setFields(doc: Y.Doc, entity: Entity, id: string, fields: Fields): void {
  transact(doc, () => {
    for (const [field, value] of Object.entries(fields)) {
      if (value !== undefined) setField(doc, entity, id, field, value);
    }
  });
}

/** Sets a field to a value also when it has it: this is how one of two values set at once is confirmed. */
export function confirmField(doc: Y.Doc, key: string, value: Scalar): void {
  transact(doc, () => fieldsOf(doc).set(key, value));
}

/** Replaces a long text by the smallest change, so that what others write in it meanwhile stays. */
export function setText(doc: Y.Doc, entity: Entity, id: string, field: string, words: string): void {
  const text = doc.getText(textRoot(entity, id, field));
  const change = smallestChange(text.toString(), words);
  if (change) writeChange(text, change, REGISTER_ORIGIN);
}

/** Takes something out of what is shown, with the reason; without one nothing happens. */
export function takeOut(doc: Y.Doc, entity: Exclude<Entity, 'timeline'>, id: string, reason: string): boolean {
  const given = reason.trim();
  if (given === '') return false;
  setField(doc, entity, id, 'removed', given);
  return true;
}

export function putBackIn(doc: Y.Doc, entity: Exclude<Entity, 'timeline'>, id: string): void {
  setField(doc, entity, id, 'removed', null);
}

// --- Making ---

export interface NewActor {
  readonly name: string;
  readonly kind?: string | null;
  readonly primary?: string | null;
}

export function createActor(doc: Y.Doc, { name, kind, primary }: NewActor): string {
  return create(doc, 'actor', { name, kind, primary });
}

export function createLine(doc: Y.Doc, name: string): string {
  return create(doc, 'line', { name, order: lastOrder(doc, 'line') });
}

export interface NewAction {
  readonly name: string;
  readonly lines?: readonly string[];
}

export function createAction(doc: Y.Doc, { name, lines = [] }: NewAction): string {
  const marks = Object.fromEntries(lines.map((line) => [`line/${line}`, true]));
  return create(doc, 'action', { name, order: lastOrder(doc, 'action'), ...marks });
}

export interface NewResource {
  readonly label: string;
  readonly kind?: ResourceKind | null;
  readonly quantity?: number | null;
  readonly unit?: string;
  readonly conditions?: string;
  readonly actor?: string | null;
  readonly commitment?: string | null;
}

export function createResource(doc: Y.Doc, resource: NewResource): string {
  return create(doc, 'resource', { ...resource });
}

export interface NewCommitment {
  readonly what: string;
  readonly actor?: string | null;
  readonly department?: string | null;
  readonly action?: string | null;
  readonly from?: When | null;
  readonly to?: When | null;
  readonly verification?: string;
  readonly flexibility?: string;
  readonly resources?: readonly NewResource[];
  /** Ids of bodies. */
  readonly allies?: readonly string[];
}

export function createCommitment(doc: Y.Doc, made: NewCommitment, deed: Deed): string {
  const id = newId();
  const { actor = null } = made;
  transact(doc, () => {
    setFields(doc, 'commitment', id, {
      order: lastOrder(doc, 'commitment'),
      state: 'abbozzato',
      actor: made.actor || undefined,
      department: made.department || undefined,
      action: made.action || undefined,
      from: made.from || undefined,
      to: made.to || undefined,
      ...Object.fromEntries((made.allies ?? []).map((ally) => [`ally/${ally}`, 'claimed'])),
    });
    for (const field of ['what', 'verification', 'flexibility'] as const) {
      const words = made[field];
      if (words) setText(doc, 'commitment', id, field, words);
    }
    for (const resource of made.resources ?? []) createResource(doc, { actor, ...resource, commitment: id });
    addLifeStep(doc, id, { state: 'abbozzato', actor }, deed);
  });
  return id;
}

export interface NewMilestone {
  readonly title: string;
  readonly kind: MilestoneKind;
  readonly date?: When | null;
  readonly actor?: string | null;
}

export function createMilestone(doc: Y.Doc, milestone: NewMilestone): string {
  return create(doc, 'milestone', { ...milestone });
}

export function setTimeline(
  doc: Y.Doc,
  timeline: { start?: string | null; months?: number; basis?: TimelineBasis | null },
): void {
  setFields(doc, 'timeline', TIMELINE_ID, timeline);
}

/** Marks or unmarks a member of a set: an action's line, a milestone's commitment, a body's second category. */
export function setMember(doc: Y.Doc, entity: Entity, id: string, member: string, isIn: boolean): void {
  setField(doc, entity, id, member, isIn ? true : null);
}

export function addDepartment(doc: Y.Doc, actor: string, name: string): string {
  const id = newId();
  setField(doc, 'actor', actor, `department/${id}`, name);
  return id;
}

// --- The life of a commitment ---

export interface Step {
  readonly state: CommitmentState;
  readonly reason?: string;
}

/** One step of its life: the state now, and the step kept for ever. */
export function takeStep(doc: Y.Doc, id: string, { state, reason = '' }: Step, deed: Deed): void {
  transact(doc, () => {
    setFields(doc, 'commitment', id, { state, reason: reason.trim() });
    addLifeStep(doc, id, { state, actor: fieldText(doc, id, 'actor'), reason: reason.trim() }, deed);
  });
}

export interface TakeOver {
  readonly actor: string;
  readonly department?: string | null;
  readonly reason?: string;
}

/** Another body makes the promise its own; the life says from whom. */
export function takeOver(
  doc: Y.Doc,
  id: string,
  { actor, department = null, reason = '' }: TakeOver,
  deed: Deed,
): void {
  const fromActor = fieldText(doc, id, 'actor');
  if (fromActor === actor) return;
  transact(doc, () => {
    const state = (fieldText(doc, id, 'state') ?? 'abbozzato') as CommitmentState;
    setFields(doc, 'commitment', id, { actor, department, [`ally/${actor}`]: null });
    addLifeStep(doc, id, { state, actor, fromActor, reason: reason.trim() }, deed);
  });
}

export function claimAlly(doc: Y.Doc, commitment: string, actor: string): void {
  setField(doc, 'commitment', commitment, `ally/${actor}`, 'claimed');
}

export function confirmAlly(doc: Y.Doc, commitment: string, actor: string): void {
  setField(doc, 'commitment', commitment, `ally/${actor}`, 'confirmed');
}

export function releaseAlly(doc: Y.Doc, commitment: string, actor: string): void {
  setField(doc, 'commitment', commitment, `ally/${actor}`, null);
}

interface LifeWords {
  readonly state: CommitmentState;
  readonly actor: string | null;
  readonly fromActor?: string | null;
  readonly reason?: string;
}

function addLifeStep(doc: Y.Doc, commitment: string, words: LifeWords, { at, by }: Deed): void {
  const { state, actor, fromActor, reason } = words;
  const step = {
    at,
    state,
    ...(actor && { actor }),
    ...(fromActor && { from_actor: fromActor }),
    ...(reason && { reason }),
    ...(by && { by }),
  };
  setField(doc, 'commitment', commitment, `life/${newId()}`, JSON.stringify(step));
}

// --- Inside ---

/** Fields that were not given are not written: an empty one would only take room. */
function create(doc: Y.Doc, entity: Entity, fields: Fields): string {
  const id = newId();
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== '');
  transact(doc, () => setFields(doc, entity, id, Object.fromEntries(given)));
  return id;
}

/** A place after all others of its kind. */
function lastOrder(doc: Y.Doc, entity: Entity): string {
  const prefix = `${entity}/`;
  let last: string | null = null;
  for (const [key, value] of fieldsOf(doc).entries()) {
    const isOrder = key.startsWith(prefix) && key.endsWith('/order') && typeof value === 'string';
    if (isOrder && (last === null || value > last)) last = value;
  }
  return orderBetween(last, null);
}

function fieldText(doc: Y.Doc, commitment: string, field: string): string | null {
  const value = fieldsOf(doc).get(fieldKey('commitment', commitment, field));
  return typeof value === 'string' && value !== '' ? value : null;
}

function fieldsOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap<unknown>(FIELDS_ROOT);
}

function transact(doc: Y.Doc, act: () => void): void {
  doc.transact(act, REGISTER_ORIGIN);
}
