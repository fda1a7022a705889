import * as Y from 'yjs';

/** Changes typed closer together than this are one edit in a person's eyes. */
const ONE_EDIT_MS = 1_000;
/** Roots that belong to a section: its text and its title. */
const SECTION_ROOT = /^(?:body|title):(.+)$/s;
/** Fields of the register that somebody has typed; the others are names of things and choices. */
const TYPED_FIELD =
  /\/(?:name|title|label|quantity|unit|conditions|reason|removed|priority|from|to|date|start|department\/[^/]+)$/;
/** Nothing made by hand is nested, or hangs on what was typed before, this many times in one go. */
const MAX_CLIMB = 100_000;

/** How many edits a list of changes is, as their author would count them. */
export function countEdits(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.filter((at, index) => index === 0 || at - (sorted[index - 1] ?? at) > ONE_EDIT_MS).length;
}

/** Words that belong to one section; null when it is not known to which. */
export interface WordsPart {
  readonly section: string | null;
  readonly text: string;
}

interface Letter {
  readonly client: number;
  readonly clock: number;
  readonly text: string;
}

interface Run {
  readonly section: string | null;
  readonly letters: Letter[];
}

/**
 * The words a list of updates adds, section by section: letters typed one after the other join, words typed
 * elsewhere start a line of their own. `doc` tells where they belong; it need not know them.
 */
export function partsOf(updates: readonly Uint8Array[], doc: Y.Doc | null): WordsPart[] {
  if (updates.length === 0) return [];
  const { structs, ds } = Y.decodeUpdate(Y.mergeUpdates([...updates]));
  const sectionOf = sectionFinder(structs, doc);
  const runs: Run[] = [];
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    const { client, clock } = struct.id;
    const value = typedValue(struct, doc);
    if (value !== null) runs.push({ section: null, letters: [{ client, clock, text: value }] });
    if (!(struct.content instanceof Y.ContentString)) continue;
    const letters = [...struct.content.str.split('')].map((text, index) => ({ client, clock: clock + index, text }));
    placeAfter(runs, struct, letters, sectionOf);
  }
  const isDeleted = (letter: Letter) =>
    ds.clients.get(letter.client)?.some(({ clock, len }) => letter.clock >= clock && letter.clock < clock + len);
  const lines = new Map<string | null, string[]>();
  for (const { section, letters } of runs) {
    const line = letters
      .filter((letter) => !isDeleted(letter))
      .map((letter) => letter.text)
      .join('');
    if (line.trim() !== '') lines.set(section, [...(lines.get(section) ?? []), line]);
  }
  return [...lines].map(([section, all]) => ({ section, text: all.join('\n') }));
}

/** All words of the parts, one after the other, to copy. */
export function textOfParts(parts: readonly WordsPart[]): string {
  return parts.map(({ text }) => text).join('\n');
}

function placeAfter(
  runs: Run[],
  { origin, id }: Y.Item,
  letters: Letter[],
  sectionOf: (id: Y.ID) => string | null,
): void {
  if (origin) {
    // From the end: people mostly type on from where they were.
    for (let index = runs.length - 1; index >= 0; index -= 1) {
      const run = runs[index]?.letters ?? [];
      const at = run.findLastIndex((letter) => letter.client === origin.client && letter.clock === origin.clock);
      if (at >= 0) {
        run.splice(at + 1, 0, ...letters);
        return;
      }
    }
  }
  runs.push({ section: sectionOf(id), letters });
}

/** What was typed into a short field, which is a value and not letters. */
function typedValue(struct: Y.Item, doc: Y.Doc | null): string | null {
  if (!(struct.content instanceof Y.ContentAny)) return null;
  const [value] = struct.content.arr as unknown[];
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return null;
  const key = struct.parentSub ?? keyIn(doc, struct.id);
  return key !== null && TYPED_FIELD.test(key) ? String(value) : null;
}

/** An update says the key of a value only where there was none before; the document knows. */
function keyIn(doc: Y.Doc | null, { client, clock }: Y.ID): string | null {
  if (!doc || Y.getState(doc.store, client) <= clock) return null;
  const struct: unknown = Y.getItem(doc.store, Y.createID(client, clock));
  return struct instanceof Y.Item ? struct.parentSub : null;
}

/** Finds the section of an item through what it hangs on: in the document, or in the updates themselves. */
function sectionFinder(structs: readonly (Y.Item | Y.GC | Y.Skip)[], doc: Y.Doc | null): (id: Y.ID) => string | null {
  const ends = new Map<string, Y.Item>();
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    ends.set(nameOf(struct.id), struct);
    ends.set(nameOf(struct.lastId), struct);
  }
  return (start) => {
    let id: Y.ID | null = start;
    for (let steps = 0; id && steps < MAX_CLIMB; steps += 1) {
      const root = doc && rootIn(doc, id);
      const item = ends.get(nameOf(id));
      const name = root ?? (typeof item?.parent === 'string' ? item.parent : null);
      if (name !== null) return SECTION_ROOT.exec(name)?.[1] ?? null;
      id = item ? ((item.parent instanceof Y.ID ? item.parent : null) ?? item.origin ?? item.rightOrigin) : null;
    }
    return null;
  };
}

function nameOf({ client, clock }: Y.ID): string {
  return `${client}/${clock}`;
}

function rootIn(doc: Y.Doc, { client, clock }: Y.ID): string | null {
  if (Y.getState(doc.store, client) <= clock) return null;
  let struct: unknown = Y.getItem(doc.store, Y.createID(client, clock));
  while (struct instanceof Y.Item && struct.parent instanceof Y.AbstractType) {
    const { _item } = struct.parent;
    if (_item === null) return Y.findRootTypeKey(struct.parent);
    struct = _item;
  }
  return null; // Already swept away: nothing of it is left to read either.
}

/** Whether every change can be placed in a document that knows `stateVector`: nothing in between is missing. */
export function isWithoutGaps(updates: readonly Uint8Array[], stateVector: Map<number, number>): boolean {
  if (updates.length === 0) return true;
  const { from } = Y.parseUpdateMeta(Y.mergeUpdates([...updates]));
  return [...from].every(([client, clock]) => clock <= (stateVector.get(client) ?? 0));
}
