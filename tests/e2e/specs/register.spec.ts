import type { Page } from '@playwright/test';
import { addCards, openRegister, registerOf, sheetOf } from '../support/register.ts';
import { StockClient } from '../support/stock-client.ts';
import { expect, test, useServer } from '../support/test.ts';

/** From one hand to every other screen. */
const AT_ONCE_MS = 200;

const table = useServer();

async function firstBody(): Promise<{ id: string; name: string }> {
  const [body] = (await sheetOf(table.server)).actors;
  if (!body) throw new Error('the demo has bodies');
  return body;
}

/** Notes when `words` are first drawn inside of what the selector finds. */
async function watchFor(page: Page, selector: string, words: string): Promise<void> {
  await page.evaluate(
    ([where, what]) => {
      const look = () => {
        const is = document.querySelector(where ?? '')?.textContent?.includes(what ?? '');
        if (is) Object.assign(window, { seenAt: performance.timeOrigin + performance.now() });
        else requestAnimationFrame(look);
      };
      Object.assign(window, { seenAt: null });
      look();
    },
    [selector, words],
  );
}

function seenAt(page: Page): Promise<number | null> {
  return page.evaluate(() => (window as unknown as { seenAt: number | null }).seenAt);
}

test('card, row and bar show one promise, whoever writes in it, at once', async ({ enter }) => {
  const { server } = table;
  const body = await firstBody();
  await addCards(server, [{ id: 'live', what: 'apre la sala', actor: body.id, from: 'M1', to: 'M3' }]);
  const here = await enter(server, 'member', { index: 0 });
  const there = await enter(server, 'member', { index: 1 });
  const third = await enter(server, 'coordinator');
  const stock = await StockClient.open(server, await registerOf(server));
  await openRegister(here.page, here.home);
  await openRegister(there.page, there.home, '/tabella');
  await openRegister(third.page, third.home, '/calendario');
  const places: [Page, string][] = [
    [here.page, '[data-commitment="live"]'],
    [there.page, 'tr[data-commitment="live"]'],
    [third.page, '[data-bar="live"]'],
  ];
  for (const [page, selector] of places) await expect(page.locator(selector)).toContainText('apre la sala');

  // Somebody with another program.
  for (const [page, selector] of places) await watchFor(page, selector, 'apre la sala il giovedì');
  const written = Date.now();
  stock.write('commitment/live/what', ' il giovedì');
  for (const [page] of places) await expect.poll(() => seenAt(page)).not.toBeNull();
  const delays = await Promise.all(places.map(async ([page]) => ((await seenAt(page)) ?? 0) - written));
  test.info().annotations.push({ type: 'to card, row and bar', description: `${delays.map(Math.round).join(', ')} ms` });
  expect(Math.max(...delays)).toBeLessThan(AT_ONCE_MS);

  // In the open card, in the row, and in the other program, all together.
  await here.page.locator('[data-commitment="live"] button').first().click();
  const card = here.page.getByRole('dialog', { name: 'Impegno' });
  await card.getByLabel('Che cosa?').press('Control+End');
  await there.page.locator('tr[data-commitment="live"] .register-table__what button').click();
  await there.page.locator('tr[data-commitment="live"] textarea').press('Control+Home');
  await Promise.all([
    here.page.keyboard.type(' e il sabato', { delay: 20 }),
    there.page.keyboard.type('sempre ', { delay: 20 }),
  ]);
  stock.set('commitment/live/to', 'M6');
  const words = 'sempre apre la sala il giovedì e il sabato';
  await expect(card.getByLabel('Che cosa?')).toHaveValue(words);
  await expect(there.page.locator('tr[data-commitment="live"] textarea')).toHaveValue(words);
  await expect(third.page.locator('[data-bar="live"]')).toContainText(words);
  await expect.poll(() => stock.text('commitment/live/what')).toBe(words);
  await expect(card.getByLabel('A', { exact: true })).toHaveValue('M6');
  // The caret is where it was, whatever came in.
  await expect(card.getByLabel('Che cosa?')).toBeFocused();
  stock.close();
});

test('two answers to one question stay both in view until one is kept', async ({ enter }) => {
  const { server } = table;
  const body = await firstBody();
  await addCards(server, [{ id: 'both', what: 'presta il furgone', actor: body.id, from: 'M1' }]);
  const member = await enter(server, 'member');
  await openRegister(member.page, member.home);
  const stock = await StockClient.open(server, await registerOf(server));
  stock.leave();
  const card = member.page.locator('[data-commitment="both"]');
  await card.getByRole('button').first().click();
  const dialog = member.page.getByRole('dialog', { name: 'Impegno' });
  await dialog.getByLabel('Da', { exact: true }).selectOption('M3');
  await expect.poll(async () => (await sheetOf(server)).commitments.find(({ id }) => id === 'both')?.from).toBe('M3');
  stock.set('commitment/both/from', 'M5');
  stock.comeBack();

  const conflict = dialog.locator('.conflicts__one');
  await expect(conflict).toContainText('Da quando: due risposte arrivate insieme');
  await expect(conflict.getByRole('listitem')).toHaveCount(2);
  await expect(conflict).toContainText(member.actor ?? '');
  await member.page.keyboard.press('Escape');
  await expect(card).toContainText('Due valori insieme');
  await card.getByRole('button').first().click();
  await conflict.getByRole('button', { name: /^Tieni questo: M3/ }).click();
  await expect(conflict).toHaveCount(0);
  await expect(dialog.getByLabel('Da', { exact: true })).toHaveValue('M3');
  await expect.poll(() => stock.get('commitment/both/from')).toBe('M3');
  expect((await sheetOf(server)).conflicts).toEqual([]);
  stock.close();
});

