import { Extension } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { DecorationSet, type EditorView } from '@tiptap/pm/view';
import {
  absolutePositionToRelativePosition,
  createDecorations,
  isStructuralTransaction,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

interface Options {
  awareness: Awareness | null;
}

interface CaretUser {
  name?: unknown;
  color?: unknown;
}

const PALETTE_COLOR = /^#[0-9a-f]{6}$/i;
const NEUTRAL_COLOR = '#455a64';
const MAX_NAME = 40;

const key = new PluginKey<DecorationSet>('carets');

/**
 * Where the others are, with the name of their body. `user` comes from the server; what is drawn is checked all the
 * same. One awareness serves all editors of a page, so an editor only ever clears a caret that is its own.
 */
export const Carets = Extension.create<Options>({
  name: 'carets',
  priority: 998,

  addOptions() {
    return { awareness: null };
  },

  addProseMirrorPlugins() {
    const { awareness } = this.options;
    return awareness ? [caretPlugin(awareness)] : [];
  },
});

function caretPlugin(awareness: Awareness): Plugin {
  const isSomebodyElse = (_own: number, clientId: number) => clientId !== awareness.clientID;
  const draw = (state: EditorState): DecorationSet =>
    createDecorations(state, awareness, isSomebodyElse, caretDom, selection);

  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, state) => draw(state),
      apply: (transaction, drawn, before, state) => {
        const isRemote = ySyncPluginKey.getState(state)?.isChangeOrigin;
        if (isRemote || transaction.getMeta(key)) return draw(state);
        if (!transaction.docChanged) return drawn;
        // After a move of blocks the positions of others are not known until they say where they are.
        return isStructuralTransaction(transaction, before.doc)
          ? DecorationSet.empty
          : drawn.map(transaction.mapping, transaction.doc);
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view: (view) => watchAwareness(view, awareness),
  });
}

function watchAwareness(view: EditorView, awareness: Awareness) {
  let isWaiting = false;
  const redraw = () => {
    isWaiting = false;
    if (view.isDestroyed) return;
    // A widget put into a word that is being composed would break the composition on phones.
    if (view.composing) return later();
    view.dispatch(view.state.tr.setMeta(key, true));
  };
  const later = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(redraw);
  };
  const onChange = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
    if ([...added, ...updated, ...removed].some((id) => id !== awareness.clientID)) later();
  };
  const tell = () => tellWhereWeAre(view, awareness);
  awareness.on('change', onChange);
  view.dom.addEventListener('focusin', tell);
  view.dom.addEventListener('focusout', tell);
  return {
    update: tell,
    destroy: () => {
      awareness.off('change', onChange);
      view.dom.removeEventListener('focusin', tell);
      view.dom.removeEventListener('focusout', tell);
      if (isOurs(view, awareness)) awareness.setLocalStateField('cursor', null);
    },
  };
}

function tellWhereWeAre(view: EditorView, awareness: Awareness): void {
  const sync = ySyncPluginKey.getState(view.state);
  if (!sync?.binding || !awareness.getLocalState()) return;
  if (!view.hasFocus() || !view.editable) {
    if (isOurs(view, awareness)) awareness.setLocalStateField('cursor', null);
    return;
  }
  const { selection } = view.state;
  const at = (position: number): unknown =>
    absolutePositionToRelativePosition(position, sync.type, sync.binding.mapping);
  // As JSON, so that equal places compare equal and nothing is sent twice.
  const cursor = JSON.parse(JSON.stringify({ anchor: at(selection.anchor), head: at(selection.head) }));
  if (JSON.stringify(awareness.getLocalState()?.cursor) !== JSON.stringify(cursor)) {
    awareness.setLocalStateField('cursor', cursor);
  }
}

/** Whether the caret we show to others stands in this editor. */
function isOurs(view: EditorView, awareness: Awareness): boolean {
  const head = awareness.getLocalState()?.cursor?.head;
  const sync = ySyncPluginKey.getState(view.state);
  if (!head || !sync) return false;
  const place = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), sync.doc);
  return place !== null && (place.type === sync.type || Y.isParentOf(sync.type, place.type._item));
}

function caretDom(user: CaretUser): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'caret';
  // Decoration for the eye; who is where is said in the outline and in the list of those present.
  caret.setAttribute('role', 'presentation');
  caret.setAttribute('aria-hidden', 'true');
  caret.style.setProperty('--caret-color', colorOf(user));
  const name = document.createElement('span');
  name.className = 'caret-name';
  name.textContent = typeof user.name === 'string' ? user.name.slice(0, MAX_NAME) : '';
  caret.append('\u2060', name, '\u2060');
  return caret;
}

function selection(user: CaretUser) {
  return { class: 'caret-selection', style: `--caret-color: ${colorOf(user)}` };
}

function colorOf(user: CaretUser): string {
  return typeof user.color === 'string' && PALETTE_COLOR.test(user.color) ? user.color : NEUTRAL_COLOR;
}
