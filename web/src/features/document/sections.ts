import type * as Y from 'yjs';
import { titleRoot } from '../../editor';
import type { Lease } from '../../sync';

export type SectionKind = 'heading' | 'premise' | 'article' | 'part' | 'signatures' | 'annex';

export interface Section {
  readonly id: string;
  readonly kind: SectionKind;
  readonly number: number | null;
  readonly title: string;
  readonly guidance: string;
  readonly order: string;
  readonly mandatory: boolean;
  readonly policy: string;
  /** Reason for which it was set aside. */
  readonly aside: string | null;
  readonly notApplicable: string | null;
}

const KINDS: readonly SectionKind[] = ['heading', 'premise', 'article', 'part', 'signatures', 'annex'];

/** The sections of a document in reading order, the ones set aside included. */
export function readSections(doc: Y.Doc): Section[] {
  const fields = doc.getMap<unknown>('sections');
  const ids = new Set<string>();
  for (const key of fields.keys()) {
    const slash = key.indexOf('/');
    if (slash > 0) ids.add(key.slice(0, slash));
  }
  return [...ids].map((id) => readSection(doc, fields, id)).sort(byOrder);
}

function readSection(doc: Y.Doc, fields: Y.Map<unknown>, id: string): Section {
  const text = (field: string) => {
    const value = fields.get(`${id}/${field}`);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = fields.get(`${id}/number`);
  return {
    id,
    kind: KINDS.find((kind) => kind === text('kind')) ?? 'part',
    // Written by yrs as a 64-bit integer, which arrives as a bigint.
    number: typeof number === 'number' || typeof number === 'bigint' ? Number(number) : null,
    title: doc.getText(titleRoot(id)).toString(),
    guidance: text('guidance') ?? '',
    order: text('order') ?? '',
    mandatory: fields.get(`${id}/mandatory`) === true,
    policy: text('policy') ?? 'open',
    aside: text('aside'),
    notApplicable: text('not_applicable'),
  };
}

/** Fractional indexes compare by their characters; a locale would put «a» beside «A». */
function byOrder(a: Section, b: Section): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** Whether the server would take words for this section from us; it decides, the page only spares the refusal. */
export function isOpenTo(section: Section, lease: Lease | null): boolean {
  if (section.aside !== null || !lease) return false;
  if (section.policy === 'open') return true;
  if (section.policy === 'office') return lease.role === 'coordinator';
  return lease.actor !== null && section.policy === `one_writer:${lease.actor.id}`;
}

/** What comes before the title in the margin and in lists: «Art. 3», «3», or nothing. */
export function hasNumber(section: Section): section is Section & { number: number } {
  return section.number !== null && (section.kind === 'article' || section.kind === 'part');
}

/**
 * After which section a section must stand to move by one place among those in use; undefined when it is at that
 * end already, null for the first place.
 */
export function placeAfterMove(sections: readonly Section[], id: string, direction: -1 | 1): string | null | undefined {
  const used = sections.filter((section) => section.aside === null);
  const from = used.findIndex((section) => section.id === id);
  const to = from + direction;
  if (from < 0 || to < 0 || to >= used.length) return undefined;
  return direction === 1 ? (used[to]?.id ?? null) : (used[to - 1]?.id ?? null);
}
