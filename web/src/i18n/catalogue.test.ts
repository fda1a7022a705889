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

/** Keys as the code asks for them: languages differ in their forms of the plural (Italian has one for millions). */
function askedKeys(tree: object): string[] {
  return [...new Set(keys(tree).map((key) => key.replace(PLURAL_FORM, '')))].sort();
}

function texts(tree: object): [key: string, text: string][] {
  return keys(tree).map((key) => {
    const value = key.split('.').reduce<unknown>((node, name) => Reflect.get(Object(node), name), tree);
    return [key, String(value)];
  });
}

/** What each key is filled in with, over all its forms. */
function values(tree: object): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [key, text] of texts(tree)) {
    const asked = key.replace(PLURAL_FORM, '');
    found[asked] = [...new Set([...(found[asked] ?? []), ...(text.match(/\{\{\w+\}\}/g) ?? [])])].sort();
  }
  return found;
}

/** A key is used when it stands in the code, or when a template such as `process.kind.${…}` makes it. */
function unusedKeys(all: string[]): string[] {
  const text = sources.map(([, source]) => source).join('\n');
  const templates = [
    ...text.matchAll(/`((?:bindings|common|process|document|register|sync|versions)\.[\w.]*)\$\{[^}]*\}([\w.]*)/g),
  ].map(([, before, after]) => ({
    before: before ?? '',
    after: after ?? '',
  }));
  const literals = new Set(
    [...text.matchAll(/['"`]((?:bindings|common|process|document|register|sync|versions)\.[\w.]+)['"`]/g)].map(
      ([, key]) => key,
    ),
  );
  return all.filter((key) => {
    const asked = key.replace(PLURAL_FORM, '');
    const made = templates.some(({ before, after }) => asked.startsWith(before) && asked.endsWith(after));
    return !literals.has(asked) && !made;
  });
}

test('both languages have the same keys', () => {
  expect(askedKeys(english)).toEqual(askedKeys(italian));
});

test('what is counted has its one and its many in both languages', () => {
  for (const tree of [italian, english]) {
    const all = new Set(keys(tree));
    for (const key of all) {
      if (!PLURAL_FORM.test(key)) continue;
      const asked = key.replace(PLURAL_FORM, '');
      expect(all.has(`${asked}_one`) && all.has(`${asked}_other`), asked).toBe(true);
    }
  }
});

test('no text is empty', () => {
  for (const [key, text] of [...texts(italian), ...texts(english)]) expect(text.trim(), key).not.toBe('');
});

test('both languages fill in the same values', () => {
  expect(values(english)).toEqual(values(italian));
});

test('every key is asked for somewhere', () => {
  expect(unusedKeys(keys(italian))).toEqual([]);
});
