import type { Locator, Page } from '@playwright/test';
import { bodyOf, createDocument } from '../support/api.ts';
import { DocumentPage } from '../support/document-page.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('from the link to bold words without a mouse', async ({ page }) => {
  const document = await createDocument(table.server, 'Solo tastiera');
  const { keyboard } = page;
  await page.goto(table.server.link('member').url);
  await tabTo(page, page.getByRole('button', { name: 'Entra e scrivi' }));
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await tabTo(page, page.getByRole('link', { name: 'Solo tastiera', exact: true }));
  await keyboard.press('Enter');
  const view = new DocumentPage(page);
  await view.expectSaved();

  // Through the outline to the section.
  await keyboard.press('F6');
  await keyboard.press('F6');
  await tabTo(page, view.outline.getByRole('link', { name: 'Parole comuni' }));
  await keyboard.press('Enter');
  await expect(view.section('art-2')).toBeFocused();
  await tabTo(page, view.text(2));
  await keyboard.type('Parole ');
  await keyboard.press('Alt+F10');
  const bold = view.toolbar.getByRole('button', { name: 'Grassetto' });
  for (let steps = 0; steps < 10 && !(await isFocused(bold)); steps += 1) await keyboard.press('ArrowRight');
  await expect(bold).toBeFocused();
  await keyboard.press('Enter');
  await keyboard.press('Escape');
  await expect(view.text(2)).toBeFocused();
  await keyboard.type('chiare');
  await expect(view.text(2).locator('strong')).toHaveText('chiare');
  await view.expectSaved();
  const [block] = await bodyOf(table.server, document, 'art-2');
  expect(block?.content?.map(({ text, marks }) => [text, Object.keys(marks ?? {})])).toEqual([
    ['Parole ', []],
    ['chiare', ['bold']],
  ]);
});

test('F6 walks through bar, outline, toolbar, text and commitments, and back', async ({ enter }) => {
  const document = await createDocument(table.server, 'Giro');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Qui ero.');
  const { keyboard } = member.page;
  const inside = (region: Locator) => expect(region.locator(':focus')).toHaveCount(1);
  const panel = member.page.getByRole('complementary', { name: 'Impegni' });
  await keyboard.press('F6');
  await inside(panel);
  await keyboard.press('F6');
  await inside(member.page.getByRole('banner'));
  await keyboard.press('F6');
  await inside(view.outline);
  await keyboard.press('F6');
  await inside(view.toolbar);
  await keyboard.press('F6');
  await expect(view.text(1)).toBeFocused();
  await keyboard.press('Shift+F6');
  await inside(view.toolbar);
  await keyboard.press('Escape');
  await keyboard.type(' E sono.');
  await view.expectWords(1, 'Qui ero. E sono.');
});

test('the toolbar is one stop of Tab, with arrows, Home and End inside', async ({ enter }) => {
  const document = await createDocument(table.server, 'Una fermata');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Testo');
  await member.page.keyboard.press('Alt+F10');
  const buttons = view.toolbar.getByRole('button').filter({ visible: true });
  expect(await buttons.evaluateAll((all) => all.filter((each) => (each as HTMLElement).tabIndex === 0).length)).toBe(1);
  await member.page.keyboard.press('End');
  await expect(buttons.last()).toBeFocused();
  await member.page.keyboard.press('Home');
  await expect(buttons.first()).toBeFocused();
  await member.page.keyboard.press('ArrowDown');
  await expect(member.page.getByRole('menuitem').first()).toBeFocused();
  await member.page.keyboard.press('Escape');
  await expect(buttons.first()).toBeFocused();
});

test('arrow keys walk from one section into the next', async ({ enter }) => {
  const document = await createDocument(table.server, 'Di seguito');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Fine del primo');
  await member.page.keyboard.press('ArrowDown');
  await expect(view.text(2)).toBeFocused();
  await member.page.keyboard.press('ArrowUp');
  await expect(view.text(1)).toBeFocused();
});

test('every box says what it is and what belongs in it', async ({ enter }) => {
  const document = await createDocument(table.server, 'Nomi');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await expect(view.text(1)).toHaveAccessibleName("Testo dell'articolo 1 · Oggetto e bene comune");
  await expect(view.text(1)).toHaveAccessibleDescription(/^Quale bene, materiale o immateriale/);
  await expect(view.text(1)).toHaveAttribute('aria-multiline', 'true');
  const boxes = await member.page.getByRole('textbox').all();
  expect(boxes.length).toBeGreaterThan(4);
  for (const box of boxes) await expect(box).toHaveAccessibleName(/\S/);
  const buttons = await member.page.getByRole('button').all();
  for (const button of buttons) await expect(button).toHaveAccessibleName(/\S/);
  await expect(member.page.locator('html')).toHaveAttribute('lang', 'it');
  await expect(member.page.getByRole('main')).toHaveCount(1);
  await expect(member.page.getByRole('heading', { level: 1 })).toHaveCount(1);
});

test('what happens is said politely, and not every letter of it', async ({ enter }) => {
  const id = await createDocument(table.server, 'Annunci');
  const one = await enter(table.server, 'member', { index: 0 });
  const view = await one.open(id);
  await view.expectSaved();
  await one.page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const region = document.querySelector('[aria-live="polite"]');
    if (!region) throw new Error('no live region');
    new MutationObserver(() => {
      if (region.textContent) said.push(region.textContent);
    }).observe(region, { subtree: true, childList: true, characterData: true });
  });
  const two = await enter(table.server, 'member', { index: 1 });
  const there = await two.open(id);
  const said = () => one.page.evaluate(() => (window as unknown as { said: string[] }).said);
  await expect.poll(said).toContain(`È entrato: ${two.actor}`);
  const before = (await said()).length;
  await there.write(1, 'Una frase intera, lettera per lettera.', { delay: 20 });
  await view.expectWords(1, 'Una frase intera, lettera per lettera.');
  expect(await said()).toHaveLength(before);
});

/** Presses Tab until it is there, as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

async function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((each) => each === document.activeElement);
}
