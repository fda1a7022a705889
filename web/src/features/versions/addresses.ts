/** Pages of the history. The server draws them: links to them are plain ones. */

export function historyPage(slug: string, document: string): string {
  return `/t/${slug}/d/${document}/versioni`;
}

export function versionPage(slug: string, document: string, number: number): string {
  return `${historyPage(slug, document)}/${number}`;
}

export function sectionHistoryPage(slug: string, document: string, section: string): string {
  return `${historyPage(slug, document)}?sezione=${encodeURIComponent(section)}`;
}

/** What a text says now beside what it said in a version. */
export function comparisonWithNow(slug: string, document: string, version: number): string {
  return `/t/${slug}/d/${document}/confronto?da=${version}&a=live`;
}

/** Everything that changed in a process since the last visit, or since a meeting. */
export function changesPage(slug: string, since: 'visit' | { readonly meeting: string }): string {
  const point = since === 'visit' ? 'visita' : `incontro:${since.meeting}`;
  return `/t/${slug}/novita?dal=${point}`;
}
