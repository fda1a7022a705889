import { call, demoDocument } from '../support/api.ts';
import { openRegister, sheetOf } from '../support/register.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

/** A promise of the demo: the hall on Thursdays, January to June. The pact's article 6 shows its card. */
const HALL = 'sala-del-giovedi';

test('a date is one date: on the timeline, in the table, in the article, in public and in the spreadsheet', async ({
  enter,
}) => {
  const { server } = table;
  const pact = await demoDocument(server, 'patto_collaborazione');
  const onTimeline = await enter(server, 'member', { index: 0 });
  const inTable = await enter(server, 'member', { index: 1 });
  const inArticle = await enter(server, 'coordinator');
  await openRegister(onTimeline.page, onTimeline.home, '/calendario');
  await openRegister(inTable.page, inTable.home, '/tabella');
  await inArticle.open(pact);
  await inArticle.page.goto(`${inArticle.home}/d/${pact}#section-art-6`);
  const bar = onTimeline.page.locator(`[data-bar="${HALL}"]`).getByRole('button');
  const row = inTable.page.locator(`tr[data-commitment="${HALL}"]`);
  const card = inArticle.page.locator(`article [data-register="commitmentCard"][data-reference="${HALL}"]`).first();
  await expect(card).toContainText('gen–giu 2027');

  await bar.focus();
  await onTimeline.page.keyboard.press('ArrowRight');
  await expect(row.locator('.register-table__from')).toHaveText('feb');
  await expect(row.locator('.register-table__to')).toHaveText('lug');
  await expect(card).toContainText('feb–lug 2027');
  await expect.poll(() => inPublic(server.link('public').url)).toContain('da M2 · febbraio 2027 a M7 · luglio 2027');
  await expect.poll(() => inSpreadsheet()).toMatch(/;M2 · febbraio 2027;M7 · luglio 2027;01\/02\/2027;31\/07\/2027;/);

  await row.locator('.register-table__to').getByRole('button').click();
  await row.locator('.register-table__to').getByRole('combobox').selectOption('M9');
  await expect(bar).toHaveAccessibleName(/febbraio 2027–settembre 2027|feb–set/);
  await expect(card).toContainText('feb–set 2027');
  await expect.poll(() => inPublic(server.link('public').url)).toContain('da M2 · febbraio 2027 a M9 · settembre 2027');
  await expect.poll(() => inSpreadsheet()).toMatch(/;M2 · febbraio 2027;M9 · settembre 2027;01\/02\/2027;30\/09\/2027;/);
});

test('from a card and from the sheet of a body there is a way to the sections that speak of it', async ({ enter }) => {
  const { server } = table;
  const member = await enter(server, 'member');
  const { page } = member;
  await page.goto(`${member.home}/registro?impegno=${HALL}`);
  const card = page.getByRole('dialog', { name: 'Impegno' });
  const spoken = card.getByRole('region', { name: 'Dove se ne parla' });
  await expect(spoken.getByRole('link', { name: /Impegni dei soggetti/ })).toBeVisible();
  const { actors } = await sheetOf(server);
  const parish = actors.find(({ name }) => name.startsWith('Parrocchia'));
  await page.goto(`${member.home}/registro/soggetto/${parish?.id}`);
  const texts = page.getByRole('region', { name: /^Nei testi: \d+ sezioni/ });
  await texts.getByRole('link', { name: /Impegni dei soggetti/ }).click();
  await expect(page).toHaveURL(/#section-art-6$/);
  await expect(page.locator('#section-art-6')).toBeInViewport();
});

/** Whatever the public page says right after naming the promise. */
async function inPublic(address: string): Promise<string> {
  const html = await (await fetch(address)).text();
  const after = html.split('Apre la sala grande').slice(1);
  return after.map((text) => text.slice(0, 500)).join('\n');
}

async function inSpreadsheet(): Promise<string> {
  const { server } = table;
  const csv = await (await call(server, `processes/${server.slug}/register.csv`)).text();
  return csv.slice(csv.indexOf(HALL)).slice(0, 400);
}
