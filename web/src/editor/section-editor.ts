import { Editor } from '@tiptap/core';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { BlockKeys } from './extensions/block-keys';
import { Carets } from './extensions/carets';
import { CleanPaste } from './extensions/clean-paste';
import { Gate } from './extensions/gate';
import { type InsertMenu, InsertMenuKeys } from './extensions/insert-menu';
import { NamedBox } from './extensions/named-box';
import { PaintedWords } from './extensions/painted-words';
import { RegisterBlocks } from './extensions/register-blocks';
import { type Neighbour, SectionBorder } from './extensions/section-border';
import { SharedText } from './extensions/shared-text';
import { SharedUndo } from './extensions/shared-undo';
import type { RegisterReader } from './register/reader';
import { schemaWith } from './schema';

/** Room that the bars of the page take at the edges of the screen: the caret is never scrolled under them. */
const BARS = { top: 140, right: 0, bottom: 100, left: 0 };

export interface SectionEditorOptions {
  readonly element: HTMLElement;
  readonly fragment: Y.XmlFragment;
  readonly awareness: Awareness | null;
  readonly undoManager: Y.UndoManager;
  /** Asked before each change made here; nothing is written while it says no. */
  readonly mayWrite?: () => boolean;
  /** What its blocks show of the register; without one they are kept and drawn empty. */
  readonly reader?: RegisterReader | null;
  /** What «/» offers. */
  readonly insertMenu?: InsertMenu | null;
  /** Read again at each change, so that it follows a renamed section. */
  readonly label: () => string;
  readonly describedBy?: () => string | null;
  readonly onLeave?: (neighbour: Neighbour) => boolean;
  readonly onFocus?: (editor: Editor) => void;
}

/** The editor of one section, on its own fragment of the shared document. Plain DOM; nothing of React in it. */
export function createSectionEditor(options: SectionEditorOptions): Editor {
  const { element, fragment, awareness, undoManager, label, describedBy, onLeave, onFocus } = options;
  const { mayWrite = () => true, reader = null, insertMenu = null } = options;
  undoManager.addToScope(fragment);
  return new Editor({
    element,
    // The content comes from the fragment and from nowhere else: what is given here would be written to everybody.
    extensions: [
      // Keys of later ones are asked first: lists and tables before headings and quotations.
      BlockKeys,
      ...schemaWith(reader),
      CleanPaste,
      Gate.configure({ mayWrite }),
      SharedText.configure({ fragment }),
      SharedUndo.configure({ undoManager }),
      Carets.configure({ awareness }),
      PaintedWords,
      NamedBox.configure({ label, describedBy: describedBy ?? (() => null) }),
      RegisterBlocks.configure({ reader }),
      InsertMenuKeys.configure({ menu: insertMenu, mayWrite }),
      SectionBorder.configure({ onLeave: onLeave ?? (() => false) }),
    ],
    injectCSS: false,
    editorProps: { scrollMargin: BARS, scrollThreshold: BARS },
    onFocus: ({ editor }) => onFocus?.(editor),
  });
}
