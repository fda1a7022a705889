/** What header and body cells have in common. Attribute names are those of prosemirror-tables. */

export const CELL_CONTENT = 'flow*';

export function cellAttributes() {
  return {
    colspan: { default: 1, parseHTML: (element: HTMLElement) => spanOf(element, 'colspan') },
    rowspan: { default: 1, parseHTML: (element: HTMLElement) => spanOf(element, 'rowspan') },
    colwidth: { default: null, rendered: false, parseHTML: () => null },
  };
}

/** A pasted cell over a thousand columns is a mistake or an attack. */
const MAX_SPAN = 100;

function spanOf(element: HTMLElement, name: 'colspan' | 'rowspan'): number {
  const span = Number.parseInt(element.getAttribute(name) ?? '1', 10);
  return span >= 1 && span <= MAX_SPAN ? span : 1;
}
