import { expect, test } from 'vitest';
import { initials } from './initials';

test('takes the first letters of the first two telling words', () => {
  expect(initials('Parrocchia San Michele')).toBe('PS');
  expect(initials('Comune di Borgo · Servizi sociali')).toBe('CB');
  expect(initials('Coordinamento')).toBe('C');
});

test('keeps a letter that takes two code units whole', () => {
  expect(initials('𝒜lfa Beta')).toBe('𝒜B');
});

test('has a sign even for a name without letters', () => {
  expect(initials(' · ')).toBe('?');
});
