import { listsFromWord } from './word-lists';

/** What a text editor of another house puts on the clipboard and nobody wants in a pact. */
const JUNK =
  'script, style, meta, link, title, xml, head, object, iframe, noscript, template, svg, img, o\\:p, w\\:sdtpr, del, .Apple-interchange-newline, [style*="mso-hide:all"], [style*="display:none"], [style*="display: none"]';
/** Attributes that say something about content; every other one is style. */
const KEPT: ReadonlySet<string> = new Set(['href', 'colspan', 'rowspan', 'data-register', 'data-reference']);
/** A pointer into the register, copied from a text of ours: its words are not text of the pact. */
const REFERENCE = '[data-register]';
const BLOCKS = 'p, div, h1, h2, h3, h4, h5, h6, li, blockquote, td, th, pre, section, article, header, footer';

/**
 * Pasted HTML with its meaning and without its dress: lists are lists, headings headings, bold is bold; colours,
 * sizes, classes and the leavings of word processors go. Works on a copy that is never part of the page.
 */
export function cleanPastedHtml(html: string): string {
  const page = new DOMParser().parseFromString(withoutLoneSurrogates(html), 'text/html');
  const { body } = page;
  // Inside one editor, or between two of ours, the text is already as it should be.
  if (body.querySelector('[data-pm-slice]')) return html;
  removeComments(page);
  // What they show is drawn again where they are pasted.
  for (const reference of body.querySelectorAll(REFERENCE)) reference.replaceChildren();
  listsFromWord(body);
  for (const junk of body.querySelectorAll(JUNK)) junk.remove();
  nestStrayLists(body);
  tellWeight(body);
  splitAtDoubleBreaks(body);
  quoteLineByLine(body);
  unnestTables(body);
  flattenSpaces(body);
  for (const element of body.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
  }
  unwrap(body, `span:not(${REFERENCE}), font, u, small, center, o\\:smarttagtype, tbody > p`);
  removeEmptyEnds(body);
  return body.innerHTML.trim();
}

/** Half a letter, left by a program that cut a text in the wrong place. */
export function withoutLoneSurrogates(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '');
}

function removeComments(page: Document): void {
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
}

/** Bold and italic said by style become elements; the normal weight Google wraps everything in is no bold. */
function tellWeight(body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>('b, strong')) {
    if (/^(normal|[1-4]00)$/.test(element.style.fontWeight)) replaceByChildren(element);
  }
  for (const element of body.querySelectorAll<HTMLElement>('i, em')) {
    if (element.style.fontStyle === 'normal') replaceByChildren(element);
  }
  for (const element of body.querySelectorAll<HTMLElement>('span, font')) {
    // Headings are bold by themselves; a mark on top of it would be stored for nothing.
    const isHeading = element.closest('h1, h2, h3, h4, h5, h6') !== null;
    if (/^(bold|bolder|[6-9]00)$/.test(element.style.fontWeight) && !isHeading) wrapContent(element, 'strong');
    if (element.style.fontStyle === 'italic') wrapContent(element, 'em');
  }
  for (const element of body.querySelectorAll(
    'h1 > b, h1 > strong, h2 > b, h2 > strong, h3 > b, h3 > strong, h4 > b, h4 > strong',
  )) {
    replaceByChildren(element);
  }
}

/** Lists put beside the item they belong to, as Google and old Word write them, go inside it. */
function nestStrayLists(body: HTMLElement): void {
  for (const list of body.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')) {
    const item = list.previousElementSibling;
    if (item?.tagName === 'LI') item.append(list);
  }
}

/** Two line breaks in a row are a new paragraph for the person who typed them. */
function splitAtDoubleBreaks(body: HTMLElement): void {
  for (const br of [...body.querySelectorAll('br')]) {
    const next = nextSolid(br);
    if (!(next instanceof HTMLElement) || next.tagName !== 'BR') continue;
    const paragraph = br.closest('p');
    next.remove();
    if (!paragraph || br.parentElement !== paragraph) {
      // In bare text: a rule is no node of ours, but it ends one block and begins the next.
      br.replaceWith(body.ownerDocument.createElement('hr'));
      continue;
    }
    const rest = body.ownerDocument.createElement('p');
    while (br.nextSibling) rest.append(br.nextSibling);
    br.remove();
    paragraph.after(rest);
  }
  // A break between two blocks, as Google puts one, is only their distance.
  for (const br of [...body.querySelectorAll('br')]) {
    const isBetween = isBlockOrNothing(br.previousSibling) && isBlockOrNothing(br.nextSibling);
    if (isBetween && (br.parentElement === body || br.parentElement?.matches('div, section, article'))) br.remove();
  }
}

function nextSolid(node: Node): Node | null {
  let next = node.nextSibling;
  while (next?.nodeType === Node.TEXT_NODE && next.textContent?.trim() === '') next = next.nextSibling;
  return next;
}

function isBlockOrNothing(node: Node | null): boolean {
  if (!node) return true;
  if (node.nodeType === Node.TEXT_NODE) return node.textContent?.trim() === '';
  return node instanceof Element && node.matches(`${BLOCKS}, ul, ol, table, hr`);
}

/** A quotation of several paragraphs becomes several quoted blocks: a block holds one line of thought. */
function quoteLineByLine(body: HTMLElement): void {
  for (const quote of [...body.querySelectorAll('blockquote')]) {
    const paragraphs = [...quote.children].filter((child) => child.matches('p, div'));
    if (paragraphs.length === 0) continue;
    for (const paragraph of paragraphs) {
      const line = body.ownerDocument.createElement('blockquote');
      line.append(...paragraph.childNodes);
      paragraph.replaceWith(line);
    }
    replaceByChildren(quote);
  }
}

/** Tables used for layout inside a cell: their words stay, their cells go. */
function unnestTables(body: HTMLElement): void {
  for (const table of [...body.querySelectorAll('td table, th table')]) {
    const paragraphs = [...table.querySelectorAll('td, th')].map((cell) => {
      const paragraph = body.ownerDocument.createElement('p');
      paragraph.append(...cell.childNodes);
      return paragraph;
    });
    table.replaceWith(...paragraphs);
  }
}

function flattenSpaces(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    // Soft hyphens and invisible joiners of layout programs; non-breaking spaces that only stood for spaces.
    text.data = text.data.replace(/[\u00AD\uFEFF\u200B]/g, '').replace(/[\u00A0\t\r\n]+/g, ' ');
  }
}

function removeEmptyEnds(body: HTMLElement): void {
  for (const paragraph of body.querySelectorAll('p, div')) {
    const isEmpty =
      paragraph.textContent?.trim() === '' &&
      !paragraph.matches(REFERENCE) &&
      !paragraph.querySelector(`table, li, ${REFERENCE}`);
    // A paragraph that holds its cell or item open stays.
    if (isEmpty && !(paragraph.parentElement?.matches('li, td, th') && paragraph.parentElement.children.length === 1)) {
      paragraph.remove();
    }
  }
}

function unwrap(body: HTMLElement, selector: string): void {
  for (const element of [...body.querySelectorAll(selector)]) replaceByChildren(element);
}

function replaceByChildren(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function wrapContent(element: HTMLElement, tag: string): void {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}
