import * as Y from 'yjs';

/** Nodes that show the register, and the attribute that says what of it. Nothing else is stored. */
export const REFERENCES = {
  commitmentCard: { isInline: false, attribute: 'id' },
  commitmentTable: { isInline: false, attribute: 'filter' },
  timelineView: { isInline: false, attribute: 'id' },
  actorName: { isInline: true, attribute: 'id' },
  milestoneDate: { isInline: true, attribute: 'id' },
} as const satisfies Record<string, { isInline: boolean; attribute: 'id' | 'filter' }>;

export type ReferenceKind = keyof typeof REFERENCES;

/** A place in the text that points into the register. */
export interface Reference {
  readonly kind: ReferenceKind;
  /** An id, or the filter of a table. */
  readonly value: string;
}

export function isReferenceKind(name: string): name is ReferenceKind {
  return Object.hasOwn(REFERENCES, name);
}

/** What a section shows of the register, in the order of the text; each once. */
export function referencesIn(fragment: Y.XmlFragment): Reference[] {
  const found = new Map<string, Reference>();
  const visit = (type: unknown) => {
    if (!(type instanceof Y.XmlFragment)) return;
    if (type instanceof Y.XmlElement && isReferenceKind(type.nodeName)) {
      const reference = referenceOf(type, type.nodeName);
      found.set(`${reference.kind}/${reference.value}`, reference);
      return;
    }
    for (const child of type.toArray()) visit(child);
  };
  visit(fragment);
  return [...found.values()];
}

export function referenceOf(element: Y.XmlElement, kind: ReferenceKind): Reference {
  const value: unknown = element.getAttribute(REFERENCES[kind].attribute);
  return { kind, value: typeof value === 'string' ? value : '' };
}
