import type { Page } from '@playwright/test';
import { createDocument } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import type { Person } from '../support/person.ts';
import { expect, test, useServer } from '../support/test.ts';
import { comparisonOf, expectNoSidewaysScroll, historyOf, makeVersion } from '../support/versions.ts';

const table = useServer();

/** Three versions: the skeleton, a sentence, the same sentence with one other word and a second article. */
async function threeVersions(member: Person, title: string): Promise<string> {
  const document = await createDocument(table.server, title);
  const view = await member.open(document);
  await view.write(1, 'Apriamo la sala grande ogni giovedì pomeriggio.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'La sala');
  await view.replaceWords(1, 'grande', 'piccola');
  await view.expectWords(1, 'Apriamo la sala piccola ogni giovedì pomeriggio.');
  await view.write(2, 'Bene comune: la sala.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Un’altra sala');
  return document;
}

/** What is marked on the page, in reading order. */
function marks(page: Page, tag: 'ins' | 'del'): Promise<string[]> {
  return page
    .getByRole('region', { name: 'Che cosa è cambiato' })
    .locator(tag)
    .evaluateAll((all) =>
      all
        .filter((each) => !each.closest('.legend'))
        // Without the sign, and without what is only said: «[tolto: …]».
        .map((each) => (each.textContent ?? '').replace(/^\s*[+−]?\s*\[\w+:|\]\s*$/g, '').trim()),
    );
}

test('any two versions, either way round: one changed word is one marked word', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const document = await threeVersions(member, 'Due a due');
  const { page } = member;
  await page.goto(historyOf(member, document));
  await page.getByRole('radio', { name: 'Prima: Versione 2' }).check();
  await page.getByRole('radio', { name: 'Dopo: Versione 3' }).check();
  await page.getByRole('button', { name: 'Confronta' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dalla versione 2 alla versione 3');
  const gone = await marks(page, 'del');
  expect(gone.filter((words) => words.includes('grande') || words.includes('sala'))).toEqual([
    expect.stringMatching(/^\W*grande\W*$/),
  ]);
  const added = await marks(page, 'ins');
  expect(added.filter((words) => words.includes('piccola'))).toEqual([expect.stringMatching(/^\W*piccola\W*$/)]);
  expect(added.some((words) => words.includes('Bene comune: la sala.'))).toBe(true);
  // What stayed is there, unmarked.
  await expect(page.getByRole('region', { name: 'Che cosa è cambiato' })).toContainText('ogni giovedì pomeriggio.');

  await page.getByRole('link', { name: 'Scambia' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dalla versione 3 alla versione 2');
  expect((await marks(page, 'del')).some((words) => /^\W*piccola\W*$/.test(words))).toBe(true);
  expect((await marks(page, 'ins')).filter((words) => words.includes('grande'))).toHaveLength(1);

  // Versions that are no neighbours, and one with itself.
  await page.goto(comparisonOf(member, document, 1, 3));
  expect((await marks(page, 'ins')).join(' ')).toContain('sala piccola');
  expect(await marks(page, 'del')).toEqual([]);
  await page.goto(comparisonOf(member, document, 2, 2));
  await expect(page.getByRole('heading', { name: 'Nessuna modifica' })).toBeVisible();
});

test('with the text as it is now, and only there', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const document = await threeVersions(member, 'Con adesso');
  const view = await member.open(document);
  await view.write(2, ' Anche domani.');
  await view.expectSaved();
  const { page } = member;
  await page.goto(`${comparisonOf(member, document, 3, 'live')}&sezione=art-2`);
  expect((await marks(page, 'ins')).join(' ')).toContain('Anche domani.');
  await page.goto(`${comparisonOf(member, document, 3, 'live')}&sezione=art-1`);
  await expect(page.getByRole('heading', { name: 'Nessuna modifica' })).toBeVisible();
});

test('the address of a comparison can be sent to somebody, in either layout', async ({ enter, browser }) => {
  const member = await enter(table.server, 'member', { index: 0 });
  const other = await enter(table.server, 'member', { index: 1 });
  const document = await threeVersions(member, 'Da mandare');
  await member.page.goto(comparisonOf(member, document, 2, 3));
  await member.page.getByRole('link', { name: 'Affiancati' }).click();
  const address = member.page.url();
  await other.page.goto(address);
  await expect(other.page.getByRole('heading', { level: 1 })).toHaveText('Dalla versione 2 alla versione 3');
  await expect(other.page.getByRole('link', { name: 'Affiancati' })).toHaveAttribute('aria-current', 'true');
  expect((await marks(other.page, 'del')).some((words) => /^\W*grande\W*$/.test(words))).toBe(true);
  expect((await marks(other.page, 'ins')).some((words) => /^\W*piccola\W*$/.test(words))).toBe(true);
  // Who is not of the process is told how to come in, and nothing else.
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(address);
  await expect(page.getByText('Per entrare serve il collegamento del percorso').first()).toBeVisible();
  expect(await page.content()).not.toContain('giovedì pomeriggio');
  await stranger.close();
});

test('the list of changes leads to each of them', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const document = await threeVersions(member, 'Elenco');
  const { page } = member;
  await page.goto(comparisonOf(member, document, 1, 3));
  const links = page.getByRole('navigation', { name: 'Elenco delle modifiche' }).getByRole('link');
  expect(await links.count()).toBeGreaterThan(0);
  for (const link of await links.all()) {
    const anchor = decodeURIComponent((await link.getAttribute('href')) ?? '').slice(1);
    await expect(page.locator(`[id="${anchor}"]`)).toHaveCount(1);
  }
});

test('by keyboard alone, from the text to a comparison', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const document = await threeVersions(member, 'Tastiera');
  const { page } = member;
  await member.open(document);
  await page.getByRole('link', { name: /^vedi altre versioni/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(historyOf(member, document));
  await tabTo(page, 'Prima: Versione 2');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Prima: Versione 1' })).toBeChecked();
  await tabTo(page, 'Confronta');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dalla versione 1 alla versione 3');
  await tabTo(page, 'Affiancati');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Affiancati' })).toHaveAttribute('aria-current', 'true');
});

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim() ?? '';
    });
    if (here === name) return;
  }
  throw new Error(`Tab does not reach «${name}»`);
}

