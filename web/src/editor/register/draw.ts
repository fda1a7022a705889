import { mendAttributes, mendChildren, mendNode } from './mend';
import {
  type Absent,
  isAbsent,
  type RegisterReader,
  type ShownCard,
  type ShownRow,
  type ShownSpan,
  type ShownTable,
  type ShownTimeline,
  type ShownWords,
} from './reader';
import { isReferenceKind, REFERENCES, type Reference } from './reference';

const COLOR = /^#[0-9a-f]{6}$/i;
/** Attributes of a drawn reference that change with what it shows; its classes are the editor's too. */
const CHANGING = ['data-reference', 'data-absent', 'aria-label', 'title'] as const;

type Shown = ShownCard | ShownTable | ShownTimeline | ShownWords | Absent;

/** What each drawing was made of, so that one that would be the same is not made. */
const drawn = new WeakMap<HTMLElement, Drawn>();

interface Drawn {
  readonly shown: Shown | null;
  readonly key: string;
}

/**
 * A reference as it is seen: the same in an editor, in a text without one and on the clipboard. The marks on the
 * element bring it back as a reference when it is pasted; its words are for programs that know nothing of it.
 */
export function drawReference(reference: Reference, reader: RegisterReader | null): HTMLElement {
  const shown = reader && shownOf(reference, reader);
  const element = build(reference, shown);
  drawn.set(element, { shown, key: keyOf(reference, shown) });
  return element;
}

/** Draws again, in place and only what differs. */
export function redrawReference(element: HTMLElement, reference: Reference, reader: RegisterReader | null): void {
  const shown = reader && shownOf(reference, reader);
  const key = keyOf(reference, shown);
  const before = drawn.get(element);
  const isSame = before?.key === key;
  drawn.set(element, { shown, key });
  if (isSame && mendRows(element, before.shown, shown)) return;
  const fresh = build(reference, shown);
  mendAttributes(element, fresh, CHANGING);
  mendChildren(element, fresh);
}

/** The reference that an element shows. */
export function drawnReference(element: HTMLElement): Reference | null {
  const { register = '', reference = '' } = element.dataset;
  return isReferenceKind(register) ? { kind: register, value: reference } : null;
}

/** A reference as plain text. */
export function wordsOfReference(reference: Reference, reader: RegisterReader | null): string {
  const shown = reader && shownOf(reference, reader);
  if (!shown) return '';
  if (isAbsent(shown)) return shown.absent;
  if ('rows' in shown) {
    const lines: string[] =
      'head' in shown
        ? [shown.head.join('\t'), ...shown.rows.map(({ cells }) => cells.join('\t'))]
        : shown.rows.map((span) => [span.who, span.what, span.when].filter(Boolean).join(' · '));
    return shown.rows.length === 0 ? shown.empty : [shown.name, ...lines].join('\n');
  }
  return 'words' in shown ? shown.words : shown.name;
}

function shownOf({ kind, value }: Reference, reader: RegisterReader): Shown {
  switch (kind) {
    case 'commitmentCard':
      return reader.card(value);
    case 'commitmentTable':
      return reader.table(value);
    case 'timelineView':
      return reader.timeline();
    case 'actorName':
      return reader.actorName(value);
    case 'milestoneDate':
      return reader.milestoneDate(value);
  }
}

/** All of it but its rows, which are compared one by one. */
function keyOf(reference: Reference, shown: Shown | null): string {
  const rest = shown && 'rows' in shown ? { ...shown, rows: shown.rows.length } : shown;
  return JSON.stringify([reference, rest]);
}

/** The rows that changed, each in its place: of hundreds, mostly one. False when they cannot be told apart. */
function mendRows(element: HTMLElement, before: Shown | null, now: Shown | null): boolean {
  if (!before || !now || !('rows' in before) || !('rows' in now)) return true;
  const elements = element.querySelectorAll('tbody > tr, .register-timeline__rows > li');
  if (elements.length !== now.rows.length) return false;
  for (const [index, row] of now.rows.entries()) {
    const old = elements[index];
    if (!old || JSON.stringify(row) === JSON.stringify(before.rows[index])) continue;
    const fresh = 'cells' in row ? rowOf(row, 'head' in now ? now.head : []) : spanOf(row);
    if (!mendNode(old, fresh)) return false;
  }
  return true;
}

