import { call, createDocument, rescuesOf, wordsOf } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import type { DocumentPage } from '../support/document-page.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

/** In force on open sockets within this time. */
const IN_FORCE_MS = 2_000;

test('a section closes under the hands of who writes in it, and nothing of theirs is lost', async ({ enter }) => {
  const document = await createDocument(table.server, 'Chiudere');
  const coordinator = await enter(table.server, 'coordinator');
  const writer = await enter(table.server, 'member', { index: 0 });
  const neighbour = await enter(table.server, 'member', { index: 1 });
  const office = await coordinator.open(document);
  const here = await writer.open(document);
  const there = await neighbour.open(document);
  await here.write(1, 'Inizio. ');
  await there.write(2, 'Vicino. ');
  await here.expectSaved();

  const typed = 'abcdefghijklmnopqrstuvwxyz'.repeat(6);
  const typing = writer.page.keyboard.type(typed, { delay: 20 });
  const goingOn = neighbour.page.keyboard.type(typed, { delay: 20 });
  await choosePolicy(office, 1, 'Nessuno: la sezione è chiusa', 'si rilegge insieme');
  await expect(here.section('art-1')).toContainText('Chiusa: si rilegge insieme', { timeout: IN_FORCE_MS });
  await Promise.all([typing, goingOn]);

  // The neighbour noticed nothing.
  await there.expectSaved();
  expect(await wordsOf(table.server, document, 'art-2')).toBe(`Vicino. ${typed}`);
  // Every letter that was taken is in the text or in the list, in order, once.
  await here.expectSaved();
  const inside = (await wordsOf(table.server, document, 'art-1')).replace('Inizio. ', '');
  const rescues = await rescuesOf(writer, document);
  const outside = rescues.flatMap(({ parts }) => parts.map(({ text }) => text)).join('');
  expect(typed.startsWith(inside + outside)).toBe(true);
  await here.expectWords(1, `Inizio. ${inside}`);

  // Readable, not editable, and said in words; the person stands at the section.
  await expect(here.text(1)).toHaveCount(0);
  await expect(here.stillText(1)).toContainText('Inizio.');
  await expect(here.section('art-1')).toBeFocused();
  await expect(here.outline.getByRole('link', { name: /Oggetto e bene comune.*non aperta a tutti/ })).toBeVisible();
  await writer.page.keyboard.type('di troppo');
  await here.expectWords(1, `Inizio. ${inside}`);
  // Undo does not reach into it.
  await here.write(3, 'Terzo');
  await writer.page.keyboard.press('Control+z');
  await writer.page.keyboard.press('Control+z');
  await here.expectWords(3, '');
  await here.expectWords(1, `Inizio. ${inside}`);

  // Open again: no reload, and nobody's caret is taken.
  await here.text(3).focus();
  await choosePolicy(office, 1, 'Chi siede al Tavolo');
  await expect(here.text(1)).toBeVisible({ timeout: IN_FORCE_MS });
  await expect(here.text(3)).toBeFocused();
  await here.write(1, 'Di nuovo.');
  await here.expectSaved();
  expect(await wordsOf(table.server, document, 'art-1')).toBe(`Inizio. ${inside}Di nuovo.`);
});

