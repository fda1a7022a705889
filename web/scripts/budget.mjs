// How much JavaScript does opening a document fetch? Everything its route loads, eagerly or lazily, in one language.
// Fails above the budget. Reads the build in dist/; run `npm run build` first.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 350;
const STYLES_BUDGET_KB = 60;
const ENTRY = 'index.html';
const ROUTE = 'src/features/document/index.ts';
/** Only one catalogue is fetched: the larger one counts. */
const CATALOGUES = ['src/i18n/catalogue.it.ts', 'src/i18n/catalogue.en.ts'];

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'));

function size(file) {
  return gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;
}

function chunk(name) {
  const found = manifest[name];
  if (!found) throw new Error(`dist/manifest.json has no ${name}`);
  return found;
}

/** A chunk and what it imports; of the entry's lazy parts only those the caller names. */
function reach(name, followLazy, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const { imports = [], dynamicImports = [] } = chunk(name);
  for (const next of imports) reach(next, followLazy, seen);
  if (followLazy)
    for (const next of dynamicImports.filter((each) => !CATALOGUES.includes(each))) reach(next, true, seen);
  return seen;
}

const initial = reach(ENTRY, false);
const chunks = new Set([...initial, ...reach(ROUTE, true, new Set([...initial]))]);
const scripts = [...new Set([...chunks].map((name) => chunk(name).file))].map((file) => ({ file, kb: size(file) }));
const catalogue = CATALOGUES.map((name) => chunk(name).file)
  .map((file) => ({ file, kb: size(file) }))
  .sort((a, b) => b.kb - a.kb)[0];
scripts.push(catalogue);
const styles = [...new Set([...chunks].flatMap((name) => chunk(name).css ?? []))].map((file) => ({
  file,
  kb: size(file),
}));

function report(title, files, budget) {
  const total = files.reduce((sum, { kb }) => sum + kb, 0);
  console.log(`${title}: ${total.toFixed(1)} KB gzip of ${budget}`);
  for (const { file, kb } of files.sort((a, b) => b.kb - a.kb)) console.log(`  ${kb.toFixed(1).padStart(7)}  ${file}`);
  if (total > budget) {
    console.error(`${title} is over its budget by ${(total - budget).toFixed(1)} KB`);
    process.exitCode = 1;
  }
}

report('JavaScript of the document route', scripts, BUDGET_KB);
report('Styles of the document route', styles, STYLES_BUDGET_KB);