function build({ kind, value }: Reference, shown: Shown | null): HTMLElement {
  const { isInline } = REFERENCES[kind];
  const element = make(isInline ? 'span' : 'div', `register-${isInline ? 'words' : 'block'} register-${kind}`);
  element.dataset.register = kind;
  element.dataset.reference = value;
  if (!shown) return element;
  if (isAbsent(shown)) {
    element.dataset.absent = '';
    element.append(isInline ? shown.absent : make('p', 'register-absent', shown.absent));
    if (!isInline) name(element, shown.absent);
  } else if ('words' in shown) {
    element.textContent = shown.words;
    element.title = shown.title;
  } else {
    name(element, shown.name);
    element.append(...contentOf(shown));
  }
  return element;
}

function contentOf(shown: ShownCard | ShownTable | ShownTimeline): HTMLElement[] {
  if ('head' in shown) return tableOf(shown);
  return 'months' in shown ? timelineOf(shown) : cardOf(shown);
}

function cardOf({ actor, color, what, facts, state }: ShownCard): HTMLElement[] {
  const who = make('p', 'register-card__who');
  const sign = make('span', 'register-card__sign');
  sign.setAttribute('aria-hidden', 'true');
  if (color && COLOR.test(color)) sign.style.setProperty('--actor-color', color);
  who.append(sign, actor);
  const lines = [make('p', 'register-card__what', what)];
  if (facts !== '') lines.push(make('p', 'register-card__facts', facts));
  lines.push(make('p', 'register-card__state', state));
  return [who, ...lines];
}

/** With its roles written out: on a phone its rows are drawn one under the other, which would take them away. */
function tableOf({ name: caption, head, rows, empty }: ShownTable): HTMLElement[] {
  const title = make('p', 'register-block__title', caption);
  if (rows.length === 0) return [title, make('p', 'register-absent', empty)];
  const table = withRole(make('table', 'register-table'), 'table');
  table.setAttribute('aria-label', caption);
  const headRow = withRole(make('tr'), 'row');
  headRow.append(...head.map((text) => withRole(cell('th', 'col', text), 'columnheader')));
  const thead = withRole(make('thead'), 'rowgroup');
  thead.append(headRow);
  const tbody = withRole(make('tbody'), 'rowgroup');
  tbody.append(...rows.map((row) => rowOf(row, head)));
  table.append(thead, tbody);
  return [title, table];
}

function rowOf({ cells }: ShownRow, head: readonly string[]): HTMLElement {
  const row = withRole(make('tr'), 'row');
  for (const [index, text] of cells.entries()) {
    const made = index === 0 ? withRole(cell('th', 'row', text), 'rowheader') : withRole(make('td', '', text), 'cell');
    made.dataset.head = head[index] ?? '';
    row.append(made);
  }
  return row;
}

function cell(tag: 'th', scope: string, text: string): HTMLElement {
  const made = make(tag, '', text);
  made.setAttribute('scope', scope);
  return made;
}

/** A list by time for who listens and on a phone; bars on a row of months where there is room for one. */
function timelineOf({ name: caption, months, rows, empty }: ShownTimeline): HTMLElement[] {
  const title = make('p', 'register-block__title', caption);
  if (rows.length === 0) return [title, make('p', 'register-absent', empty)];
  const ruler = make('div', 'register-timeline__months');
  ruler.setAttribute('aria-hidden', 'true');
  for (const { code, name: month, isEarly } of months) {
    const column = make('span', isEarly ? 'register-timeline__month is-early' : 'register-timeline__month', code);
    if (month !== '') column.append(make('small', '', month));
    ruler.append(column);
  }
  const list = make('ol', 'register-timeline__rows');
  list.append(...rows.map(spanOf));
  for (const each of [ruler, list]) each.style.setProperty('--months', String(months.length));
  return [title, ruler, list];
}

function spanOf({ kind, who, what, when, months }: ShownSpan): HTMLElement {
  const row = make('li', `register-timeline__row register-timeline__row--${kind}`);
  const line = make('span', 'register-timeline__line');
  if (who !== '') line.append(make('strong', '', who), ' ');
  line.append(make('span', '', what), ' ', make('span', 'register-timeline__when', when));
  row.append(line);
  if (months) {
    const track = make('span', 'register-timeline__track');
    track.setAttribute('aria-hidden', 'true');
    const bar = make('span', 'register-timeline__bar');
    bar.style.setProperty('--first', String(months.first));
    bar.style.setProperty('--last', String(months.last + 1));
    track.append(bar);
    row.append(track);
  }
  return row;
}

function name(element: HTMLElement, label: string): void {
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', label);
}

function withRole(element: HTMLElement, role: string): HTMLElement {
  element.setAttribute('role', role);
  return element;
}

function make(tag: string, className = '', text = ''): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  if (text !== '') element.textContent = text;
  return element;
}
