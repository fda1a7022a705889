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
  readonly policyReason: string | null;
  /** Name of the only body that may write. */
  readonly policyWriter: string | null;
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
    policyReason: text('policy_reason'),
    policyWriter: text('policy_writer'),
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
export function isOpenTo(section: Pick<Section, 'policy' | 'aside'>, lease: Lease | null): boolean {
  if (section.aside !== null || !lease) return false;
  if (section.policy === 'open') return true;
  if (section.policy === 'office') return lease.role === 'coordinator';
  return lease.actor !== null && section.policy === `one_writer:${lease.actor.id}`;
}

/** The same for a section as it stands in the document at this very moment, before anything has been drawn. */
export function isOpenNow(doc: Y.Doc, id: string, lease: Lease | null): boolean {
  if (readPause(doc) !== null) return false;
  const fields = doc.getMap<unknown>('sections');
  const text = (field: string) => {
    const value = fields.get(`${id}/${field}`);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return isOpenTo({ policy: text('policy') ?? 'open', aside: text('aside') }, lease);
}

/** Why nobody may write in the whole document now; null when it is not paused, empty when no reason was given. */
export function readPause(doc: Y.Doc): string | null {
  const paused = doc.getMap<unknown>('meta').get('paused');
  return typeof paused === 'string' ? paused : null;
}

/** Who may write in a section that is not open to the whole table. */
export type Closure =
  | { kind: 'writer'; writer: string | null; reason: string | null }
  | { kind: 'office'; reason: string | null }
  | { kind: 'locked'; reason: string | null };

const ONE_WRITER = 'one_writer:';
/** The server bounds reasons too: they are read beside the text. */
export const LONGEST_REASON = 500;

export function closureOf({ policy, policyReason: reason, policyWriter: writer }: Section): Closure | null {
  if (policy === 'open') return null;
  if (policy.startsWith(ONE_WRITER)) return { kind: 'writer', writer, reason };
  // A policy this page does not know is not open to it.
  return { kind: policy === 'office' ? 'office' : 'locked', reason };
}

/** A policy as a choice in a form. */
export type PolicyChoice = { who: 'open' | 'office' | 'locked' } | { who: 'writer'; actor: string };

export function choiceOf(policy: string): PolicyChoice {
  if (policy.startsWith(ONE_WRITER)) return { who: 'writer', actor: policy.slice(ONE_WRITER.length) };
  return { who: policy === 'open' || policy === 'office' ? policy : 'locked' };
}

export function policyOf(choice: PolicyChoice): string {
  return choice.who === 'writer' ? ONE_WRITER + choice.actor : choice.who;
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
