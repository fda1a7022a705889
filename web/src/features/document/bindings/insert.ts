import { insertReference, type Reference } from '../../../editor';
import type { Desk } from '../desk';

/** Puts a reference into a section: where the caret is, when it is there, else at the end. False in a closed one. */
export function insertInto(desk: Desk, section: string, reference: Reference): Promise<boolean> {
  if (!desk.isOpen(section)) return Promise.resolve(false);
  const hasCaret = desk.view.section === section && desk.editor !== null;
  if (!hasCaret) desk.focus(section, 'end');
  return new Promise((resolve) => {
    const insert = () => {
      const { editor } = desk;
      if (desk.view.section !== section || !editor) return;
      stop();
      const isIn = insertReference(editor, reference);
      editor.view.focus();
      resolve(isIn);
    };
    // An editor that was far from the screen is made first.
    const stop = desk.changed.on(insert);
    insert();
  });
}