test('a date moved on the timeline, by hand or by key, is the date of the table', async ({ enter }) => {
  const { server } = table;
  const body = await firstBody();
  await addCards(server, [{ id: 'moved', what: 'cura il giardino', actor: body.id, from: 'M2', to: 'M4' }]);
  const member = await enter(server, 'member', { index: 0 });
  const other = await enter(server, 'member', { index: 1 });
  await openRegister(member.page, member.home, '/calendario');
  await openRegister(other.page, other.home, '/tabella');
  const row = other.page.locator('tr[data-commitment="moved"]');
  const period = async () => [
    await row.locator('.register-table__from').innerText(),
    await row.locator('.register-table__to').innerText(),
  ];
  const bar = member.page.locator('[data-bar="moved"]');
  const text = bar.getByRole('button');

  await text.focus();
  await member.page.keyboard.press('ArrowRight');
  await expect.poll(period).toEqual(['M3', 'M5']);
  await member.page.keyboard.press('Shift+ArrowRight');
  await expect.poll(period).toEqual(['M3', 'M6']);
  await member.page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(period).toEqual(['M2', 'M6']);
  await expect(text).toBeFocused();
  await expect(member.page.getByText('cura il giardino: M2–M6')).toBeAttached();
  await expect(text).toHaveAccessibleName(`${body.name}: cura il giardino, M2–M6`);

  const box = await bar.boundingBox();
  const month = await bar.evaluate((element) => {
    const track = element.closest('[data-track]');
    return (track?.getBoundingClientRect().width ?? 0) / 12;
  });
  if (!box) throw new Error('the bar is drawn');
  await member.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await member.page.mouse.down();
  await member.page.mouse.move(box.x + box.width / 2 + month * 2, box.y + box.height / 2, { steps: 5 });
  await member.page.mouse.up();
  await expect.poll(period).toEqual(['M4', 'M8']);
  // The end of a drag opens nothing; a click does.
  await expect(member.page.getByRole('dialog')).toHaveCount(0);
  const moved = await bar.boundingBox();
  await member.page.mouse.move((moved?.x ?? 0) + (moved?.width ?? 0) - 4, (moved?.y ?? 0) + 8);
  await member.page.mouse.down();
  await member.page.mouse.move((moved?.x ?? 0) + (moved?.width ?? 0) - 4 - month, (moved?.y ?? 0) + 8, { steps: 4 });
  await member.page.mouse.up();
  await expect.poll(period).toEqual(['M4', 'M7']);
  await text.click();
  await expect(member.page.getByRole('dialog', { name: 'Impegno' })).toBeVisible();
});

test('rows of a spreadsheet: the good ones enter, the others say what is wrong and can be mended', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const { page } = member;
  await openRegister(page, member.home, '/tabella');
  await page.getByRole('button', { name: 'Incolla da un foglio' }).click();
  const dialog = page.getByRole('dialog', { name: 'Incolla da un foglio di calcolo' });
  await dialog
    .getByLabel('Righe copiate')
    .fill('Chi\tChe cosa\tEntro\r\nBocciofila Primavera\tapre i campi\tM6\r\nBocciofila Primavera\tfa un torneo\tboh\r\n\tnessuno lo fa\t');
  await dialog.getByRole('button', { name: 'Guarda le righe' }).click();
  await expect(dialog).toContainText('1 riga pronta. 2 righe da sistemare');
  await expect(dialog.getByRole('listitem').nth(1)).toContainText('La data non si legge.');
  await dialog.getByRole('button', { name: 'Aggiungi 1 riga' }).click();
  await expect(page.getByRole('cell', { name: /apre i campi/ }).first()).toBeVisible();
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await dialog.getByRole('listitem').first().getByLabel('A', { exact: true }).fill('M7');
  await dialog.getByRole('button', { name: 'Aggiungi 1 riga' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  const { actors, commitments } = await sheetOf(table.server);
  const bodies = actors.filter(({ name }) => name === 'Bocciofila Primavera');
  expect(bodies).toHaveLength(1);
  expect(commitments.filter(({ actor }) => actor === bodies[0]?.id).map(({ to }) => to)).toEqual(['M6', 'M7']);
});

test('what is taken out asks why, is kept with its reason, and comes back', async ({ enter }) => {
  const { server } = table;
  const body = await firstBody();
  await addCards(server, [{ id: 'gone', what: 'pulisce la piazza', actor: body.id }]);
  const member = await enter(server, 'member');
  const { page } = member;
  await openRegister(page, member.home);
  await page.locator('[data-commitment="gone"] button').first().click();
  const dialog = page.getByRole('dialog', { name: 'Impegno' });
  await dialog.getByRole('button', { name: 'Togli dal registro' }).click();
  await dialog.getByRole('button', { name: 'Togli dal registro' }).click();
  await expect(dialog.getByText('Scrivi il motivo')).toBeVisible();
  await dialog.getByLabel('Perché lo togli?').fill('lo fa già il Comune');
  await dialog.getByRole('button', { name: 'Togli dal registro' }).click();
  await expect(page.locator('[data-commitment="gone"]')).toHaveCount(0);
  await page.getByText('Tolto dal registro: 1').click();
  await expect(page.locator('.taken-out')).toContainText('pulisce la piazza');
  await expect(page.locator('.taken-out')).toContainText('«lo fa già il Comune»');
  await page.getByRole('button', { name: 'Rimetti pulisce la piazza nel registro' }).click();
  await expect(page.locator('[data-commitment="gone"]')).toBeVisible();
});
