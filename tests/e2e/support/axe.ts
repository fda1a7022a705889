import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const script = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What keeps somebody out, or makes it hard: each finding with the first places where it stands. What moves is
 * let come to rest before: a colour on its way to another is not what is read.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(await script);
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  const results = await page.evaluate(() =>
    (window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
    }),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target }) => target.join(' '))
          .slice(0, 5)
          .join(' | ')}`,
    );
}
