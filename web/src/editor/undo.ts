import { defaultDeleteFilter, ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { sectionOfRoot } from './fragment';

/** Origin of changes made in a section's title. */
export const TITLE_ORIGIN = Symbol('title field');
/** Origin of words that were refused once and are put back by hand. */
export const PUT_BACK_ORIGIN = Symbol('words put back');

type Step = Y.UndoManager['undoStack'][number];

interface Change {
  readonly stackItem: Step;
  readonly changedParentTypes: ReadonlyMap<unknown, unknown>;
}

/** Under which a step keeps the sections it touches. */
const SECTIONS = Symbol('sections');

/** An undo list that passes over the steps in sections that are closed now; they wait there until it opens again. */
export class SectionUndo extends Y.UndoManager {
  constructor(
    doc: Y.Doc,
    private readonly isOpen: (section: string) => boolean,
  ) {
    super([], {
      doc,
      trackedOrigins: new Set<unknown>([ySyncPluginKey, TITLE_ORIGIN, PUT_BACK_ORIGIN]),
      // Undoing the making of a block must not take away what somebody else has written in it.
      deleteFilter: (item) => defaultDeleteFilter(item, new Set(['block'])),
      captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
    });
    this.on('stack-item-added', rememberSections);
    this.on('stack-item-updated', rememberSections);
  }

  /** Whether there is a step that may be taken now. */
  hasStep(what: 'undo' | 'redo'): boolean {
    return this[`${what}Stack`].some((step) => this.#isOpenStep(step));
  }

  override undo(): Step | null {
    return this.#passingOver('undoStack', () => super.undo());
  }

  override redo(): Step | null {
    return this.#passingOver('redoStack', () => super.redo());
  }

  #passingOver(stack: 'undoStack' | 'redoStack', take: () => Step | null): Step | null {
    const all = this[stack];
    if (all.every((step) => this.#isOpenStep(step))) return take();
    const open = all.filter((step) => this.#isOpenStep(step));
    this[stack] = open;
    try {
      return take();
    } finally {
      // Sections are roots of their own: the steps that stay do not build on the one that was taken.
      const left = new Set(this[stack]);
      this[stack] = all.filter((step) => left.has(step) || !this.#isOpenStep(step));
    }
  }

  #isOpenStep(step: Step): boolean {
    const sections: unknown = step.meta.get(SECTIONS);
    return !(sections instanceof Set) || [...sections].every((section) => this.isOpen(String(section)));
  }
}

function rememberSections({ stackItem, changedParentTypes }: Change): void {
  const before: unknown = stackItem.meta.get(SECTIONS);
  const sections = new Set<unknown>(before instanceof Set ? before : []);
  for (const type of changedParentTypes.keys()) {
    if (!(type instanceof Y.AbstractType) || type._item !== null) continue;
    const section = sectionOfRoot(Y.findRootTypeKey(type));
    if (section !== null) sections.add(section);
  }
  stackItem.meta.set(SECTIONS, sections);
}

/**
 * The one undo list of a page, for all its sections: it holds only what was done here, by hand. Sections join it
 * when they are first opened and never leave, so that undo reaches text that has scrolled away.
 */
export function createUndoManager(doc: Y.Doc, isOpen: (section: string) => boolean = () => true): SectionUndo {
  return new SectionUndo(doc, isOpen);
}
