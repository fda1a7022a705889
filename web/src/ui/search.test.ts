import { expect, test } from 'vitest';
import { isFound } from './search';

test.each([
  ['', true],
  ['parr', true],
  ['sala parrocchia', true],
  ['giovedi', true],
  ['GIOVEDÌ', true],
  ["l'apertura", true],
  ['rocchia', false],
  ['parrocchia mulino', false],
])('«%s» is found: %s', (query, expected) => {
  expect(isFound("Parrocchia San Michele · l'apertura della sala, il giovedì", query)).toBe(expected);
});
