import type { Editor } from '@tiptap/core';
import { afterEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { createSectionEditor } from '../section-editor';
import { renderStatic } from '../static-text';
import { createUndoManager } from '../undo';
import { lettersOf } from './marks';
import { paintAuthors } from './paint';
import { type Author, authorsOf, stretchesOf } from './stretches';

const PARISH: Author = { key: 'p', name: 'Parrocchia San Michele', sign: 'PS', color: '#0b5cad' };
const TOWN: Author = { key: 'c', name: 'Comune', sign: 'C', color: '#7a3e00' };
/** The parish has written from two devices. */
const AUTHORS = new Map([
  [11, PARISH],
  [12, PARISH],
  [21, TOWN],
]);
const authorOf = (client: number) => AUTHORS.get(client) ?? null;

const open: Editor[] = [];
afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy();
});

/** A document whose template is the server's, and a way to write in it as somebody. */
function table() {
  const doc = new Y.Doc();
  doc.clientID = 1;
  const fragment = doc.getXmlFragment('body:a');
  const block = () => {
    const made = new Y.XmlElement('block');
    made.setAttribute('style', 'p');
    fragment.push([made]);
    const text = new Y.XmlText();
    made.push([text]);
    return text;
  };
  const as = (client: number, act: () => void) => {
    doc.clientID = client;
    act();
  };
  return { doc, fragment, block, as };
}

/** What is painted, label and words, as an element shows it. */
function painted(element: HTMLElement): string[] {
  return [...element.querySelectorAll<HTMLElement>('.authored')].map((mark) =>
    [mark.dataset.author && `<${mark.dataset.author}>`, mark.title.slice(0, 1), ':', mark.textContent].join(''),
  );
}

/** Three take turns, one deletes another's words: what stays is whose letters it is. */
function interleaved() {
  const { doc, fragment, block, as } = table();
  const text = block();
  text.insert(0, 'Il Tavolo: ');
  as(11, () => text.insert(text.length, 'la parrocchia apre la sala grande'));
  as(21, () => text.insert(text.length, ' il Comune la riscalda'));
  as(12, () => text.insert(text.length, ', e la pulisce'));
  // The town takes out «grande», and corrects one word.
  as(21, () => {
    const at = text.toString().indexOf(' grande');
    text.delete(at, ' grande'.length);
    text.insert(text.toString().indexOf('sala'), 'bella ');
  });
  as(11, () => text.format(text.toString().indexOf('apre'), 4, { bold: true }));
  return { doc, fragment, text };
}

it('reads whose letters a text is from the shared items, deletions and format aside', () => {
  const { fragment, text } = interleaved();
  const runs = stretchesOf(fragment, authorOf).get(text) ?? [];
  let at = 0;
  const words = runs.map(({ length, author }) => {
    at += length;
    return [author?.sign ?? null, lettersOf(text).slice(at - length, at)];
  });
  expect(words).toEqual([
    [null, 'Il Tavolo: '],
    ['PS', 'la parrocchia apre la '],
    ['C', 'bella '],
    ['PS', 'sala'],
    ['C', ' il Comune la riscalda'],
    ['PS', ', e la pulisce'],
  ]);
  expect(authorsOf(fragment, authorOf).map(({ author, letters }) => [author.sign, letters])).toEqual([
    ['PS', 18 + 4 + 11],
    ['C', 5 + 18],
  ]);
});

it('says the name where it has room, the sign at short words and at further blocks, and nothing at blanks', () => {
  const { fragment, block, as } = table();
  const [first, second] = [block(), block()];
  as(11, () => {
    first.insert(0, 'Apriamo la sala tutti i giovedì.');
    second.insert(0, 'E la puliamo.');
  });
  as(21, () => {
    second.insert(second.length, '  ');
    second.insert(second.length, 'Sì.');
  });
  as(11, () => second.insert(second.length, ' Ancora la parrocchia, a lungo.'));
  const labels = [first, second].map((text) =>
    stretchesOf(fragment, authorOf)
      .get(text)
      ?.map(({ label }) => label),
  );
  expect(labels).toEqual([['name'], ['sign', 'sign', 'name']]);
});

it('paints the still text like the editor does, each label once, whatever the format', async () => {
  const { doc, fragment } = interleaved();
  const still = document.createElement('div');
  still.append(renderStatic(fragment, null, stretchesOf(fragment, authorOf)));
  expect(still.textContent).toBe('Il Tavolo: la parrocchia apre la bella sala il Comune la riscalda, e la pulisce');

  const element = document.createElement('div');
  document.body.append(element);
  const editor = createSectionEditor({
    element,
    fragment,
    awareness: null,
    undoManager: createUndoManager(doc),
    label: () => 'Testo',
  });
  open.push(editor);
  const stop = paintAuthors(editor, fragment, authorOf);
  await vi.waitFor(() => expect(painted(element)).not.toEqual([]));
  expect(painted(element)).toEqual(painted(still));
  expect(painted(still)).toEqual([
    '<PS>P:l',
    'P:a parrocchia ',
    'P:apre',
    'P: la ',
    '<C>C:b',
    'C:ella ',
    '<PS>P:s',
    'P:ala',
    'C: ',
    '<C>C:i',
    'C:l Comune la riscalda',
    '<PS>P:,',
    'P: e la pulisce',
  ]);
  // What is typed is painted too, and nothing of it goes into the document.
  const before = fragment.toString();
  doc.clientID = 21;
  editor.view.dispatch(editor.state.tr.insertText('Ecco: ', 1));
  await vi.waitFor(() => expect(painted(element)[0]).toBe('<C>C:E'));
  expect(fragment.toString()).toBe(before.replace('Il Tavolo', 'Ecco: Il Tavolo'));
  stop();
  expect(painted(element)).toEqual([]);
});

it('counts the places of tables, lists and cards', async () => {
  const { doc, fragment, as } = table();
  const words = (text: string) => [new Y.XmlText(text)];
  const block = (text: string) => {
    const made = new Y.XmlElement('block');
    made.push(words(text));
    return made;
  };
  as(11, () => {
    const list = new Y.XmlElement('bulletList');
    const item = new Y.XmlElement('listItem');
    item.push([block('una voce')]);
    list.push([item]);
    const card = new Y.XmlElement('commitmentCard');
    card.setAttribute('id', 'x');
    const broken = new Y.XmlElement('block');
    broken.push([new Y.XmlText('prima'), new Y.XmlElement('hardBreak'), new Y.XmlText('dopo 🌳')]);
    fragment.push([list, card, broken]);
  });
  as(21, () => fragment.push([block('🌳 fine')]));
  const element = document.createElement('div');
  const editor = createSectionEditor({
    element,
    fragment,
    awareness: null,
    undoManager: createUndoManager(doc),
    label: () => 'Testo',
  });
  open.push(editor);
  paintAuthors(editor, fragment, authorOf);
  await vi.waitFor(() =>
    expect(painted(element)).toEqual(['<PS>P:u', 'P:na voce', '<PS>P:p', 'P:rima', 'P:dopo 🌳', '<C>C:🌳', 'C: fine']),
  );
});
