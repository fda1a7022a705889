import type { Editor } from '@tiptap/core';
import { afterEach, describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createSectionEditor } from './section-editor';
import { createUndoManager } from './undo';

const open: Editor[] = [];
afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy();
});

/** One page: its own copy of the document, and editors on it. */
function page(shared?: Uint8Array) {
  const doc = new Y.Doc();
  if (shared) Y.applyUpdate(doc, shared, 'server');
  const awareness = new Awareness(doc);
  const undoManager = createUndoManager(doc);
  const sent: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') sent.push(update);
  });
  const edit = (section: string) => {
    const element = document.createElement('div');
    document.body.append(element);
    const fragment = doc.getXmlFragment(`body:${section}`);
    const editor = createSectionEditor({ element, fragment, awareness, undoManager, label: () => `Testo ${section}` });
    open.push(editor);
    return editor;
  };
  return {
    doc,
    awareness,
    undoManager,
    sent,
    edit,
    text: (section: string) => doc.getXmlFragment(`body:${section}`).toString(),
  };
}

type Page = ReturnType<typeof page>;

/** Each page gets what the other has sent. */
function exchange(a: Page, b: Page) {
  for (const update of a.sent.splice(0)) Y.applyUpdate(b.doc, update, 'server');
  for (const update of b.sent.splice(0)) Y.applyUpdate(a.doc, update, 'server');
}

function press(editor: Editor, key: string) {
  const event = new KeyboardEvent('keydown', { key });
  return editor.view.someProp('handleKeyDown', (handle) => handle(editor.view, event)) === true;
}

function type(editor: Editor, text: string) {
  editor.view.dispatch(editor.state.tr.insertText(text));
}

/** A section as the server might hold it: everything the schema knows, and a table with a missing cell. */
function fullSection(): Uint8Array {
  const doc = new Y.Doc();
  const element = (name: string, attributes: Record<string, string>, children: (Y.XmlElement | Y.XmlText)[] = []) => {
    const made = new Y.XmlElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.insert(0, children);
    return made;
  };
  const words = (text: string, marks: Record<string, unknown> = {}) => {
    const made = new Y.XmlText();
    made.insert(0, text, marks);
    return made;
  };
  const block = (...children: (Y.XmlElement | Y.XmlText)[]) => element('block', { style: 'p' }, children);
  doc
    .getXmlFragment('body:a')
    .insert(0, [
      element('block', { style: 'h3' }, [words('Titolo')]),
      block(
        words('Il Comune', { bold: {}, link: { href: 'https://example.org' } }),
        element('hardBreak', {}),
        element('actorName', { id: 'x' }),
      ),
      block(words('annotato', { 'comment--SRV00001': { thread: 't1' }, 'comment--SRV00002': { thread: 't2' } })),
      element('bulletList', {}, [element('listItem', {}, [block(words('uno'))]), element('listItem', {})]),
      element('bulletList', {}),
      element('table', {}, [
        element('tableRow', {}, [
          element('tableHeader', {}, [block(words('A'))]),
          element('tableHeader', {}, [block()]),
        ]),
        element('tableRow', {}, [element('tableCell', {}, [block(words('1'))])]),
        element('tableRow', {}),
      ]),
      element('commitmentCard', { id: 'c1' }),
      element('commitmentTable', { filter: 'actor:1' }),
      element('timelineView', {}),
    ]);
  return Y.encodeStateAsUpdate(doc);
}

describe('opening a section', () => {
  it('writes nothing when it is empty', () => {
    const here = page();
    const editor = here.edit('a');
    editor.commands.focus();
    editor.view.dispatch(editor.state.tr.setMeta('anything', true));
    expect(here.sent).toEqual([]);
    expect(editor.state.doc.childCount).toBe(1);
  });

  it('writes nothing when it holds everything the schema knows, uneven tables included', () => {
    const shared = fullSection();
    const here = page(shared);
    const before = here.text('a');
    const editor = here.edit('a');
    editor.commands.setTextSelection(3);
    editor.commands.selectAll();
    expect(here.sent).toEqual([]);
    expect(here.text('a')).toBe(before);
    expect(editor.state.doc.childCount).toBe(9);
  });

  it('writes nothing when the others empty it', () => {
    const a = page();
    type(a.edit('a'), 'ciao');
    const b = page(Y.encodeStateAsUpdate(a.doc));
    const editor = b.edit('a');
    a.doc.getXmlFragment('body:a').delete(0, 1);
    exchange(a, b);
    editor.commands.focus('start');
    expect(b.sent).toEqual([]);
    expect(editor.state.doc.childCount).toBe(1);
  });
});

