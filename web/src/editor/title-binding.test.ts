import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { movedCaret, smallestChange } from '../text';
import { bindTitle } from './title-binding';

function applied(text: string, change: ReturnType<typeof smallestChange>): string {
  return change ? text.slice(0, change.at) + change.insert + text.slice(change.at + change.remove) : text;
}

describe('the smallest change', () => {
  it.each([
    ['', 'Oggetto'],
    ['Oggetto', ''],
    ['Oggetto', 'Oggetti'],
    ['Patto di cura', 'Patto di grande cura'],
    ['aaa', 'aaaa'],
    ['😀', '😁'],
    ['a😀😀b', 'a😀b'],
    ['x😀', 'x😀😀'],
    ['👩‍🌾 orto', '👨‍🌾 orto'],
  ])('turns «%s» into «%s» without cutting a letter', (before, after) => {
    const change = smallestChange(before, after);
    expect(applied(before, change)).toBe(after);
    expect(change?.insert ?? '').not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
    expect(before.slice(0, change?.at)).not.toMatch(/[\uD800-\uDBFF]$/);
  });

  it('knows from the caret where a repeated letter was typed', () => {
    expect(smallestChange('aa', 'aaa', 1)).toEqual({ at: 0, remove: 0, insert: 'a' });
    expect(smallestChange('aa', 'aaa', 3)).toEqual({ at: 2, remove: 0, insert: 'a' });
  });
});

it('moves a caret with the words before it', () => {
  expect(movedCaret(5, { at: 0, remove: 0, insert: 'xx' })).toBe(7);
  expect(movedCaret(5, { at: 5, remove: 0, insert: 'xx' })).toBe(5);
  expect(movedCaret(5, { at: 3, remove: 4, insert: '' })).toBe(3);
});

it('keeps the words of two people in one title', () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  a.getText('title:x').insert(0, 'Linee');
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  const [left, right] = [document.createElement('textarea'), document.createElement('textarea')];
  const letGo = [bindTitle(a.getText('title:x'), left), bindTitle(b.getText('title:x'), right)];
  left.value = 'Le Linee';
  left.dispatchEvent(new Event('input'));
  right.value = 'Linee produttive';
  right.dispatchEvent(new Event('input'));
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  expect([left.value, right.value]).toEqual(['Le Linee produttive', 'Le Linee produttive']);
  left.value = 'Le\nLinee';
  left.dispatchEvent(new Event('input'));
  expect(a.getText('title:x').toString()).toBe('Le Linee');
  for (const each of letGo) each();
});
