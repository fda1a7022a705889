import { call, createDocument } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import { fillRegister } from '../support/filled-register.ts';
import { expect, test, useServer } from '../support/test.ts';
import { expectNoSidewaysScroll, makeVersion } from '../support/versions.ts';

const table = useServer();

test('at the first visit nothing is listed', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  await member.page.goto(member.home);
  await member.page.getByRole('region', { name: 'Documenti' }).waitFor();
  await expect(member.page.getByRole('region', { name: "Dall'ultima volta" })).toHaveCount(0);
  await member.page.goto(`${member.home}/novita?dal=visita`);
  await expect(member.page.getByRole('heading', { name: 'È la tua prima visita' })).toBeVisible();
});

test('who comes back reads it in at most five lines, each a way to it', async ({ enter }) => {
  const { server } = table;
  const document = await createDocument(server, 'Da quando sei via');
  const writer = await enter(server, 'member', { index: 0 });
  const back = await enter(server, 'member', { index: 1 });
  const { page } = back;
  const view = await writer.open(document);
  await view.write(1, 'Letto da tutti.');
  await view.expectSaved();
  await makeVersion(server, document, 'Letta insieme');
  const visited = page.waitForResponse(/\/changes\?since=visit$/);
  await page.goto(back.home);
  expect((await visited).status()).toBe(200);

  await server.letTimePassSinceVisits(2 * 60 * 60_000);
  await page.reload();
  const news = page.getByRole('region', { name: "Dall'ultima volta" });
  const line = news.getByRole('listitem').filter({ hasText: 'Da quando sei via' }).first();
  // Two hours ago it was not there: it is a new document, and not thirty changed sections.
  await expect(line).toHaveText('Da quando sei via documento nuovo');
  expect(await news.getByRole('listitem').count()).toBeLessThanOrEqual(5);
  expect(await seriousFindings(page)).toEqual([]);
  await line.getByRole('link').click();
  await expect(page).toHaveURL(back.addressOf(document));
  await page.goBack();
  await news.getByRole('link', { name: 'Tutto quello che è cambiato' }).click();
  await expect(page).toHaveURL(`${back.home}/novita?dal=visita`);
  await expect(page.getByRole('region', { name: 'Testi' })).toContainText('Da quando sei via');
});

test('a meeting that was only in the calendar is a moment too', async ({ enter }) => {
  const { server } = table;
  const member = await enter(server, 'member');
  const answer = await call(server, `processes/${server.slug}`);
  const { meetings } = (await answer.json()) as { meetings: { id: string; opened_at?: string }[] };
  const planned = meetings.find(({ opened_at }) => opened_at === undefined || opened_at === null);
  await member.page.goto(`${member.home}/novita?dal=incontro:${planned?.id}`);
  await expect(member.page.getByRole('heading', { level: 1 })).toHaveText('Che cosa è cambiato');
  await expect(member.page.getByText('È la tua prima visita')).toHaveCount(0);
  await expect(member.page.getByRole('region', { name: 'Testi' })).toBeVisible();
});

test('who missed a meeting reads what changed since it', async ({ enter }) => {
  const { server } = table;
  const document = await createDocument(server, 'Da quell’incontro');
  const writer = await enter(server, 'member', { index: 0 });
  const absent = await enter(server, 'member', { index: 1, viewport: { width: 360, height: 640 } });
  const view = await writer.open(document);
  await view.write(1, 'Prima dell’incontro.');
  await view.expectSaved();

  const answer = await call(server, `processes/${server.slug}`);
  const { meetings } = (await answer.json()) as { meetings: { id: string; title: string; date: string | null }[] };
  const meeting = meetings.find(({ date }) => date !== null && date < '2026-01-01');
  if (!meeting) throw new Error('the demo has meetings that were held');
  const turn = async (open: boolean) => {
    const path = `processes/${server.slug}/meetings/${meeting.id}`;
    expect((await call(server, path, { method: 'PATCH', body: { open } })).status).toBe(200);
  };
  await turn(true);
  await view.write(1, ' Durante.');
  await view.expectSaved();
  await turn(false);
  await view.write(2, 'Dopo l’incontro.');
  await view.expectSaved();
  await makeVersion(server, document, 'Dopo l’incontro');
  const { client } = await fillRegister(server);
  client.close();

  const { page } = absent;
  await page.goto(absent.home);
  await page
    .getByRole('listitem')
    .filter({ hasText: meeting.title })
    .getByRole('link', { name: /^Che cosa è cambiato da questo incontro/ })
    .first()
    .click();
  await expect(page).toHaveURL(`${absent.home}/novita?dal=incontro:${meeting.id}`);
  const texts = page.getByRole('region', { name: 'Testi' });
  await expect(texts.getByRole('link', { name: 'Da quell’incontro' })).toBeVisible();
  await expect(texts.getByRole('link', { name: 'Parole comuni' })).toBeVisible();
  // What was written during it was decided at it.
  await expect(texts.getByRole('link', { name: 'Oggetto e bene comune' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Impegni' })).toContainText('prova la sala del mercoledì');
  await expect(page.getByRole('region', { name: 'Decisioni' })).toContainText('Dopo l’incontro');
  await expectNoSidewaysScroll(page);
  expect(await seriousFindings(page)).toEqual([]);

  await texts.getByRole('link', { name: 'Parole comuni' }).click();
  await expect(page.locator('ins').filter({ hasText: 'Dopo l’incontro.' }).first()).toBeVisible();
});
