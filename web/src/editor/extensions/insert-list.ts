/** One line of the list. */
export interface InsertChoice {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
}

interface Shown {
  readonly label: string;
  readonly choices: readonly InsertChoice[];
  readonly index: number;
  /** The stroke it belongs to, on the screen. */
  readonly at: { readonly left: number; readonly top: number; readonly bottom: number };
}

const GAP = 6;
let lists = 0;

/** The list at the caret, in plain DOM. The focus never enters it: the box one writes in says which line is chosen. */
export class InsertList {
  readonly #id: string;
  #element: HTMLElement | null = null;

  constructor(private readonly onChoose: (index: number) => void) {
    lists += 1;
    this.#id = `insert-list-${lists}`;
  }

  show({ label, choices, index, at }: Shown): void {
    const element = this.#element ?? this.#open();
    element.setAttribute('aria-label', label);
    element.replaceChildren(...choices.map((choice, at) => this.#option(choice, at, at === index)));
    element.children[index]?.scrollIntoView?.({ block: 'nearest' });
    place(element, at);
  }

  close(): void {
    this.#element?.remove();
    this.#element = null;
  }

  attributes(index: number): Record<string, string> {
    return { 'aria-controls': this.#id, 'aria-activedescendant': `${this.#id}-${index}`, 'aria-autocomplete': 'list' };
  }

  #open(): HTMLElement {
    const element = document.createElement('div');
    element.id = this.#id;
    element.className = 'insert-list';
    element.setAttribute('role', 'listbox');
    // The caret stays in the text.
    element.addEventListener('mousedown', (event) => event.preventDefault());
    document.body.append(element);
    this.#element = element;
    return element;
  }

  #option({ label, hint }: InsertChoice, index: number, isChosen: boolean): HTMLElement {
    const option = document.createElement('div');
    option.id = `${this.#id}-${index}`;
    option.className = 'insert-list__option';
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', String(isChosen));
    option.append(part('insert-list__label', label), part('insert-list__hint', hint));
    option.addEventListener('click', () => this.onChoose(index));
    return option;
  }
}

function part(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

/** Below the line, or above it where the screen, or the keyboard of a phone, leaves no room. */
function place(element: HTMLElement, { left, top, bottom }: Shown['at']): void {
  const seen = window.visualViewport;
  const end = seen ? seen.offsetTop + seen.height : window.innerHeight;
  const { width, height } = element.getBoundingClientRect();
  const isAbove = bottom + GAP + height > end && top - GAP - height > 0;
  element.style.top = `${Math.round(isAbove ? top - GAP - height : bottom + GAP)}px`;
  element.style.left = `${Math.round(Math.max(GAP, Math.min(left, window.innerWidth - width - GAP)))}px`;
}
