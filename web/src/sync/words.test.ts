import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { countEdits, isWithoutGaps, wordsOf } from './words';

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
  expect(wordsOf(updates)).toBe('non era ancor\naltrove');
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
