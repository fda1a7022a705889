/** Keeps the typed picture of a register in step with its document, reading again only what a change has touched. */
import type * as Y from 'yjs';
import {
  byMaking,
  byName,
  byOrder,
  type FieldsOf,
  readAction,
  readActor,
  readCommitment,
  readLine,
  readMilestone,
  readResource,
  readTimeline,
} from './entities';
import { FIELDS_ROOT, readKey, readTextRoot, textRoot } from './keys';
import type { Entity, Groups, RegisterSnapshot, Shelf } from './types';

/** The one timeline of a register. */
export const TIMELINE_ID = 'main';

interface Kept {
  readonly id: string;
  readonly removed: string | null;
}

/** All things of one kind, and how to read one. */
class Drawer<T extends Kept> {
  shelf: Shelf<T> = { all: [], byId: new Map(), removed: [] };
  readonly #read = new Map<string, T>();

  constructor(
    private readonly read: (of: FieldsOf) => T,
    private readonly compare: (a: T, b: T) => number,
  ) {}

  /** Whether anything is different now. */
  refresh(of: FieldsOf): boolean {
    const before = this.#read.get(of.id);
    const next = this.read(of);
    if (before && isSame(before, next)) return false;
    this.#read.set(of.id, next);
    return true;
  }

  arrange(): void {
    const every = [...this.#read.values()].sort(this.compare);
    const all = every.filter(({ removed }) => removed === null);
    this.shelf = {
      all,
      byId: new Map(all.map((one) => [one.id, one])),
      removed: every.filter(({ removed }) => removed !== null),
    };
  }
}

export class RegisterReader {
  readonly #fields = new Map<string, Map<string, unknown>>();
  readonly #drawers = {
    actor: new Drawer(readActor, byName),
    line: new Drawer(readLine, byOrder),
    action: new Drawer(readAction, byOrder),
    commitment: new Drawer(readCommitment, byOrder),
    resource: new Drawer(readResource, byMaking),
    milestone: new Drawer(readMilestone, byMaking),
  };
  #snapshot: RegisterSnapshot;

  constructor(private readonly doc: Y.Doc) {
    const touched = new Set<string>();
    this.#takeFields(doc.getMap<unknown>(FIELDS_ROOT).keys(), touched);
    this.#snapshot = this.#look(touched, null);
  }

  get snapshot(): RegisterSnapshot {
    return this.#snapshot;
  }

  /** Takes in one transaction. Returns whether the picture is another one now. */
  take(transaction: Y.Transaction): boolean {
    const touched = new Set<string>();
    for (const [type, keys] of transaction.changed) {
      if (type._item !== null) continue;
      const root = this.#rootOf(type);
      const text = root === null ? null : readTextRoot(root);
      if (text) touched.add(`${text.entity}/${text.id}`);
      if (root === FIELDS_ROOT) this.#takeFields(keys, touched);
      if (root === null) for (const thing of this.#fields.keys()) touched.add(thing);
    }
    if (touched.size === 0) return false;
    const before = this.#snapshot;
    this.#snapshot = this.#look(touched, before);
    return this.#snapshot !== before;
  }

  /** Null when Yjs has put a typed root in the place of this one since: which one it was cannot be told. */
  #rootOf(type: unknown): string | null {
    for (const [name, root] of this.doc.share) if (root === type) return name;
    return null;
  }

  #takeFields(keys: Iterable<string | null>, touched: Set<string>): void {
    const map = this.doc.getMap<unknown>(FIELDS_ROOT);
    for (const key of keys) {
      const name = key === null ? null : readKey(key);
      if (key === null || !name) continue;
      const thing = `${name.entity}/${name.id}`;
      const fields = this.#fields.get(thing) ?? new Map<string, unknown>();
      fields.set(name.field, map.get(key) ?? '');
      this.#fields.set(thing, fields);
      touched.add(thing);
    }
  }

  #look(touched: ReadonlySet<string>, before: RegisterSnapshot | null): RegisterSnapshot {
    const changed = new Set<Entity>();
    for (const thing of touched) {
      const name = readKey(`${thing}/`);
      const fields = this.#fields.get(thing);
      // Words alone make no card: it is there once it has a field.
      if (!name || !fields) continue;
      const { entity, id } = name;
      if (entity === 'timeline') {
        if (id === TIMELINE_ID) changed.add(entity);
      } else if (this.#drawers[entity].refresh({ id, fields, text: (field) => this.#text(entity, id, field) })) {
        changed.add(entity);
      }
    }
    if (before && changed.size === 0) return before;
    for (const [entity, drawer] of Object.entries(this.#drawers)) {
      if (changed.has(entity as Entity)) drawer.arrange();
    }
    return this.#compose(before);
  }

  #compose(before: RegisterSnapshot | null): RegisterSnapshot {
    const { actor, line, action, commitment, resource, milestone } = this.#drawers;
    const timeline = readTimeline(this.#fields.get(`timeline/${TIMELINE_ID}`) ?? new Map());
    return {
      actors: actor.shelf,
      lines: line.shelf,
      actions: action.shelf,
      commitments: commitment.shelf,
      resources: resource.shelf,
      milestones: milestone.shelf,
      timeline: before && isSame(before.timeline, timeline) ? before.timeline : timeline,
      commitmentsOf:
        before?.commitments === commitment.shelf
          ? before.commitmentsOf
          : groups(commitment.shelf.all, (one) => one.actor, before?.commitmentsOf),
      resourcesOf:
        before?.resources === resource.shelf
          ? before.resourcesOf
          : groups(resource.shelf.all, (one) => one.commitment, before?.resourcesOf),
    };
  }

  #text(entity: Entity, id: string, field: string): string {
    const root = textRoot(entity, id, field);
    return this.doc.share.has(root) ? this.doc.getText(root).toString() : '';
  }
}

/** Groups whose members are the same as before stay the same lists. */
function groups<T>(all: readonly T[], of: (one: T) => string | null, before: Groups<T> | undefined): Groups<T> {
  const next = new Map<string, T[]>();
  for (const one of all) {
    const owner = of(one);
    if (owner === null) continue;
    const group = next.get(owner);
    if (group) group.push(one);
    else next.set(owner, [one]);
  }
  const kept = new Map<string, readonly T[]>(next);
  for (const [owner, group] of next) {
    const old = before?.get(owner);
    if (old && old.length === group.length && old.every((one, at) => one === group[at])) kept.set(owner, old);
  }
  return kept;
}

/** Both are plain data with their fields always in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
