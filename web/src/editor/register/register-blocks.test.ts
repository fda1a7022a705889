import type { Editor } from '@tiptap/core';
import { DOMParser as ProseMirrorParser } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { card, TestReader } from '../../test/fake-reader';
import { insertReference } from '../insert-reference';
import { createSectionEditor } from '../section-editor';
import { renderStatic } from '../static-text';
import { createUndoManager } from '../undo';
import { followRegister } from './follow';
import { type Reference, referencesIn } from './reference';

const open: Editor[] = [];
let reader: TestReader;

beforeEach(() => {
  reader = new TestReader();
  reader.cards.set('c1', card('apre la sala'));
  reader.names.set('a1', { words: 'Parrocchia San Michele', title: 'Soggetto' });
  reader.names.set('m1', { words: '15 marzo 2027', title: 'Prima verifica' });
});

afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy();
  document.body.replaceChildren();
});

function section(mayWrite = () => true) {
  const doc = new Y.Doc();
  const fragment = doc.getXmlFragment('body:a');
  const element = document.createElement('div');
  document.body.append(element);
  const undoManager = createUndoManager(doc);
  const editor = createSectionEditor({
    element,
    fragment,
    awareness: new Awareness(doc),
    undoManager,
    reader,
    mayWrite,
    label: () => 'Testo',
  });
  open.push(editor);
  const insert = (kind: Reference['kind'], value: string) => insertReference(editor, { kind, value });
  return { doc, fragment, editor, undoManager, insert };
}

function type(editor: Editor, text: string) {
  editor.view.dispatch(editor.state.tr.insertText(text));
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const block = (root: ParentNode, kind: string) => root.querySelector<HTMLElement>(`[data-register="${kind}"]`);

describe('a block of the register', () => {
  it('stores its id and nothing else', () => {
    const { fragment, insert } = section();
    expect(insert('commitmentCard', 'c1')).toBe(true);
    expect(fragment.toString()).toBe('<commitmentcard id="c1"></commitmentcard><block style="p"></block>');
  });

  it('shows the register as it is, with a role and a name, and follows it', async () => {
    const { editor, insert } = section();
    insert('commitmentCard', 'c1');
    const drawn = block(editor.view.dom, 'commitmentCard');
    expect(drawn?.getAttribute('role')).toBe('group');
    expect(drawn?.getAttribute('aria-label')).toBe('Impegno: Parrocchia, apre la sala');
    const facts = drawn?.querySelector('.register-card__facts');
    const what = drawn?.querySelector('.register-card__what');
    reader.cards.set('c1', card('apre la sala', { facts: 'gen–set' }));
    reader.changed();
    await nextFrame();
    expect(facts?.textContent).toBe('gen–set');
    // Only what changed was touched.
    expect(block(editor.view.dom, 'commitmentCard')).toBe(drawn);
    expect(drawn?.querySelector('.register-card__what')).toBe(what);
  });

  it('says in plain words what is not there', async () => {
    const { editor, fragment, insert } = section();
    insert('commitmentCard', 'gone');
    expect(block(editor.view.dom, 'commitmentCard')?.textContent).toBe('Non è nel registro.');
    reader.cards.set('gone', card('è tornato'));
    reader.changed();
    await nextFrame();
    expect(block(editor.view.dom, 'commitmentCard')?.textContent).toContain('è tornato');
    expect(fragment.toString()).toContain('id="gone"');
  });

  it('is left selected, and not changed, when the register changes under it', async () => {
    const { editor, insert } = section();
    insert('commitmentCard', 'c1');
    editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, 0)));
    reader.cards.set('c1', card('chiude la sala'));
    reader.changed();
    await nextFrame();
    expect(editor.state.selection).toBeInstanceOf(NodeSelection);
    expect(block(editor.view.dom, 'commitmentCard')?.classList.contains('ProseMirror-selectednode')).toBe(true);
  });

  it('goes with Delete, and comes back with undo', () => {
    const { editor, fragment, undoManager, insert } = section();
    insert('commitmentCard', 'c1');
    undoManager.stopCapturing();
    editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, 0)));
    const event = new KeyboardEvent('keydown', { key: 'Delete' });
    editor.view.someProp('handleKeyDown', (handle) => handle(editor.view, event));
    expect(referencesIn(fragment)).toEqual([]);
    editor.commands.undo();
    expect(referencesIn(fragment)).toEqual([{ kind: 'commitmentCard', value: 'c1' }]);
  });
});