describe('writing together', () => {
  it('brings words and marks to the other page', () => {
    const a = page();
    const b = page();
    const [left, right] = [a.edit('a'), b.edit('a')];
    type(left, 'Il Tavolo');
    left.commands.selectAll();
    left.commands.toggleBold();
    exchange(a, b);
    expect(right.getHTML()).toBe('<p><strong>Il Tavolo</strong></p>');
  });

  it('keeps what is typed while the style of the block changes elsewhere', () => {
    const a = page();
    type(a.edit('a'), 'Oggetto');
    const b = page(Y.encodeStateAsUpdate(a.doc));
    a.sent.splice(0);
    const right = b.edit('a');
    open[0]?.commands.setBlockStyle('h3');
    type(right, 'x');
    exchange(a, b);
    expect(right.getHTML()).toBe('<h3>xOggetto</h3>');
    expect(open[0]?.getHTML()).toBe('<h3>xOggetto</h3>');
  });

  it('replaces an emoji by its neighbour without cutting it', () => {
    const a = page();
    const editor = a.edit('a');
    type(editor, '😀');
    editor.view.dispatch(editor.state.tr.insertText('😁', 1, 3));
    expect(a.text('a')).toContain('😁');
    expect(a.text('a')).not.toContain('\uFFFD');
  });

  it('keeps the comments of others when text under them changes', () => {
    const here = page(fullSection());
    const editor = here.edit('a');
    let at = 0;
    editor.state.doc.descendants((node, position) => {
      if (node.text === 'annotato') at = position + 4;
    });
    editor.view.dispatch(editor.state.tr.insertText('X', at));
    expect(here.text('a').match(/t1/g)).toHaveLength(1);
    expect(here.text('a').match(/t2/g)).toHaveLength(1);
    expect(editor.getText()).toContain('annoXtato');
  });
});

describe('undo', () => {
  it('takes back what was done here, and nothing of the others', () => {
    const a = page();
    const b = page();
    const [left, right] = [a.edit('a'), b.edit('a')];
    type(left, 'mio ');
    exchange(a, b);
    right.commands.setTextSelection(right.state.doc.content.size - 1);
    type(right, 'tuo');
    exchange(a, b);
    for (let times = 0; times < 20; times += 1) left.commands.undo();
    exchange(a, b);
    expect(left.getText()).toBe('tuo');
    expect(right.getText()).toBe('tuo');
  });

  it('reaches a section whose editor has left the screen', () => {
    const here = page();
    const first = here.edit('a');
    const second = here.edit('b');
    type(first, 'prima');
    here.undoManager.stopCapturing();
    type(second, 'dopo');
    first.destroy();
    second.commands.undo();
    second.commands.undo();
    expect(here.text('a')).not.toContain('prima');
    expect(second.commands.undo()).toBe(false);
  });

  it('does nothing right after opening', () => {
    const here = page(fullSection());
    const editor = here.edit('a');
    expect(editor.commands.undo()).toBe(false);
    expect(here.sent).toEqual([]);
  });
});

describe('keys', () => {
  it('turns Markdown into styles and lists', () => {
    const here = page();
    const editor = here.edit('a');
    const typed = (text: string) => {
      const { from, to } = editor.state.selection;
      if (
        !editor.view.someProp('handleTextInput', (handle) =>
          handle(editor.view, from, to, text, () => editor.state.tr.insertText(text)),
        )
      )
        type(editor, text);
    };
    typed('#');
    typed(' ');
    type(editor, 'Titolo');
    press(editor, 'Enter');
    expect(editor.getHTML()).toBe('<h3>Titolo</h3><p></p>');
    typed('-');
    typed(' ');
    type(editor, 'uno');
    press(editor, 'Enter');
    type(editor, 'due');
    press(editor, 'Tab');
    expect(editor.getHTML()).toBe('<h3>Titolo</h3><ul><li><p>uno</p><ul><li><p>due</p></li></ul></li></ul>');
    press(editor, 'Enter');
    press(editor, 'Enter');
    press(editor, 'Enter');
    press(editor, 'Enter');
    typed('>');
    typed(' ');
    type(editor, 'citazione');
    expect(editor.getHTML()).toContain('<blockquote>citazione</blockquote>');
  });

  it('adds a row with Tab in the last cell', () => {
    const here = page();
    const editor = here.edit('a');
    editor.commands.insertTable();
    for (let cell = 0; cell < 9; cell += 1) press(editor, 'Tab');
    expect(editor.getHTML().match(/<tr>/g)).toHaveLength(4);
    expect(editor.commands.insertTable()).toBe(false);
  });
});

it('gives its box a role and a name', () => {
  const editor = page().edit('a');
  expect(editor.view.dom.getAttribute('role')).toBe('textbox');
  expect(editor.view.dom.getAttribute('aria-multiline')).toBe('true');
  expect(editor.view.dom.getAttribute('aria-label')).toBe('Testo a');
});
