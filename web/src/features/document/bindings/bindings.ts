/** What a section is bound to, without showing it: `<section>/<kind>/<id>` = true in the document. */
import type * as Y from 'yjs';

export const BINDING_KINDS = ['commitment', 'actor', 'milestone', 'action', 'question'] as const;
export type BindingKind = (typeof BINDING_KINDS)[number];

export interface Binding {
  readonly kind: BindingKind;
  readonly id: string;
}

/** Origin of a binding made here: it is no step of the text's undo. */
const BINDING_ORIGIN = Symbol('binding');

export function bindingsOf(doc: Y.Doc, section: string): Binding[] {
  return allBindings(doc)
    .filter((binding) => binding.section === section)
    .map(({ kind, id }) => ({ kind, id }));
}

export function bind(doc: Y.Doc, section: string, binding: Binding): void {
  write(doc, section, binding, true);
}

/** Set to false and not deleted: the key says whose section was changed, to the server too. */
export function unbind(doc: Y.Doc, section: string, binding: Binding): void {
  write(doc, section, binding, false);
}

function write(doc: Y.Doc, section: string, { kind, id }: Binding, isBound: boolean): void {
  const map = doc.getMap<unknown>('bindings');
  const key = `${section}/${kind}/${id}`;
  if ((map.get(key) === true) === isBound) return;
  doc.transact(() => map.set(key, isBound), BINDING_ORIGIN);
}

function allBindings(doc: Y.Doc): (Binding & { section: string })[] {
  const found = [...doc.getMap<unknown>('bindings').entries()].flatMap(([key, value]) => {
    const [, section, name, id] = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(key) ?? [];
    const kind = BINDING_KINDS.find((known) => known === name);
    return value === true && section && kind && id ? [{ section, kind, id }] : [];
  });
  return found.sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
}
