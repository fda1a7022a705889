import { call, createDocument, rescuesOf, wordsOf } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import type { DocumentPage } from '../support/document-page.ts';
import type { Person } from '../support/person.ts';
import { RefusingGate } from '../support/refusal.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('refused words come back, and writing goes on at the same place without a reload', async ({ enter }) => {
  const document = await createDocument(table.server, 'Senza ricaricare');
  const member = await enter(table.server, 'member');
  const gate = await RefusingGate.on(member.page);
  const view = await member.open(document);
  const { keyboard } = member.page;
  for (const article of [1, 2, 3, 4]) await view.write(article, `Prima riga dell'articolo ${article}.`);
  await view.write(5, 'Apriamo la sala.');
  await view.expectSaved();
  // Caret in the middle of a line.
  await view.text(5).press('Control+End');
  for (let times = 0; times < 5; times += 1) await keyboard.press('ArrowLeft');
  const top = await topOf(view, 'art-5');
  await markLife(member);

  gate.set({ code: 'invalid', words: '#' });
  await view.watchStatus();
  const since = Date.now();
  await keyboard.type('#');
  const notice = member.page.getByRole('status').filter({ hasText: 'Parole da rileggere' });
  await expect(notice).toBeVisible();
  await expect(notice.getByRole('textbox', { name: 'Parole non entrate nel documento' })).toHaveValue('#');
  await expect(view.text(5)).toBeFocused();
  await view.expectWords(5, 'Apriamo la sala.');
  await view.expectSaved();
  const took = Date.now() - since;
  expect(gate.refused).toBe(1);
  gate.set(null);

  // The next letters go where the refused one was.
  await keyboard.type('grande ');
  await view.expectSaved();
  const words = await view.words(5);
  expect(words.replace('grande ', '')).toBe('Apriamo la sala.');
  expect(words).toBe('Apriamo la grande sala.');
  expect(await wordsOf(table.server, document, 'art-5')).toBe(words);
  expect(Math.abs((await topOf(view, 'art-5')) - top)).toBeLessThan(4);
  await expectSameLife(member);
  expect(gate.sockets).toBe(1);
  const { seen } = await view.watched();
  expect(seen.map(({ text }) => text)).toContain('Da rileggere');
  expect(await member.page.getByText('for developers only').count()).toBe(0);
  test.info().annotations.push({ type: 'from refusal to writing again', description: `${took} ms` });
  expect(took).toBeLessThan(3_000);
  // Undo knows nothing of the time before.
  await keyboard.press('Control+z');
  await view.expectWords(5, 'Apriamo la sala.');
  await keyboard.press('Control+z');
  await view.expectWords(5, 'Apriamo la sala.');
});

test('at the top of the page the text stays under the eyes, whatever is said above it', async ({ enter }) => {
  const document = await createDocument(table.server, 'In cima');
  const member = await enter(table.server, 'member');
  const gate = await RefusingGate.on(member.page);
  const view = await member.open(document);
  await view.write(1, 'Testo. ');
  await view.expectSaved();
  await member.page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  const top = await topOf(view, 'art-1');
  gate.set({ code: 'invalid', words: '#' });
  await member.page.keyboard.type('#');
  await expect(member.page.getByText('Parole da rileggere')).toBeInViewport();
  await view.expectSaved();
  await expect.poll(async () => Math.abs((await topOf(view, 'art-1')) - top)).toBeLessThan(4);
});

test('in a title too', async ({ enter }) => {
  const document = await createDocument(table.server, 'Titolo rifiutato');
  const member = await enter(table.server, 'member');
  const gate = await RefusingGate.on(member.page);
  const view = await member.open(document);
  await view.expectSaved();
  gate.set({ code: 'invalid', words: '#' });
  await view.title(2).press('End');
  await member.page.keyboard.type('#');
  await expect(member.page.getByText('Parole da rileggere')).toBeVisible();
  gate.set(null);
  await expect(view.title(2)).toHaveValue('Parole comuni');
  await expect(view.title(2)).toBeFocused();
  await member.page.keyboard.type('!');
  await expect(view.title(2)).toHaveValue('Parole comuni!');
  await view.expectSaved();
});

test('after three rebuilds in a minute a person decides', async ({ enter }) => {
  const document = await createDocument(table.server, 'Tre volte');
  const member = await enter(table.server, 'member');
  const gate = await RefusingGate.on(member.page);
  const view = await member.open(document);
  await view.expectSaved();
  gate.set({ code: 'too_large', words: '#' });
  for (let times = 1; times <= 3; times += 1) {
    await view.write(1, '#');
    await expect.poll(() => gate.refused).toBe(times);
    await view.expectSaved();
  }
  await view.write(1, '#');
  await expect(view.status).toHaveText('Da rileggere');
  const again = member.page.getByRole('button', { name: 'Ricarica il testo' });
  await expect(again).toBeVisible();
  await expect(member.page.locator('[contenteditable="true"]')).toHaveCount(0);
  gate.set(null);
  await again.click();
  await view.expectSaved();
  await view.write(1, 'Si riprende.');
  await view.expectSaved();
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Si riprende.');
  await expect(member.page.getByRole('button', { name: '4 testi non entrati' })).toBeVisible();
});

