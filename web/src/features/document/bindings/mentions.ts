/** Where the text speaks of something in the register: sections that show it, and sections bound to it. */
import type * as Y from 'yjs';
import { bodyRoot, type Reference, type ReferenceKind, referencesIn } from '../../../editor';
import { BINDING_KINDS, type Binding, type BindingKind, bindingsOf } from './bindings';

/** What a section has to do with one thing. */
export interface Tie {
  readonly id: string;
  readonly isShown: boolean;
  readonly isBound: boolean;
}

const SHOWN_BY: Partial<Record<ReferenceKind, BindingKind>> = {
  commitmentCard: 'commitment',
  actorName: 'actor',
  milestoneDate: 'milestone',
};

/** What a section shows by itself or is bound to, in the order of the text, then of the bindings. */
export function tiesOf(doc: Y.Doc, section: string, kind: BindingKind): Tie[] {
  const shown = new Set(
    referencesIn(doc.getXmlFragment(bodyRoot(section)))
      .filter((reference) => SHOWN_BY[reference.kind] === kind)
      .map(({ value }: Reference) => value),
  );
  const bound = new Set(
    bindingsOf(doc, section)
      .filter((binding) => binding.kind === kind)
      .map(({ id }) => id),
  );
  return [...new Set([...shown, ...bound])].map((id) => ({ id, isShown: shown.has(id), isBound: bound.has(id) }));
}

/** Those of the sections that speak of it. */
export function sectionsAbout(doc: Y.Doc, sections: readonly string[], { kind, id }: Binding): string[] {
  return sections.filter((section) => tiesOf(doc, section, kind).some((tie) => tie.id === id));
}

/** What a section has to do with the register, by kind. */
export type Ties = Readonly<Record<BindingKind, readonly Tie[]>>;

export function allTiesOf(doc: Y.Doc, section: string): Ties {
  const all = BINDING_KINDS.map((kind) => [kind, tiesOf(doc, section, kind)] as const);
  return Object.fromEntries(all) as Record<BindingKind, Tie[]>;
}
