import type { Editor } from '@tiptap/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createSectionEditor } from '../section-editor';
import { createUndoManager } from '../undo';

const CHOICES = ['Impegno', 'Tabella degli impegni', 'Calendario'].map((label) => ({ id: label, label, hint: '' }));

const open: Editor[] = [];
let chosen: string[] = [];
let isOpen = true;

beforeEach(() => {
  chosen = [];
  isOpen = true;
  // jsdom draws nothing, so it has no places.
  Range.prototype.getClientRects = () => [new DOMRect()] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
});

afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy();
  document.body.replaceChildren();
});

function edit() {
  const doc = new Y.Doc();
  const element = document.createElement('div');
  document.body.append(element);
  const editor = createSectionEditor({
    element,
    fragment: doc.getXmlFragment('body:a'),
    awareness: new Awareness(doc),
    undoManager: createUndoManager(doc),
    label: () => 'Testo',
    mayWrite: () => isOpen,
    insertMenu: {
      label: () => 'Inserisci',
      choices: (query) => CHOICES.filter(({ label }) => label.toLowerCase().includes(query.toLowerCase())),
      countWords: (count) => `${count} scelte`,
      choose: (id) => chosen.push(id),
    },
  });
  open.push(editor);
  return editor;
}

function typed(editor: Editor, text: string) {
  for (const letter of text) {
    const { from, to } = editor.state.selection;
    const insert = () => editor.state.tr.insertText(letter);
    const isTaken = editor.view.someProp('handleTextInput', (handle) => handle(editor.view, from, to, letter, insert));
    if (!isTaken) editor.view.dispatch(insert());
  }
}

function press(editor: Editor, key: string) {
  const event = new KeyboardEvent('keydown', { key });
  return editor.view.someProp('handleKeyDown', (handle) => handle(editor.view, event)) === true;
}

const lines = () => [...document.querySelectorAll('[role="option"]')].map((option) => option.textContent);

it('opens at the start of a line and after a space, and nowhere else', () => {
  const editor = edit();
  typed(editor, '/');
  expect(lines()).toHaveLength(3);
  press(editor, 'Escape');
  expect(lines()).toEqual([]);
  typed(editor, ' e/o');
  expect(lines()).toEqual([]);
  typed(editor, ' /');
  expect(lines()).toHaveLength(3);
  expect(editor.getText()).toBe('/ e/o /');
});

it('filters as one types, and lets go when nothing fits', () => {
  const editor = edit();
  typed(editor, '/tab');
  expect(lines()).toEqual(['Tabella degli impegni']);
  typed(editor, 'xx');
  expect(lines()).toEqual([]);
  // Enter is a new line again.
  press(editor, 'Enter');
  expect(editor.state.doc.childCount).toBe(2);
  expect(chosen).toEqual([]);
});

it('takes the chosen line with Enter, and the stroke goes', async () => {
  const editor = edit();
  typed(editor, 'Qui /');
  press(editor, 'ArrowDown');
  await Promise.resolve();
  const active = editor.view.dom.getAttribute('aria-activedescendant');
  expect(document.getElementById(active ?? '')?.textContent).toBe('Tabella degli impegni');
  expect(editor.view.dom.getAttribute('aria-controls')).toBe(document.querySelector('[role="listbox"]')?.id);
  press(editor, 'Enter');
  await Promise.resolve();
  expect(chosen).toEqual(['Tabella degli impegni']);
  expect(editor.getText()).toBe('Qui ');
  expect(editor.view.dom.hasAttribute('aria-activedescendant')).toBe(false);
});

it('stays shut in a closed section', () => {
  const editor = edit();
  isOpen = false;
  typed(editor, '/');
  expect(lines()).toEqual([]);
});

it('goes with its editor', () => {
  const editor = edit();
  typed(editor, '/');
  editor.destroy();
  expect(document.querySelector('[role="listbox"]')).toBeNull();
});