test('words written without a network for a section closed meanwhile are in the list of both, and go back in', async ({
  enter,
  relayTo,
}) => {
  const document = await createDocument(table.server, 'Chiusa nel frattempo');
  const relay = await relayTo(table.server);
  const member = await enter(table.server, 'member', { origin: relay.url });
  const coordinator = await enter(table.server, 'coordinator');
  const view = await member.open(document);
  await view.write(1, 'Dentro. ');
  await view.expectSaved();
  relay.cut();
  await expect(view.status).toHaveText('Sei senza rete: puoi continuare a scrivere');
  await view.write(1, 'Senza rete.');
  await policy(document, 'art-1', { policy: 'locked', policy_reason: 'si rilegge insieme' });
  await markLife(member);
  relay.heal();

  await expect(member.page.getByText('Parole da rileggere')).toBeVisible({ timeout: 20_000 });
  await expect(view.section('art-1')).toContainText('Chiusa: si rilegge insieme');
  await view.expectWords(1, 'Dentro. ');
  await view.expectSaved();
  await expectSameLife(member);
  // One entry, though this device and the server both keep the words.
  const [rescue] = await rescuesOf(member, document);
  expect(rescue).toMatchObject({ reason: 'locked', mine: true, parts: [{ section: 'art-1', text: 'Senza rete.' }] });
  const mine = await openLost(member, '1 testo non entrato');
  await expect(mine.getByRole('listitem')).toHaveCount(1);
  const putBack = mine.getByRole('button', { name: 'Rimetti nel testo: Oggetto e bene comune' });
  await expect(putBack).toHaveAccessibleDescription('La sezione ora è chiusa: si potrà quando riapre.');
  // It can be reached and pressed, and does nothing.
  await putBack.press('Enter');
  await expect(mine.getByRole('listitem')).toHaveCount(1);

  // The coordination sees it, whose it is, and can copy it.
  const there = await coordinator.open(document);
  const theirs = await openLost(coordinator, '1 testo non entrato');
  await expect(theirs.getByRole('listitem')).toContainText(member.actor ?? '');
  await expect(theirs.getByRole('listitem')).toContainText('Senza rete.');
  await coordinator.page.keyboard.press('Escape');

  await policy(document, 'art-1', { policy: 'open' });
  await expect(putBack).not.toHaveAttribute('aria-disabled', 'true');
  await putBack.click();
  await expect(mine.getByText('Non ce ne sono')).toBeVisible();
  await member.page.keyboard.press('Escape');
  await view.expectWords(1, 'Dentro. Senza rete.');
  await there.expectWords(1, 'Dentro. Senza rete.');
  await view.expectSaved();
  await expect(member.page.getByRole('button', { name: /non entrat/ })).toHaveCount(0);
  expect(await rescuesOf(coordinator, document)).toEqual([]);
});

for (const width of [360, 1280]) {
  test(`the list of texts is usable by keyboard, and axe finds nothing serious, ${width} wide`, async ({ enter }) => {
    const viewport = { width, height: width === 360 ? 640 : 800 };
    const document = await createDocument(table.server, `Elenco ${width}`);
    const member = await enter(table.server, 'member', { viewport });
    const gate = await RefusingGate.on(member.page);
    const view = await member.open(document);
    await view.write(1, 'Testo. ');
    await view.expectSaved();
    gate.set({ code: 'invalid', words: '#' });
    await member.page.keyboard.type('#');
    await expect(member.page.getByText('Parole da rileggere')).toBeVisible();
    gate.set(null);
    expect(await seriousFindings(member.page), 'notice').toEqual([]);

    const opener = member.page.getByRole('button', { name: '1 testo non entrato' });
    await opener.focus();
    await member.page.keyboard.press('Enter');
    const sheet = member.page.getByRole('dialog', { name: 'Testi non entrati' });
    await expect(sheet).toBeVisible();
    expect(await seriousFindings(member.page), 'list').toEqual([]);
    await member.page.keyboard.press('Escape');
    await expect(opener).toBeFocused();
    await member.page.keyboard.press('Enter');
    await sheet.getByRole('button', { name: 'Fatto' }).focus();
    await member.page.keyboard.press('Enter');
    await expect(sheet.getByText('Non ce ne sono')).toBeVisible();
    await member.page.keyboard.press('Escape');
    await expect(opener).toHaveCount(0);
    await expect(member.page.getByText('Parole da rileggere')).toHaveCount(0);
  });
}

function policy(document: string, section: string, body: object): Promise<Response> {
  return call(table.server, `documents/${document}/sections/${section}`, { method: 'PATCH', body });
}

async function openLost({ page }: Person, name: string) {
  await page.getByRole('button', { name }).click();
  return page.getByRole('dialog', { name: 'Testi non entrati' });
}

function topOf(view: DocumentPage, section: string): Promise<number> {
  return view.section(section).evaluate((article) => article.getBoundingClientRect().top);
}

/** A mark that a reload would wipe out. */
async function markLife({ page }: Person): Promise<void> {
  await page.evaluate(() => Object.assign(window, { sameLife: true }));
}

async function expectSameLife({ page }: Person): Promise<void> {
  expect(await page.evaluate(() => 'sameLife' in window)).toBe(true);
}
