import { Extension } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { announce } from '../../ui/announcer';
import { rovingIndex } from '../../ui/roving';
import { type InsertChoice, InsertList } from './insert-list';

/** What can be inserted with «/», by who opens the editor. */
export interface InsertMenu {
  /** Name of the list. */
  label(): string;
  /** What fits the letters typed after the stroke. */
  choices(query: string): readonly InsertChoice[];
  /** Said when the list opens and when its length changes. */
  countWords(count: number): string;
  /** The stroke and the letters are gone from the text, the caret stands where they were. */
  choose(id: string): void;
}

interface Options {
  menu: InsertMenu | null;
  mayWrite: () => boolean;
}

/** A stroke at the start of a line or after a space, and what was typed since. */
const ASKED = /(?:^|\s)\/([\p{L}\p{N}' ]{0,30})$/u;
/** Longer than any question the pattern above takes. */
const LOOK_BACK = 40;

/** Whether the list is wanted: from a stroke typed here until it is chosen from, left or forgotten. */
const key = new PluginKey<boolean>('insertMenu');

/**
 * The list that opens at «/»: the caret stays in the text, what is typed filters, arrows move, Enter takes, Escape
 * leaves the stroke as a letter like any other.
 */
export const InsertMenuKeys = Extension.create<Options>({
  name: 'insertMenu',
  // Before Enter, Tab and the arrows mean anything else.
  priority: 2000,

  addOptions() {
    return { menu: null, mayWrite: () => true };
  },

  addProseMirrorPlugins() {
    const { menu, mayWrite } = this.options;
    return menu ? [menuPlugin(menu, mayWrite)] : [];
  },
});

function menuPlugin(menu: InsertMenu, mayWrite: () => boolean): Plugin {
  let session: Session | null = null;
  return new Plugin<boolean>({
    key,
    state: {
      init: () => false,
      apply: (transaction, isWanted, _before, state) => {
        const asked = transaction.getMeta(key) as boolean | undefined;
        return (asked ?? isWanted) && questionIn(state) !== null;
      },
    },
    props: {
      handleTextInput: (view, _from, _to, text, insert) => {
        if (text !== '/' || !mayWrite() || !isAfterSpace(view.state)) return false;
        view.dispatch(insert().setMeta(key, true));
        return true;
      },
      handleKeyDown: (_view, event) => session?.takes(event) === true,
      attributes: (state): Record<string, string> => (key.getState(state) ? (session?.attributes() ?? {}) : {}),
    },
    view: (view) => {
      session = new Session(view, menu);
      return {
        update: () => session?.look(),
        destroy: () => {
          session?.end();
          session = null;
        },
      };
    },
  });
}

/** The list of one editor: shut most of the time. */
class Session {
  #choices: readonly InsertChoice[] = [];
  /** What was asked last; null while nothing is. */
  #query: string | null = null;
  #index = 0;
  readonly #list: InsertList;
  readonly #shut = () => this.#leave();

  constructor(
    private readonly view: EditorView,
    private readonly menu: InsertMenu,
  ) {
    this.#list = new InsertList((index) => this.#take(index));
    view.dom.addEventListener('blur', this.#shut);
  }

  get #isOpen(): boolean {
    return this.#choices.length > 0;
  }

  /** After each change of the editor. */
  look(): void {
    const question = key.getState(this.view.state) ? questionIn(this.view.state) : null;
    if (!question) {
      this.#close();
      return;
    }
    if (question.query === this.#query) return;
    const before = this.#choices.length;
    this.#choices = this.menu.choices(question.query.trim());
    this.#query = question.query;
    this.#index = 0;
    if (this.#choices.length !== before) announce(this.menu.countWords(this.#choices.length));
    this.#draw(question.from);
  }

  takes(event: KeyboardEvent): boolean {
    if (!this.#isOpen || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#leave();
      return true;
    }
    if (event.key === 'Enter' || event.key === 'Tab') {
      this.#take(this.#index);
      return true;
    }
    // Home and End stay the text's.
    const next = event.key.startsWith('Arrow')
      ? rovingIndex(event.key, this.#index, this.#choices.length, 'column')
      : null;
    if (next === null) return false;
    this.#index = next;
    this.#draw(questionIn(this.view.state)?.from ?? null);
    return true;
  }

  attributes(): Record<string, string> {
    return this.#isOpen ? this.#list.attributes(this.#index) : {};
  }

  end(): void {
    this.view.dom.removeEventListener('blur', this.#shut);
    this.#list.close();
  }

  #take(index: number): void {
    const choice = this.#choices[index];
    const { state } = this.view;
    const question = questionIn(state);
    this.#close();
    if (!choice || !question) return;
    this.view.dispatch(state.tr.delete(question.from, question.to).setMeta(key, false));
    this.menu.choose(choice.id);
  }

  #leave(): void {
    if (key.getState(this.view.state)) this.view.dispatch(this.view.state.tr.setMeta(key, false));
  }

  #close(): void {
    if (this.#query === null) return;
    this.#query = null;
    this.#choices = [];
    this.#list.close();
    this.#refreshAttributes();
  }

  #draw(at: number | null): void {
    if (!this.#isOpen || at === null) {
      this.#list.close();
    } else {
      this.#list.show({
        label: this.menu.label(),
        choices: this.#choices,
        index: this.#index,
        at: this.view.coordsAtPos(at),
      });
    }
    this.#refreshAttributes();
  }

  /** The box names the chosen line; it is asked for its attributes with each state, which an arrow does not change. */
  #refreshAttributes(): void {
    queueMicrotask(() => {
      if (!this.view.isDestroyed) this.view.setProps({});
    });
  }
}

interface Question {
  readonly from: number;
  readonly to: number;
  readonly query: string;
}

function questionIn({ selection }: EditorState): Question | null {
  if (!(selection instanceof TextSelection) || !selection.empty) return null;
  const { parent, parentOffset, pos } = selection.$head;
  const words = parent.textBetween(Math.max(0, parentOffset - LOOK_BACK), parentOffset, undefined, '\uFFFC');
  const query = ASKED.exec(words)?.[1];
  return query === undefined ? null : { from: pos - query.length - 1, to: pos, query };
}

function isAfterSpace({ selection }: EditorState): boolean {
  const { parent, parentOffset } = selection.$from;
  if (!parent.inlineContent) return false;
  const before = parent.textBetween(Math.max(0, parentOffset - 1), parentOffset, undefined, '\uFFFC');
  return before === '' || /\s/.test(before);
}