describe('inserting', () => {
  it('puts words of the register into the line', () => {
    const { editor, insert } = section();
    type(editor, 'Con ');
    insert('actorName', 'a1');
    type(editor, ' dal ');
    insert('milestoneDate', 'm1');
    expect(editor.view.dom.textContent).toContain('Con Parrocchia San Michele dal 15 marzo 2027');
    expect(editor.state.doc.childCount).toBe(1);
  });

  it('puts a block below the line that is being written, and lets the text go on under it', () => {
    const { editor, insert } = section();
    type(editor, 'Prima');
    insert('commitmentCard', 'c1');
    type(editor, 'Dopo');
    const kinds = editor.state.doc.children.map((node) => node.textContent || node.type.name);
    expect(kinds).toEqual(['Prima', 'commitmentCard', 'Dopo']);
  });

  it('puts what is wide below a table, not into its cell', () => {
    const { editor, insert } = section();
    editor.commands.insertTable();
    insert('timelineView', 'main');
    expect(editor.state.doc.children.map((node) => node.type.name)).toEqual(['table', 'timelineView', 'block']);
  });

  it('is refused by a closed section', () => {
    const { fragment, insert } = section(() => false);
    expect(insert('commitmentCard', 'c1')).toBe(false);
    expect(fragment.length).toBe(0);
  });
});

describe('copying', () => {
  it('carries the reference, and words for other programs', () => {
    const { editor, insert } = section();
    insert('commitmentCard', 'c1');
    editor.commands.selectAll();
    const { dom, text } = editor.view.serializeForClipboard(editor.state.selection.content());
    expect(block(dom, 'commitmentCard')?.dataset.reference).toBe('c1');
    expect(dom.textContent).toContain('apre la sala');
    expect(text).toContain('Impegno: Parrocchia, apre la sala');
  });

  it.each([
    ['from an editor', (html: string) => html.replace('<div', '<div data-pm-slice="0 0 []"')],
    ['from a text without one', (html: string) => `<meta charset="utf-8">${html}<p>fine</p>`],
  ])('is pasted as a reference %s', (_name, dress) => {
    const here = section();
    here.insert('commitmentCard', 'c1');
    type(here.editor, 'Con ');
    here.insert('actorName', 'a1');
    const copied = document.createElement('div');
    copied.append(renderStatic(here.fragment, reader));
    const there = section();
    there.editor.view.pasteHTML(dress(copied.innerHTML), new Event('paste') as ClipboardEvent);
    expect(referencesIn(there.fragment)).toEqual([
      { kind: 'commitmentCard', value: 'c1' },
      { kind: 'actorName', value: 'a1' },
    ]);
    // The promise itself is nowhere in the text.
    expect(there.fragment.toString()).not.toContain('apre la sala');
  });

  it('reads a table of commitments back with its filter', () => {
    const { editor } = section();
    const html = document.createElement('div');
    html.innerHTML = '<div data-register="commitmentTable" data-reference="actor=a1&amp;state=confermato"></div>';
    const parsed = ProseMirrorParser.fromSchema(editor.schema).parse(html);
    expect(parsed.firstChild?.attrs).toEqual({ filter: 'actor=a1&state=confermato' });
  });
});

it('a text without an editor draws the same blocks, and follows too', async () => {
  const { fragment, insert } = section();
  insert('commitmentCard', 'c1');
  const still = document.createElement('div');
  still.append(renderStatic(fragment, reader));
  const stop = followRegister(still, reader);
  reader.cards.set('c1', card('pulisce la sala'));
  reader.changed();
  await nextFrame();
  expect(block(still, 'commitmentCard')?.getAttribute('aria-label')).toBe('Impegno: Parrocchia, pulisce la sala');
  stop();
});

it('a table of commitments keeps the rows that did not change', async () => {
  const { editor, insert } = section();
  const table = (when: string) => ({
    name: 'Impegni, 2',
    head: ['Chi', 'Entro quando'],
    rows: [
      { id: 'c1', cells: ['Parrocchia', 'gen'] },
      { id: 'c2', cells: ['Il Mulino', when] },
    ],
    empty: '',
  });
  reader.tables.set('', table('feb'));
  insert('commitmentTable', '');
  const cells = () => [...editor.view.dom.querySelectorAll('tbody td')];
  const before = cells();
  reader.tables.set('', table('mar'));
  reader.changed();
  await nextFrame();
  expect(cells()).toEqual(before);
  expect(cells().map((cell) => cell.textContent)).toEqual(['gen', 'mar']);
});
