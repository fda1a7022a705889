/**
 * Word puts lists on the clipboard as paragraphs: `class=MsoListParagraph`, `style="mso-list:l0 level2 lfo1"`, and
 * the bullet or number as text marked `mso-list:Ignore`. Here they become lists again.
 */

const LIST_STYLE = /mso-list:\s*l(\d+)\s+level(\d+)/i;
const IS_NUMBER = /^\s*\(?(\d+|[a-z]|[ivxlc]+)[.)°]/i;
/** Word itself stops at nine. */
const MAX_LEVEL = 9;

interface ListParagraph {
  readonly paragraph: HTMLElement;
  readonly list: string;
  readonly level: number;
  readonly isOrdered: boolean;
}

export function listsFromWord(body: HTMLElement): void {
  const paragraphs = [...body.querySelectorAll<HTMLElement>('p, h1, h2, h3, h4, h5, h6, div')];
  let group: ListParagraph[] = [];
  for (const paragraph of paragraphs) {
    const found = asListParagraph(paragraph);
    if (!found) continue;
    const last = group.at(-1);
    if (last && nextElement(last.paragraph) !== paragraph) {
      build(group);
      group = [];
    }
    group.push(found);
  }
  build(group);
}

function asListParagraph(paragraph: HTMLElement): ListParagraph | null {
  const match = LIST_STYLE.exec(paragraph.getAttribute('style') ?? '');
  if (!match) return null;
  return {
    paragraph,
    list: match[1] ?? '0',
    level: Math.min(Number(match[2]), MAX_LEVEL),
    isOrdered: IS_NUMBER.test(takeMarker(paragraph)),
  };
}

/** Removes the bullet or number and returns it. */
function takeMarker(paragraph: HTMLElement): string {
  const marked = [...paragraph.querySelectorAll('[style]')].filter((element) =>
    /mso-list:\s*ignore/i.test(element.getAttribute('style') ?? ''),
  );
  const text = marked.map((element) => element.textContent ?? '').join('');
  for (const element of marked) element.remove();
  if (marked.length > 0) return text;
  // Word for the web and for Mac leave the marker bare at the start of the text.
  const first = firstText(paragraph);
  const bare = /^\s*([·•o§‐–-]|\(?(?:\d+|[a-z])[.)])[\s\u00A0]+/i.exec(first?.data ?? '');
  if (!first || !bare) return '';
  first.data = first.data.slice(bare[0].length);
  return bare[1] ?? '';
}

function build(group: readonly ListParagraph[]): void {
  const open: { list: HTMLElement; level: number; name: string }[] = [];
  for (const { paragraph, level, isOrdered, list: name } of group) {
    const tag = isOrdered ? 'ol' : 'ul';
    while ((open.at(-1)?.level ?? 0) > level) open.pop();
    const current = open.at(-1);
    if (current?.level === level && (current.list.localName !== tag || (level === 1 && current.name !== name))) {
      open.pop();
    }
    if (open.at(-1)?.level !== level) {
      const list = paragraph.ownerDocument.createElement(tag);
      const parent = open.at(-1)?.list.lastElementChild;
      if (parent) parent.append(list);
      else paragraph.before(list);
      open.push({ list, level, name });
    }
    const item = paragraph.ownerDocument.createElement('li');
    const text = paragraph.ownerDocument.createElement('p');
    text.append(...paragraph.childNodes);
    item.append(text);
    open.at(-1)?.list.append(item);
    paragraph.remove();
  }
}

/** The next element, unless there is text of its own in between. */
function nextElement(element: Element): Element | null {
  let next = element.nextSibling;
  while (next && next.nodeType !== Node.ELEMENT_NODE) {
    if (next.nodeType === Node.TEXT_NODE && next.textContent?.trim()) return null;
    next = next.nextSibling;
  }
  return next as Element | null;
}

function firstText(element: Element): Text | null {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.trim() !== '') return text;
  }
  return null;
}
