import { expect, test } from 'vitest';
import { rovingIndex } from './roving';

test('arrows go round, Home and End go to the ends', () => {
  expect(rovingIndex('ArrowRight', 2, 3, 'row')).toBe(0);
  expect(rovingIndex('ArrowLeft', 0, 3, 'row')).toBe(2);
  expect(rovingIndex('ArrowDown', 0, 3, 'column')).toBe(1);
  expect(rovingIndex('Home', 2, 3, 'row')).toBe(0);
  expect(rovingIndex('End', 0, 3, 'row')).toBe(2);
});

test('leaves every other key alone', () => {
  expect(rovingIndex('ArrowDown', 0, 3, 'row')).toBeNull();
  expect(rovingIndex('a', 0, 3, 'column')).toBeNull();
  expect(rovingIndex('Home', 0, 0, 'row')).toBeNull();
});
