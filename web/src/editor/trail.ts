import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import * as Y from 'yjs';

/** Something the caret may stand behind or in, by its name in the shared document. */
interface Step {
  readonly client: number;
  /** Letters have a range of names; a box has one. */
  readonly from: number;
  readonly to: number;
  readonly where: 'behind' | 'start' | 'end';
}

/** Where a caret stands, as what lies to its left, nearest first. */
export type Trail = readonly Step[];

/** Enough to get past words that are missing in the other copy, and no more. */
const MAX_STEPS = 500;

/** Remembers where the caret stands, to find the place again in another copy of the text, which may lack some of it. */
export function trailOf(editor: Editor): Trail {
  const sync = ySyncPluginKey.getState(editor.state);
  if (!sync?.binding) return [];
  const relative = absolutePositionToRelativePosition(editor.state.selection.head, sync.type, sync.binding.mapping);
  const place = Y.createAbsolutePositionFromRelativePosition(relative, sync.doc);
  if (!place) return [];
  const steps = lettersBefore(place.type, place.index);
  // Then the start of the very line, and the lines and boxes before it.
  for (let item = place.type._item; item !== null && steps.length < MAX_STEPS; ) {
    steps.push({ ...box(item), where: 'start' });
    for (let left = item.left; left !== null && steps.length < MAX_STEPS; left = left.left) {
      if (!left.deleted) steps.push({ ...box(left), where: 'end' });
    }
    item = item.parent instanceof Y.AbstractType ? item.parent._item : null;
  }
  return steps;
}

/** Puts the caret at the nearest place of the trail that this copy knows; says whether there was one. */
export function followTrail(editor: Editor, trail: Trail): boolean {
  const sync = ySyncPluginKey.getState(editor.state);
  if (!sync?.binding) return false;
  for (const { client, from, to, where } of trail) {
    const last = Math.min(to, Y.getState(sync.doc.store, client) - 1);
    if (last < from) continue;
    const id = Y.createID(client, last);
    const relative =
      where === 'behind'
        ? new Y.RelativePosition(null, null, id, -1)
        : new Y.RelativePosition(id, null, null, where === 'start' ? -1 : 0);
    const position = relativePositionToAbsolutePosition(sync.doc, sync.type, relative, sync.binding.mapping);
    const { doc, tr } = editor.state;
    if (position === null || position > doc.content.size) continue;
    editor.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(position), -1)));
    return true;
  }
  return false;
}

function lettersBefore(type: Y.AbstractType<unknown>, index: number): Step[] {
  const steps: Step[] = [];
  let rest = index;
  for (let item = type._start; item !== null && rest > 0; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const length = Math.min(rest, item.length);
    const { client, clock } = item.id;
    steps.unshift({ client, from: clock, to: clock + length - 1, where: 'behind' });
    rest -= length;
  }
  return steps.slice(0, MAX_STEPS);
}

function box({ id: { client, clock } }: Y.Item): Omit<Step, 'where'> {
  return { client, from: clock, to: clock };
}
