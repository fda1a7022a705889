import type { Editor } from '@tiptap/core';
import { afterEach, describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { putBack } from './put-back';
import { createSectionEditor } from './section-editor';
import { bindTitle } from './title-binding';
import { followTrail, trailOf } from './trail';
import { createUndoManager, TITLE_ORIGIN } from './undo';

const editors: Editor[] = [];
afterEach(() => {
  for (const editor of editors.splice(0)) editor.destroy();
});

/** A page on which sections can be closed. */
function page(shared?: Uint8Array) {
  const doc = new Y.Doc();
  if (shared) Y.applyUpdate(doc, shared, 'server');
  const awareness = new Awareness(doc);
  const closed = new Set<string>();
  const isOpen = (section: string) => !closed.has(section);
  const undoManager = createUndoManager(doc, isOpen);
  const edit = (section: string) => {
    const element = document.createElement('div');
    document.body.append(element);
    const fragment = doc.getXmlFragment(`body:${section}`);
    const editor = createSectionEditor({
      element,
      fragment,
      awareness,
      undoManager,
      mayWrite: () => isOpen(section),
      label: () => section,
    });
    editors.push(editor);
    return editor;
  };
  return {
    doc,
    closed,
    undoManager,
    edit,
    text: (section: string) => doc.getXmlFragment(`body:${section}`).toString(),
  };
}

function type(editor: Editor, text: string) {
  editor.view.dispatch(editor.state.tr.insertText(text));
}

describe('a section that is closed', () => {
  it('takes no letter, no paste and no command, and still shows what others write', () => {
    const here = page();
    const editor = here.edit('a');
    type(editor, 'prima');
    const before = here.text('a');
    here.closed.add('a');
    type(editor, ' dopo');
    editor.commands.insertContent('incollato');
    editor.commands.toggleBulletList();
    editor.commands.setBlockStyle('h3');
    expect(here.text('a')).toBe(before);
    expect(editor.getText()).toBe('prima');

    const there = page(Y.encodeStateAsUpdate(here.doc));
    type(there.edit('a'), 'loro ');
    Y.applyUpdate(here.doc, Y.encodeStateAsUpdate(there.doc), 'server');
    expect(editor.getText()).toBe('loro prima');
    here.closed.clear();
    type(editor, 'e noi ');
    expect(editor.getText()).toContain('e noi ');
  });

  it('takes no letter of its title either', () => {
    const { doc } = page();
    const title = doc.getText('title:a');
    title.insert(0, 'Oggetto');
    const field = document.createElement('textarea');
    let isOpen = false;
    bindTitle(title, field, () => isOpen);
    const input = (text: string) => {
      field.value = text;
      field.dispatchEvent(new Event('input'));
    };
    input('Oggetto!');
    expect([title.toString(), field.value]).toEqual(['Oggetto', 'Oggetto']);
    isOpen = true;
    input('Oggetto!');
    expect(title.toString()).toBe('Oggetto!');
  });

  it('is passed over by undo and redo, until it opens again', () => {
    const here = page();
    const [a, b] = [here.edit('a'), here.edit('b')];
    type(a, 'uno');
    here.undoManager.stopCapturing();
    type(b, 'due');
    here.undoManager.stopCapturing();
    type(b, ' tre');
    here.closed.add('b');
    expect(here.undoManager.hasStep('undo')).toBe(true);
    a.commands.undo();
    expect([a.getText(), b.getText()]).toEqual(['', 'due tre']);
    expect(here.undoManager.hasStep('undo')).toBe(false);
    expect(here.undoManager.undo()).toBeNull();
    expect(here.undoManager.hasStep('redo')).toBe(true);
    here.closed.delete('b');
    here.undoManager.undo();
    expect(b.getText()).toBe('due');
    here.undoManager.redo();
    here.undoManager.redo();
    expect([a.getText(), b.getText()]).toEqual(['uno', 'due tre']);
  });

  it('keeps a step that touches it and another one as a whole', () => {
    const here = page();
    const editor = here.edit('a');
    const title = here.doc.getText('title:b');
    here.undoManager.addToScope(title);
    type(editor, 'testo');
    here.doc.transact(() => title.insert(0, 'Titolo'), TITLE_ORIGIN);
    expect(here.undoManager.undoStack).toHaveLength(1);
    here.closed.add('b');
    here.undoManager.undo();
    expect([editor.getText(), title.toString()]).toEqual(['testo', 'Titolo']);
  });
});

describe('the caret in a fresh copy', () => {
  /** Types known words, shares them, types others that stay here; then opens a copy that lacks these. */
  function copies(known: string, lost: (editor: Editor) => void) {
    const here = page();
    const editor = here.edit('a');
    for (const [index, line] of known.split('\n').entries()) {
      if (index > 0) editor.commands.splitBlock();
      type(editor, line);
    }
    const shared = Y.encodeStateAsUpdate(here.doc);
    lost(editor);
    const fresh = page(shared).edit('a');
    return { editor, fresh };
  }
  const upToCaret = (editor: Editor) => editor.state.doc.textBetween(0, editor.state.selection.head, '|');

  it('stands where the words that are missing began', () => {
    const { editor, fresh } = copies('Apriamo la sala.', (e) => {
      e.commands.setTextSelection(8);
      for (const letter of '-subito') type(e, letter);
    });
    expect(upToCaret(editor)).toBe('Apriamo-subito');
    expect(followTrail(fresh, trailOf(editor))).toBe(true);
    expect(upToCaret(fresh)).toBe('Apriamo');
  });

  it('stands at the end of the paragraph before a missing one', () => {
    const { editor, fresh } = copies('uno\ndue', (e) => {
      e.commands.setTextSelection(4);
      e.commands.splitBlock();
      type(e, 'nuovo');
    });
    followTrail(fresh, trailOf(editor));
    expect(upToCaret(fresh)).toBe('uno');
  });

  it('stands at the start of its line when nothing before it is known', () => {
    const { editor, fresh } = copies('uno\ndue', (e) => {
      e.commands.setTextSelection(6);
      type(e, 'x');
    });
    followTrail(fresh, trailOf(editor));
    expect(upToCaret(fresh)).toBe('uno|');
  });

  it('is left to the section when nothing of its place is known', () => {
    const here = page();
    const editor = here.edit('a');
    type(editor, 'tutto nuovo');
    const fresh = page().edit('a');
    expect(followTrail(fresh, trailOf(editor))).toBe(false);
  });
});

it('puts words back as paragraphs at the end, and undo takes them away', () => {
  const here = page();
  const editor = here.edit('a');
  type(editor, 'Testo.');
  here.undoManager.stopCapturing();
  putBack(here.doc.getXmlFragment('body:a'), 'prima riga\n\nseconda');
  expect(editor.getHTML()).toBe('<p>Testo.</p><p>prima riga</p><p>seconda</p>');
  here.undoManager.undo();
  expect(editor.getHTML()).toBe('<p>Testo.</p>');
  const empty = page();
  const other = empty.edit('b');
  putBack(empty.doc.getXmlFragment('body:b'), 'sola');
  expect(other.getHTML()).toBe('<p>sola</p>');
});
