import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { countEdits, isWithoutGaps, partsOf, textOfParts } from './words';

function recorded(doc: Y.Doc, act: () => void): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const listen = (update: Uint8Array) => updates.push(update);
  doc.on('update', listen);
  act();
  doc.off('update', listen);
  return updates;
}

it('gives back the words of updates without their document', () => {
  const doc = new Y.Doc();
  const text = doc.getText('a');
  text.insert(0, 'già salvato. ');
  const updates = recorded(doc, () => {
    for (const letter of 'non ancora') text.insert(text.length, letter);
    text.insert(text.length - 6, 'era ');
    text.delete(text.length - 1, 1);
    doc.getText('b').insert(0, 'altrove');
  });
  expect(textOfParts(partsOf(updates, null))).toBe('non era ancor\naltrove');
});

it('tells to which section words belong, from the document or from the words themselves', () => {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement('block');
  const text = new Y.XmlText();
  paragraph.insert(0, [text]);
  doc.getXmlFragment('body:art-1').insert(0, [paragraph]);
  const before = Y.encodeStateAsUpdate(doc);
  const updates = recorded(doc, () => {
    for (const letter of 'nel testo') text.insert(text.length, letter);
    doc.getText('title:art-2').insert(0, 'Titolo');
    doc.getText('altro').insert(0, 'fuori');
  });
  const parts = [
    { section: 'art-1', text: 'nel testo' },
    { section: 'art-2', text: 'Titolo' },
    { section: null, text: 'fuori' },
  ];
  expect(partsOf(updates, doc)).toEqual(parts);
  // A fresh copy of the document knows the paragraph, and not the words.
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, before);
  expect(partsOf(updates, fresh)).toEqual(parts);
});

it('counts edits as a person would', () => {
  expect(countEdits([])).toBe(0);
  expect(countEdits([0, 100, 300, 900])).toBe(1);
  expect(countEdits([5_000, 0, 100])).toBe(2);
});

it('sees that something in between is missing', () => {
  const doc = new Y.Doc();
  const text = doc.getText('a');
  const [first, second] = recorded(doc, () => {
    text.insert(0, 'a');
    text.insert(1, 'b');
  });
  expect(isWithoutGaps([first ?? new Uint8Array()], new Map())).toBe(true);
  expect(isWithoutGaps([second ?? new Uint8Array()], new Map())).toBe(false);
  expect(isWithoutGaps([second ?? new Uint8Array()], new Map([[doc.clientID, 1]]))).toBe(true);
});

it('gives back what was typed into short fields of the register, and not which things were chosen', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (bytes: Uint8Array) => updates.push(bytes));
  const fields = doc.getMap('fields');
  fields.set('actor/a/name', 'Bocciofila');
  fields.set('actor/a/name', 'Bocciofila Primavera');
  fields.set('commitment/c/actor', 'a');
  fields.set('commitment/c/from', 'M3');
  fields.set('commitment/c/removed', '');
  doc.getText('text:commitment/c/what').insert(0, 'apre i campi');
  expect(partsOf(updates, doc)).toEqual([{ section: null, text: 'Bocciofila Primavera\nM3\napre i campi' }]);
});