test('a section given to one body is written by that body only, and says so', async ({ enter }) => {
  const document = await createDocument(table.server, 'A un soggetto');
  const coordinator = await enter(table.server, 'coordinator');
  const parish = await enter(table.server, 'member', { index: 0 });
  const mill = await enter(table.server, 'member', { index: 1 });
  const office = await coordinator.open(document);
  const here = await parish.open(document);
  const there = await mill.open(document);
  await here.expectSaved();
  await there.expectSaved();

  await openPolicy(office, 2);
  const dialog = office.page.getByRole('dialog', { name: /^Chi può scrivere/ });
  await dialog.getByLabel('Può scrivere').selectOption({ label: 'Un solo soggetto' });
  await dialog.getByRole('button', { name: 'Applica' }).click();
  await expect(dialog.getByText('Scegli il soggetto che scrive.')).toBeVisible();
  await dialog.getByLabel('Quale soggetto').selectOption({ label: parish.actor ?? '' });
  await dialog.getByRole('button', { name: 'Applica' }).click();
  await expect(dialog).toBeHidden();

  for (const view of [office, here, there]) {
    await expect(view.section('art-2')).toContainText(`Scrive solo: ${parish.actor}`, { timeout: IN_FORCE_MS });
  }
  await expect(there.text(2)).toHaveCount(0);
  await expect(office.text(2)).toHaveCount(0);
  await here.write(2, 'Ci pensiamo noi.');
  await there.expectWords(2, 'Ci pensiamo noi.');

  await choosePolicy(office, 2, "Solo il coordinamento: testo dell'ufficio");
  await expect(here.section('art-2')).toContainText("Testo dell'ufficio", { timeout: IN_FORCE_MS });
  await expect(here.text(2)).toHaveCount(0);
  await office.write(2, ' Grazie.');
  await there.expectWords(2, 'Ci pensiamo noi. Grazie.');
});

test('the writing of everybody pauses and goes on', async ({ enter }) => {
  const document = await createDocument(table.server, 'Pausa');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const office = await coordinator.open(document);
  const view = await member.open(document);
  await view.write(1, 'Prima. ');
  await view.expectSaved();
  const toolbar = await view.toolbar.boundingBox();

  await office.page.getByRole('button', { name: 'Azioni sul documento' }).click();
  await office.page.getByRole('menuitem', { name: 'Metti in pausa la scrittura…' }).click();
  const dialog = office.page.getByRole('dialog', { name: 'Mettere in pausa la scrittura' });
  await dialog.getByLabel('Perché').fill('si legge ad alta voce');
  await dialog.getByRole('button', { name: 'Metti in pausa' }).click();
  await expect(dialog).toBeHidden();
  for (const each of [office, view]) {
    await expect(each.page.getByText('La scrittura è in pausa: si legge ad alta voce').first()).toBeVisible({
      timeout: IN_FORCE_MS,
    });
    await expect(each.page.locator('[contenteditable="true"]')).toHaveCount(0);
  }
  await expect(view.status).toHaveText(/^Salvato/);
  await member.page.keyboard.type('di troppo');
  await member.page.keyboard.press('Control+z');
  await view.expectWords(1, 'Prima. ');
  expect((await view.toolbar.boundingBox())?.y).toBe(toolbar?.y);

  await office.page.getByRole('button', { name: 'Azioni sul documento' }).click();
  await office.page.getByRole('menuitem', { name: 'Riprendi la scrittura' }).click();
  await expect(view.text(1)).toBeVisible({ timeout: IN_FORCE_MS });
  await view.write(1, 'Dopo.');
  await view.expectSaved();
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Prima. Dopo.');
});

test('closing and pausing are said politely', async ({ enter }) => {
  const id = await createDocument(table.server, 'Detto');
  const member = await enter(table.server, 'member');
  const view = await member.open(id);
  await view.expectSaved();
  await member.page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const region = document.querySelector('[aria-live="polite"]');
    new MutationObserver(() => {
      if (region?.textContent) said.push(region.textContent);
    }).observe(region as Element, { subtree: true, childList: true, characterData: true });
  });
  const said = () => member.page.evaluate(() => (window as unknown as { said: string[] }).said);
  const patch = (path: string, body: object) => call(table.server, `documents/${id}${path}`, { method: 'PATCH', body });
  await patch('/sections/art-2', { policy: 'locked', policy_reason: 'si firma' });
  await expect.poll(said).toContain('Parole comuni. Chiusa: si firma');
  await patch('/sections/art-2', { policy: 'open' });
  await expect.poll(said).toContain('Di nuovo aperta a tutti: Parole comuni');
  await patch('', { paused: 'si legge' });
  await expect.poll(said).toContain('La scrittura è in pausa: si legge');
  await patch('', { paused: null });
  await expect.poll(said).toContain('La scrittura è ripresa.');
});

