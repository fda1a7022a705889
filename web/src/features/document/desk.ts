import type * as Y from 'yjs';
import {
  bodyRoot,
  createUndoManager,
  type Editor,
  type Format,
  formatOf,
  isSameFormat,
  PLAIN,
  type SectionUndo,
  type Trail,
} from '../../editor';
import { type DocumentConnection, Signal } from '../../sync';
import { isOpenNow } from './sections';

export type Place = 'start' | 'end' | Trail;

export interface DeskView {
  /** Section the caret is or was last in. */
  readonly section: string | null;
  readonly isWriting: boolean;
  /** The caret is in a text now, not only where it was left. */
  readonly hasCaret: boolean;
  readonly format: Format;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

interface Box {
  focus(place: Place): void;
}

/** What the open sections of one document share while somebody writes: the undo list, the editor in use, the way to each other. */
export class Desk {
  readonly undoManager: SectionUndo;
  readonly changed = new Signal();
  #editor: Editor | null = null;
  #section: string | null = null;
  #view: DeskView = { section: null, isWriting: false, hasCaret: false, format: PLAIN, canUndo: false, canRedo: false };
  readonly #boxes = new Map<string, Box>();
  readonly #update = () => this.#look();
  readonly #stopListening: () => void;

  constructor(readonly connection: DocumentConnection) {
    this.undoManager = createUndoManager(connection.doc, (section) => this.isOpen(section));
    // A section that closes takes its steps out of the undo list, and brings them back.
    const roots = [connection.doc.getMap('sections'), connection.doc.getMap('meta')];
    for (const root of roots) root.observe(this.#update);
    const stop = connection.changed.on(this.#update);
    this.#stopListening = () => {
      stop();
      for (const root of roots) root.unobserve(this.#update);
    };
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const) {
      this.undoManager.on(event, this.#update);
    }
    this.undoManager.on('stack-item-added', this.#rememberSection);
    this.undoManager.on('stack-item-popped', this.#showSection);
  }

  get view(): DeskView {
    return this.#view;
  }

  get editor(): Editor | null {
    return this.#editor && !this.#editor.isDestroyed ? this.#editor : null;
  }

  /** Whether words may be written in a section at this moment. */
  isOpen(section: string): boolean {
    const { doc, view } = this.connection;
    return view.canEdit && !view.isFrozen && isOpenNow(doc, section, view.lease);
  }

  textOf(section: string): Y.XmlFragment {
    return this.connection.doc.getXmlFragment(bodyRoot(section));
  }

  /** An editor got the focus. */
  enter(section: string, editor: Editor): void {
    if (this.#editor !== editor) {
      this.#editor?.off('transaction', this.#update);
      this.#editor = editor;
      editor.on('transaction', this.#update);
      editor.on('blur', this.#update);
      // One person's words in two sections are two steps of undo.
      this.undoManager.stopCapturing();
    }
    this.#section = section;
    this.connection.setPresence('section', section);
    this.#look();
  }

  leave(editor: Editor): void {
    if (this.#editor === editor) this.#editor = null;
    this.#look();
  }

  addBox(section: string, box: Box): () => void {
    this.#boxes.set(section, box);
    return () => {
      if (this.#boxes.get(section) === box) this.#boxes.delete(section);
    };
  }

  focus(section: string, place: Place): boolean {
    const box = this.#boxes.get(section);
    box?.focus(place);
    return box !== undefined;
  }

  undo(): void {
    this.undoManager.undo();
  }

  redo(): void {
    this.undoManager.redo();
  }

  destroy(): void {
    this.#stopListening();
    this.undoManager.destroy();
    this.changed.clear();
  }

  readonly #rememberSection = ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => {
    stackItem.meta.set('section', this.#section);
  };

  /** Undo may reach far above: the person must see what changed. */
  readonly #showSection = ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => {
    const section = stackItem.meta.get('section');
    if (typeof section === 'string' && section !== this.#section) this.focus(section, 'end');
  };

  #look(): void {
    const editor = this.editor;
    const format = editor ? formatOf(editor) : PLAIN;
    const next: DeskView = {
      section: this.#section,
      isWriting: editor !== null,
      hasCaret: editor?.isFocused === true,
      format: isSameFormat(format, this.#view.format) ? this.#view.format : format,
      canUndo: this.undoManager.hasStep('undo'),
      canRedo: this.undoManager.hasStep('redo'),
    };
    const before = this.#view;
    if ((Object.keys(next) as (keyof DeskView)[]).every((key) => next[key] === before[key])) return;
    this.#view = next;
    this.changed.emit();
  }
}
