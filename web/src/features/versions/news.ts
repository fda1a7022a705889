import type { ChangedDocument, ProcessChanges } from '../../api';

/** One line of «Dall'ultima volta». */
export type News =
  | { kind: 'waiting'; confirmations: number; alliances: number; conflicts: number }
  | { kind: 'naming'; sections: readonly string[] }
  | { kind: 'document'; document: ChangedDocument }
  | { kind: 'commitments'; added: number; changed: number; gone: number; moved: number }
  | { kind: 'version'; document: string; number: number; message: string };

/** More is on a page of its own. */
const MOST_LINES = 5;

/** What changed in at most five lines, what waits for who reads first. */
export function newsOf(changes: ProcessChanges): News[] {
  const { documents } = changes;
  const lines: (News | null)[] = [
    waiting(changes),
    naming(changes),
    ...documents
      .filter(({ sections }) => sections.length > 0)
      .map((document) => ({ kind: 'document', document }) as const),
    commitments(changes),
    latestVersion(changes),
  ];
  return lines.filter((line) => line !== null).slice(0, MOST_LINES);
}

function waiting({ waiting }: ProcessChanges): News | null {
  if (waiting.length === 0) return null;
  const count = (kind: (typeof waiting)[number]['kind']) => waiting.filter((each) => each.kind === kind).length;
  return {
    kind: 'waiting',
    confirmations: count('confirmation'),
    alliances: count('alliance'),
    conflicts: count('conflict'),
  };
}

function naming({ naming_me, documents }: ProcessChanges): News | null {
  const sections = naming_me.flatMap(({ document, section }) => {
    const changed = documents.find((each) => each.document === document);
    return changed?.sections.find(({ id }) => id === section)?.title ?? [];
  });
  return sections.length === 0 ? null : { kind: 'naming', sections };
}

function commitments({ commitments, decisions }: ProcessChanges): News | null {
  const count = (kind: (typeof commitments)[number]['kind']) => commitments.filter((each) => each.kind === kind).length;
  const news = {
    kind: 'commitments',
    added: count('new'),
    changed: count('changed'),
    gone: count('gone'),
    moved: decisions.filter(({ kind }) => kind === 'state').length,
  } as const;
  return news.added + news.changed + news.gone + news.moved === 0 ? null : news;
}

function latestVersion({ decisions }: ProcessChanges): News | null {
  return decisions.filter((decision) => decision.kind === 'version').at(-1) ?? null;
}
