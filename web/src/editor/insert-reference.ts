import type { Editor } from '@tiptap/core';
import { type EditorState, NodeSelection, Selection, type Transaction } from '@tiptap/pm/state';
import { REFERENCES, type Reference } from './register/reference';

/** Wide ones do not fit into the cell of a table. */
const WIDE: ReadonlySet<string> = new Set(['commitmentTable', 'timelineView']);

/**
 * Puts a reference where the caret is: words of the register into the line, blocks in the place of an empty line or
 * below the one that is being written. Says whether it was taken: a closed section takes nothing.
 */
export function insertReference(editor: Editor, reference: Reference): boolean {
  if (editor.isDestroyed) return false;
  const { state, view } = editor;
  const tr = REFERENCES[reference.kind].isInline ? inline(state, reference) : block(state, reference);
  if (!tr) return false;
  view.dispatch(tr.scrollIntoView());
  return view.state.doc !== state.doc;
}

function inline(state: EditorState, reference: Reference): Transaction | null {
  const node = nodeOf(state, reference);
  const { $from } = state.selection;
  // Beside a block, the words need a line of their own.
  const isInLine = $from.parent.inlineContent;
  const place = isInLine ? node : node && state.schema.nodes.block?.create(null, node);
  if (!place) return null;
  const tr = state.tr;
  if (isInLine) return tr.replaceSelectionWith(place, false);
  const at = state.selection.to;
  return tr.insert(at, place).setSelection(Selection.near(tr.doc.resolve(at + place.nodeSize), -1));
}

function block(state: EditorState, reference: Reference): Transaction | null {
  const node = nodeOf(state, reference);
  const line = state.schema.nodes.block?.create();
  if (!node || !line) return null;
  const { from, to, depth } = placeFor(state, reference);
  const tr = state.tr.replaceWith(from, to, node);
  const after = from + node.nodeSize;
  const $after = tr.doc.resolve(after);
  // The text goes on below: where nothing follows, on a new line.
  if ($after.depth === depth && $after.nodeAfter === null) tr.insert(after, line);
  return tr.setSelection(Selection.near(tr.doc.resolve(after), 1));
}

function placeFor({ selection }: EditorState, { kind }: Reference): { from: number; to: number; depth: number } {
  const { $from, $to } = selection;
  if (selection instanceof NodeSelection || !$to.parent.inlineContent) {
    return { from: selection.to, to: selection.to, depth: $to.depth };
  }
  if (WIDE.has(kind) && $to.depth > 1) return { from: $to.after(1), to: $to.after(1), depth: 0 };
  const isEmptyLine = $from.sameParent($to) && $to.parent.content.size === 0;
  return { from: isEmptyLine ? $to.before() : $to.after(), to: $to.after(), depth: $to.depth - 1 };
}

function nodeOf({ schema }: EditorState, { kind, value }: Reference) {
  return schema.nodes[kind]?.create({ [REFERENCES[kind].attribute]: value }) ?? null;
}
