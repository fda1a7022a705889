import type { Locator, Page } from '@playwright/test';
import { createDocument, demoDocument } from '../support/api.ts';
import { expect, test, useServer } from '../support/test.ts';

const PHONE = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true };
/** What a keyboard leaves of the screen. */
const SEEN_HEIGHT = 340;
const TARGET = 44;

const table = useServer();

test('with the keyboard open, toolbar and status are inside what is seen', async ({ enter }) => {
  const document = await createDocument(table.server, 'Telefono');
  const member = await enter(table.server, 'member', PHONE);
  const view = await member.open(document);
  await view.section('art-1').getByRole('button', { name: 'Scrivi qui' }).tap();
  await expect(view.text(1)).toBeFocused();
  await openKeyboard(member.page);
  await member.page.keyboard.type('Dal telefono');

  for (const element of [view.toolbar, view.status]) {
    await expect(element).toBeVisible();
    await expect.poll(() => insideSeen(element)).toBe(true);
  }
  // The line one writes is not under the toolbar.
  const line = await boxOf(view.text(1));
  const toolbar = await boxOf(view.toolbar);
  expect(line.y + line.height).toBeLessThanOrEqual(toolbar.y);
  await view.toolbar.getByRole('button', { name: 'Grassetto' }).tap();
  await expect(view.text(1)).toBeFocused();
  await member.page.keyboard.type('!');
  await expect(view.text(1).locator('strong')).toHaveText('!');
  await view.toolbar.getByRole('button', { name: 'Altro' }).tap();
  const menu = member.page.getByRole('menu', { name: 'Altro' });
  await expect(menu).toBeVisible();
  await expect.poll(() => insideSeen(menu)).toBe(true);
});

test('the outline is a sheet from below', async ({ enter }) => {
  const document = await demoDocument(table.server, 'patto_collaborazione');
  const member = await enter(table.server, 'member', PHONE);
  const view = await member.open(document);
  await expect(view.outline).toBeHidden();
  await member.page.getByRole('button', { name: "Apri l'indice" }).tap();
  const sheet = member.page.getByRole('dialog', { name: 'Indice' });
  await expect(sheet).toBeVisible();
  const box = await boxOf(sheet);
  expect(Math.round(box.y + box.height)).toBe(PHONE.viewport.height);
  expect(Math.round(box.width)).toBe(PHONE.viewport.width);
  await sheet.getByRole('link', { name: 'Impegni dei soggetti' }).tap();
  await expect(sheet).toBeHidden();
  await expect(view.section('art-6')).toBeInViewport();
  const title = await boxOf(view.title(6));
  const bar = await boxOf(member.page.getByRole('banner'));
  expect(title.y).toBeGreaterThanOrEqual(bar.y + bar.height);
});

test('nothing makes the page scroll sideways', async ({ enter }) => {
  const coordinator = await enter(table.server, 'coordinator', PHONE);
  const pages = [
    coordinator.home,
    coordinator.addressOf(await demoDocument(table.server, 'patto_collaborazione')),
    coordinator.addressOf(await demoDocument(table.server, 'docpp')),
    table.server.link('public').url,
    table.server.link('member').url,
  ];
  for (const address of pages) {
    await coordinator.page.goto(address);
    await coordinator.page.getByRole('heading', { level: 1 }).first().waitFor();
    if (address.includes('/d/') && address.includes('/t/'))
      await coordinator.page.getByRole('article').last().waitFor();
    const width = await coordinator.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, address.replace(/\/e\/.*/, '/e/…')).toBeLessThanOrEqual(PHONE.viewport.width);
  }
});

test('what one taps is big enough for a thumb', async ({ enter }) => {
  const document = await createDocument(table.server, 'Pollice');
  const coordinator = await enter(table.server, 'coordinator', PHONE);
  const { page } = coordinator;
  const small: string[] = [];
  const measure = async (where: string, controls: Locator) => {
    for (const control of await controls.all()) {
      if (!(await control.isVisible())) continue;
      const { width, height } = await boxOf(control);
      // Half a pixel is how a browser rounds.
      if (width > TARGET - 0.5 && height > TARGET - 0.5) continue;
      const name = ((await control.getAttribute('aria-label')) ?? (await control.innerText())).trim();
      small.push(`${where}: «${name}» ${Math.round(width)}×${Math.round(height)}`);
    }
  };

  await page.goto(table.server.link('member').url);
  await measure('entry', page.getByRole('button'));
  await page.goto(coordinator.home);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Patto di Collaborazione' }).first().waitFor();
  await measure('home', page.getByRole('main').getByRole('button'));
  await measure('home', page.getByRole('main').locator('a.pv-button'));
  // The whole sheet is the target of its link.
  await measure('home', page.locator('.document-sheet'));

  const view = await coordinator.open(document);
  await view.section('art-1').getByRole('button', { name: 'Scrivi qui' }).tap();
  await expect(view.toolbar).toBeVisible();
  await measure('document', page.getByRole('banner').getByRole('button'));
  await measure('document', page.getByRole('banner').getByRole('link'));
  await measure('document', view.toolbar.getByRole('button'));
  await measure('document', view.section('art-1').getByRole('button'));
  await view.toolbar.getByRole('button', { name: 'Altro' }).tap();
  await measure('menu', page.getByRole('menuitem'));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: "Apri l'indice" }).tap();
  await measure('outline', page.getByRole('dialog').getByRole('link'));
  await measure('outline', page.getByRole('dialog').getByRole('button'));
  await page.getByRole('dialog').getByRole('button', { name: 'Sezione' }).tap();
  const dialog = page.getByRole('dialog', { name: 'Nuova sezione' });
  await expect(dialog).toBeVisible();
  await measure('new section', dialog.getByRole('button'));
  await measure('new section', dialog.getByRole('textbox'));
  await measure('new section', dialog.getByRole('combobox'));
  expect(small).toEqual([]);
});

/** A keyboard that covers the page instead of making it smaller, as phones do. */
async function openKeyboard(page: Page): Promise<void> {
  await page.evaluate((height) => {
    if (!visualViewport) throw new Error('every browser has one');
    Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => height });
    visualViewport.dispatchEvent(new Event('resize'));
  }, SEEN_HEIGHT);
}

async function insideSeen(element: Locator): Promise<boolean> {
  const { y, height, x, width } = await boxOf(element);
  return y >= 0 && y + height <= SEEN_HEIGHT + 0.5 && x >= 0 && x + width <= PHONE.viewport.width + 0.5;
}

async function boxOf(element: Locator) {
  return element.evaluate((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return { x, y, width, height };
  });
}
