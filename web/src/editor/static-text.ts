import * as Y from 'yjs';
import { lettersOf, type Mark, marksOf } from './authors/marks';
import type { Stretch } from './authors/stretches';
import { safeHref } from './marks/link';
import { blockTag } from './nodes/block';
import { drawReference } from './register/draw';
import type { RegisterReader } from './register/reader';
import { isReferenceKind, referenceOf } from './register/reference';

type Attributes = Record<string, unknown>;

const TAGS: Readonly<Record<string, string>> = {
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  tableRow: 'tr',
  hardBreak: 'br',
};
/** The page reads its text like the editor does; nesting deeper than this was not made by hand. */
const MAX_DEPTH = 40;

/**
 * The text of a section without an editor: for sections that are far from the screen, for readers, and for
 * sections this page must not touch. Same elements as the editor draws, so that nothing moves when it comes.
 */
export function renderStatic(
  fragment: Y.XmlFragment,
  reader: RegisterReader | null = null,
  authors: TextAuthors | null = null,
): DocumentFragment {
  const out = document.createDocumentFragment();
  out.append(...fragment.toArray().flatMap((child) => nodesOf(child, { depth: 0, reader, authors })));
  return out;
}

/** Who wrote what of each text, where that is shown. */
export type TextAuthors = ReadonlyMap<Y.XmlText, readonly Stretch[]>;

interface Place {
  readonly depth: number;
  readonly reader: RegisterReader | null;
  readonly authors: TextAuthors | null;
}

function nodesOf(type: unknown, place: Place): Node[] {
  if (type instanceof Y.XmlText) return runsOf(type, place.authors?.get(type) ?? []);
  if (!(type instanceof Y.XmlElement) || place.depth > MAX_DEPTH) return [];
  return [elementOf(type, place)];
}

function elementOf(element: Y.XmlElement, { depth, ...place }: Place): HTMLElement {
  const attributes = element.getAttributes() as Attributes;
  const children = () => element.toArray().flatMap((child) => nodesOf(child, { depth: depth + 1, ...place }));
  const name = element.nodeName;
  if (name === 'block') return filled(blockTag(attributes.style), children(), true);
  if (name === 'table') return tableOf(children());
  if (name === 'tableHeader' || name === 'tableCell') return cellOf(name, attributes, children());
  const tag = TAGS[name];
  if (tag) return filled(tag, children());
  if (isReferenceKind(name)) return drawReference(referenceOf(element, name), place.reader);
  return unknownOf(children());
}

function filled(tag: string, children: Node[], keepsLine = false): HTMLElement {
  const element = document.createElement(tag);
  element.append(...children);
  // An empty block is a line high in the editor too.
  if (keepsLine && children.length === 0) element.append(document.createElement('br'));
  return element;
}

function tableOf(rows: Node[]): HTMLElement {
  const scroller = filled('div', [filled('table', [filled('tbody', rows)])]);
  scroller.className = 'text-table';
  // Wider than a phone, it scrolls: by keyboard too.
  scroller.tabIndex = 0;
  return scroller;
}

function cellOf(name: string, attributes: Attributes, children: Node[]): HTMLElement {
  const cell = filled(name === 'tableHeader' ? 'th' : 'td', children) as HTMLTableCellElement;
  if (name === 'tableHeader') cell.scope = 'col';
  if (typeof attributes.colspan === 'number') cell.colSpan = attributes.colspan;
  if (typeof attributes.rowspan === 'number') cell.rowSpan = attributes.rowspan;
  return cell;
}

/** Something a newer page has written: its words are shown, its shape is not known. */
function unknownOf(children: Node[]): HTMLElement {
  const element = filled('div', children);
  element.className = 'text-unknown';
  return element;
}

function runsOf(text: Y.XmlText, stretches: readonly Stretch[]): Node[] {
  const runs = text.toDelta() as { insert: unknown; attributes?: Attributes }[];
  const marks = stretches.length === 0 ? [] : marksOf(stretches, lettersOf(text));
  let at = 0;
  return runs.flatMap(({ insert, attributes = {} }) => {
    const start = at;
    at += typeof insert === 'string' ? insert.length : 1;
    if (typeof insert !== 'string') return [];
    let node: Node = marks.length === 0 ? document.createTextNode(insert) : markedWords(insert, start, marks);
    if (attributes.italic) node = filled('em', [node]);
    if (attributes.bold) node = filled('strong', [node]);
    const href = safeHref((attributes.link as Attributes | undefined)?.href);
    if (href) node = linkOf(href, node);
    return [node];
  });
}

/** The words of one run, which begins at `start`, with the marks that fall into it. */
function markedWords(words: string, start: number, marks: readonly Mark[]): Node {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const { from, to, attributes } of marks) {
    const [first, end] = [Math.max(from - start, at), Math.min(to - start, words.length)];
    if (first >= end) continue;
    out.append(words.slice(at, first), markOf(words.slice(first, end), attributes));
    at = end;
  }
  out.append(words.slice(at));
  return out;
}

function markOf(words: string, { style = '', ...attributes }: Mark['attributes']): HTMLElement {
  const mark = filled('span', [document.createTextNode(words)]);
  for (const [name, value] of Object.entries(attributes)) mark.setAttribute(name, value);
  mark.style.cssText = style;
  return mark;
}

function linkOf(href: string, child: Node): HTMLElement {
  const link = filled('a', [child]) as HTMLAnchorElement;
  link.href = href;
  link.rel = 'noopener noreferrer nofollow';
  link.target = '_blank';
  return link;
}