test('a coordinator closes a section with the keyboard alone', async ({ enter }) => {
  const document = await createDocument(table.server, 'Tastiera');
  const coordinator = await enter(table.server, 'coordinator');
  const view = await coordinator.open(document);
  await view.expectSaved();
  const { keyboard } = coordinator.page;
  const menu = view.page.getByRole('button', { name: 'Azioni su articolo 1 ·' });
  await menu.focus();
  await keyboard.press('Enter');
  const item = view.page.getByRole('menuitem', { name: 'Chi può scrivere qui…' });
  for (let steps = 0; steps < 6 && !(await isFocused(item)); steps += 1) await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  const dialog = view.page.getByRole('dialog', { name: /^Chi può scrivere/ });
  const who = dialog.getByLabel('Può scrivere');
  for (let steps = 0; steps < 4 && !(await isFocused(who)); steps += 1) await keyboard.press('Tab');
  await keyboard.press('End');
  await expect(who).toHaveValue('locked');
  await keyboard.press('Tab');
  await keyboard.type('si rilegge');
  await keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(view.section('art-1')).toContainText('Chiusa: si rilegge');
  await expect(menu).toBeFocused();
});

for (const width of [360, 1280]) {
  test(`axe finds nothing serious in the dialogs, the padlocks and the pause, ${width} wide`, async ({ enter }) => {
    const id = await createDocument(table.server, `Accesso ${width}`);
    const viewport = { width, height: width === 360 ? 640 : 800 };
    const coordinator = await enter(table.server, 'coordinator', { viewport });
    const view = await coordinator.open(id);
    await expect(view.status).toHaveText(/^Salvato/);
    await openPolicy(view, 1);
    const dialog = view.page.getByRole('dialog', { name: /^Chi può scrivere/ });
    await dialog.getByLabel('Può scrivere').selectOption({ label: 'Un solo soggetto' });
    await dialog.getByRole('button', { name: 'Applica' }).click();
    expect(await seriousFindings(view.page), 'who may write').toEqual([]);
    await view.page.keyboard.press('Escape');
    await choosePolicy(view, 1, 'Nessuno: la sezione è chiusa', 'si rilegge insieme');
    await expect(view.section('art-1')).toContainText('Chiusa: si rilegge insieme');

    await view.page.getByRole('button', { name: 'Azioni sul documento' }).click();
    await view.page.getByRole('menuitem', { name: 'Metti in pausa la scrittura…' }).click();
    expect(await seriousFindings(view.page), 'pause').toEqual([]);
    await view.page.getByRole('dialog').getByRole('button', { name: 'Metti in pausa' }).click();
    await expect(view.page.getByText('La scrittura è in pausa').first()).toBeVisible();
    expect(await seriousFindings(view.page), 'paused').toEqual([]);
    const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

async function openPolicy(view: DocumentPage, article: number): Promise<void> {
  await view.page.getByRole('button', { name: `Azioni su articolo ${article} ·` }).click();
  await view.page.getByRole('menuitem', { name: 'Chi può scrivere qui…' }).click();
}

async function choosePolicy(view: DocumentPage, article: number, choice: string, reason?: string): Promise<void> {
  await openPolicy(view, article);
  const dialog = view.page.getByRole('dialog', { name: /^Chi può scrivere/ });
  await dialog.getByLabel('Può scrivere').selectOption({ label: choice });
  if (reason !== undefined) await dialog.getByLabel('Perché').fill(reason);
  await dialog.getByRole('button', { name: 'Applica' }).click();
  await expect(dialog).toBeHidden();
}

function isFocused(element: { evaluate<R>(act: (each: Element) => R): Promise<R> }): Promise<boolean> {
  return element.evaluate((each) => each === document.activeElement);
}
