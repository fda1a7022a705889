import { expect, test } from 'vitest';
import { chooseLanguage } from './language';

test("the person's own choice comes first", () => {
  expect(chooseLanguage('en', ['it-IT'])).toBe('en');
});

test('else the first language of the browser that we speak', () => {
  expect(chooseLanguage(null, ['de-DE', 'en-US', 'it'])).toBe('en');
  expect(chooseLanguage('klingon', ['it-IT', 'en'])).toBe('it');
});

test('else Italian', () => {
  expect(chooseLanguage(null, ['de', 'fr'])).toBe('it');
  expect(chooseLanguage(null, [])).toBe('it');
});
