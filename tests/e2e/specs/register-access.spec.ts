import { seriousFindings } from '../support/axe.ts';
import { addCards, forgetStart, openRegister, sheetOf } from '../support/register.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test.beforeAll(() => forgetStart(table.server));
const VIEWS = ['', '/linee', '/tabella', '/calendario'] as const;

async function twoCards(): Promise<{ id: string; name: string }> {
  const [body, other] = (await sheetOf(table.server)).actors;
  if (!body || !other) throw new Error('the demo has bodies');
  await addCards(table.server, [
    { id: 'one', what: 'apre la sala il giovedì', actor: body.id, from: 'M1', to: 'M6', state: 'da_confermare' },
    { id: 'two', what: 'presta il furgone', actor: other.id, to: 'M5', state: 'in_corso' },
  ]);
  return body;
}

for (const width of [360, 1280]) {
  test(`axe finds nothing serious in the register, ${width} wide, and nothing is wider than the screen`, async ({ enter }) => {
    const body = await twoCards();
    const person = await enter(table.server, 'coordinator', {
      viewport: { width, height: width === 360 ? 640 : 800 },
      ...(width === 360 && { isMobile: true, hasTouch: true }),
    });
    const { page } = person;
    const isWithin = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    for (const view of VIEWS) {
      await openRegister(page, person.home, view);
      await page.getByText('apre la sala il giovedì').first().waitFor();
      expect(await seriousFindings(page), view).toEqual([]);
      expect(await isWithin(), view).toBe(true);
    }
    await page.goto(`${person.home}/registro?impegno=one`);
    await page.getByRole('dialog', { name: 'Impegno' }).waitFor();
    expect(await seriousFindings(page), 'card').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Nuovo impegno', exact: true }).click();
    await page.getByRole('dialog', { name: 'Nuovo impegno' }).waitFor();
    expect(await seriousFindings(page), 'new card').toEqual([]);
    for (const place of [`/soggetto/${body.id}`, '/controlli']) {
      await page.goto(`${person.home}/registro${place}`);
      await page.getByText('Salvato').first().waitFor();
      expect(await seriousFindings(page), place).toEqual([]);
      expect(await isWithin(), place).toBe(true);
    }
  });
}

test('a promise made, mended, moved and taken out without a pointer', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const { page } = member;
  const { keyboard } = page;
  await openRegister(page, member.home);
  await tabTo('Scrivi l\'impegno in una riga');
  await keyboard.type('Parrocchia: apre la biblioteca il sabato, entro M6, con 2 volontari');
  await keyboard.press('Enter');
  const draft = page.getByRole('dialog', { name: 'Nuovo impegno' });
  await expect(draft.getByLabel('Che cosa?')).toHaveValue('apre la biblioteca il sabato');
  await expect(draft.getByLabel('Che cosa?')).toBeFocused();
  await expect(draft).toContainText('2 volontari · tempo');
  await tabTo('Aggiungi al registro');
  await keyboard.press('Enter');
  await expect(draft).toHaveCount(0);

  await tabTo('Tabella', 'Shift+Tab');
  await keyboard.press('Enter');
  await page.getByRole('table').waitFor();
  await page.getByRole('searchbox', { name: 'Cerca' }).focus();
  await keyboard.type('biblioteca il sabato');
  await expect(page.getByText('1 impegno').first()).toBeVisible();
  await tabTo(/^Chi: Parrocchia/);
  await keyboard.press('ArrowRight');
  await expect(focused()).toHaveAccessibleName(/^Che cosa: apre la biblioteca/);
  await keyboard.press('Enter');
  await keyboard.press('Control+End');
  await keyboard.type(' mattina');
  await keyboard.press('Enter');
  await expect(focused()).toHaveAccessibleName(/^Che cosa: apre la biblioteca il sabato mattina/);
  await keyboard.press('End');
  await expect(focused()).toHaveAccessibleName(/^A che punto è: abbozzato/);

  await page.getByRole('link', { name: 'Calendario' }).focus();
  await keyboard.press('Enter');
  await tabTo(/apre la biblioteca il sabato mattina, entro M6$/);
  await keyboard.press('ArrowLeft');
  await expect(focused()).toHaveAccessibleName(/entro M5$/);
  await keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: 'Impegno' });
  await tabTo('Dichiara al Tavolo');
  await keyboard.press('Enter');
  await expect(card.locator('.card-life__now')).toContainText('dichiarato');
  await tabTo('Togli dal registro');
  await keyboard.press('Enter');
  await expect(card.getByLabel('Perché lo togli?')).toBeFocused();
  await keyboard.type('era una prova');
  await tabTo('Togli dal registro');
  await keyboard.press('Enter');
  await expect(card).toHaveCount(0);
  await expect(page.locator('.taken-out')).toContainText('«era una prova»');

  function focused() {
    return page.locator(':focus');
  }

  async function tabTo(name: string | RegExp, key = 'Tab'): Promise<void> {
    for (let steps = 0; steps < 120; steps += 1) {
      await keyboard.press(key);
      const said = await page.evaluate(() => {
        const element = document.activeElement as HTMLInputElement | null;
        return element?.getAttribute('aria-label') ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? '';
      });
      if (typeof name === 'string' ? said.trim() === name : name.test(said)) return;
    }
    throw new Error(`Tab never comes to ${name}`);
  }
});

test('on a phone a first card takes a few taps', async ({ enter }) => {
  const member = await enter(table.server, 'member', {
    viewport: { width: 360, height: 640 },
    isMobile: true,
    hasTouch: true,
  });
  const { page } = member;
  await openRegister(page, member.home);
  await page.getByRole('button', { name: 'Nuovo impegno', exact: true }).tap();
  const draft = page.getByRole('dialog', { name: 'Nuovo impegno' });
  // Who writes is who promises, unless they say otherwise.
  await expect(draft.getByLabel('Chi?').locator('option:checked')).toHaveText(member.actor ?? '');
  await draft.getByLabel('Che cosa?').fill('porta le sedie in piazza');
  await draft.getByRole('button', { name: 'Aggiungi al registro' }).tap();
  await expect(page.getByRole('button', { name: 'porta le sedie in piazza' })).toBeVisible();
  await page.getByRole('link', { name: 'Calendario' }).tap();
  await expect(page.getByRole('heading', { name: 'M1', exact: true })).toBeVisible();
  await page.getByRole('button', { name: /porta le sedie in piazza/ }).tap();
  await page.getByRole('dialog', { name: 'Impegno' }).getByLabel('Da', { exact: true }).selectOption('M2');
  await page.keyboard.press('Escape');
  const second = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'M2', exact: true }) });
  await expect(second).toContainText('porta le sedie in piazza');
});