for (const width of [360, 1280]) {
  test(`axe finds nothing serious and nothing scrolls sideways, ${width} wide`, async ({ enter }) => {
    const viewport = { width, height: width === 360 ? 640 : 800 };
    const member = await enter(table.server, 'member');
    const document = await threeVersions(member, `Accessibile a ${width}`);
    const coordinator = await enter(table.server, 'coordinator', { viewport });
    const { page } = coordinator;
    const history = historyOf(coordinator, document);
    for (const path of [
      history,
      `${history}?sezione=art-1`,
      `${history}/2`,
      `${history}/2?sezione=art-1`,
      `${history}/2/ripristina`,
      `${history}/2/ripristina?sezione=art-1`,
      comparisonOf(coordinator, document, 1, 3),
      `${comparisonOf(coordinator, document, 2, 3)}&vista=affiancati`,
      comparisonOf(coordinator, document, 2, 2),
      comparisonOf(coordinator, document, 2, 'live'),
      `${coordinator.home}/novita?dal=visita`,
      `${coordinator.home}/oscura`,
    ]) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(200);
      expect(await seriousFindings(page), path).toEqual([]);
      await expectNoSidewaysScroll(page);
    }
  });
}

test('on paper the comparison stands alone', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const document = await threeVersions(member, 'Su carta');
  const { page } = member;
  await page.goto(comparisonOf(member, document, 2, 3));
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Come mostrarlo' })).toHaveCount(0);
  await expect(page.locator('del').filter({ hasText: 'grande' }).first()).toBeVisible();
});
