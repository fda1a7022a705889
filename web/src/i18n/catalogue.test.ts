import { expect, test } from 'vitest';
import { catalogue as english } from './catalogue.en';
import { catalogue as italian } from './catalogue.it';

// Every source file of the application as text; tests do not count as users of a key.
const sources = Object.entries(
  import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

/** Forms of a plural are one key for the code that asks. */
const PLURAL_FORM = /_(zero|one|two|few|many|other)$/;

function keys(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    return typeof value === 'object' && value !== null ? keys(value, key) : [key];
  });
}

function texts(tree: object): Map<string, string> {
  const found = new Map<string, string>();
  for (const key of keys(tree)) {
    const value = key.split('.').reduce<unknown>((node, name) => Reflect.get(Object(node), name), tree);
    found.set(key, String(value));
  }
  return found;
}

/** A key is used when it stands in the code, or when a template such as `process.kind.${…}` makes it. */
function unusedKeys(all: string[]): string[] {
  const text = sources.map(([, source]) => source).join('\n');
  const templates = [...text.matchAll(/`((?:common|process|document|sync)\.[\w.]*)\$\{[^}]*\}([\w.]*)/g)].map(
    ([, before, after]) => ({
      before: before ?? '',
      after: after ?? '',
    }),
  );
  const literals = new Set(
    [...text.matchAll(/['"`]((?:common|process|document|sync)\.[\w.]+)['"`]/g)].map(([, key]) => key),
  );
  return all.filter((key) => {
    const asked = key.replace(PLURAL_FORM, '');
    const made = templates.some(({ before, after }) => asked.startsWith(before) && asked.endsWith(after));
    return !literals.has(asked) && !made;
  });
}

test('both languages have the same keys', () => {
  expect(keys(english).sort()).toEqual(keys(italian).sort());
});

test('no text is empty, and both languages fill in the same values', () => {
  const inEnglish = texts(english);
  for (const [key, text] of texts(italian)) {
    expect(text.trim(), key).not.toBe('');
    const values = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].sort();
    expect(values(inEnglish.get(key) ?? ''), key).toEqual(values(text));
  }
});

test('every key is asked for somewhere', () => {
  expect(unusedKeys(keys(italian))).toEqual([]);
});
