import * as Y from 'yjs';

/** Whether there is nothing to read in a section: no letter, and nothing that shows the register. */
export function isBlank(fragment: Y.XmlFragment): boolean {
  for (const child of fragment.toArray()) {
    if (child instanceof Y.XmlText) {
      if (child.toString().trim() !== '') return false;
    } else if (child instanceof Y.XmlElement) {
      const isLeaf = child.length === 0 && !CONTAINERS.has(child.nodeName);
      if (isLeaf || !isBlank(child)) return false;
    }
  }
  return true;
}

/** Nodes that say something only through what is inside them. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'block',
  'bulletList',
  'orderedList',
  'listItem',
  'table',
  'tableRow',
  'tableHeader',
  'tableCell',
  'hardBreak',
]);

/** The section a root belongs to, by the root's name; null for other roots. */
export function sectionOfRoot(root: string): string | null {
  return /^(?:body|title):(.+)$/s.exec(root)?.[1] ?? null;
}

/** Name of the root that holds a section's text. */
export function bodyRoot(section: string): string {
  return `body:${section}`;
}

/** Name of the root that holds a section's title. */
export function titleRoot(section: string): string {
  return `title:${section}`;
}
