import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('a link, one button, and one is inside; the token stays behind', async ({ page, context }) => {
  const link = table.server.link('member');
  const token = table.server.token('member');
  const addresses: string[] = [];
  const referrers: string[] = [];
  page.on('request', (request) => {
    addresses.push(`${request.method()} ${request.url()}`);
    referrers.push(request.headers().referer ?? '');
  });
  page.on('websocket', (socket) => addresses.push(socket.url()));

  await page.goto(link.url);
  // Looking is not entering: whoever previews the address gets no cookie.
  expect(await context.cookies()).toEqual([]);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Opificio di comunità');
  await expect(page.getByRole('main')).toContainText(`Scrivi per ${link.actor}`);
  await page.getByRole('button', { name: 'Entra e scrivi' }).click();
  await expect(page).toHaveURL(`${table.server.url}/t/${table.server.slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: 'pattovivo', httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await page.evaluate(() => document.cookie)).toBe('');

  await page.getByRole('link', { name: 'Patto di Collaborazione' }).first().click();
  await page.getByRole('article').first().waitFor();
  await expect(page.locator('.status')).toHaveText(/^Salvato/);
  const withToken = addresses.filter((address) => address.includes(token));
  expect(withToken.map((address) => address.split(' ')[0])).toEqual(['GET', 'POST']);
  expect(addresses.filter((address) => cookie && address.includes(cookie.value))).toEqual([]);
  expect(referrers.filter((referrer) => referrer.includes(token))).toEqual([]);
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toContain(token);
});

test('a reader is told what the link is good for', async ({ page }) => {
  await page.goto(table.server.link('community').url);
  await page.getByRole('button', { name: 'Entra e leggi' }).click();
  await expect(page.getByText('Leggi come')).toBeVisible();
});

test('a wrong link says so and opens nothing', async ({ page, context }) => {
  const answer = await page.goto(`${table.server.url}/e/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('button')).toHaveCount(0);
  expect(await context.cookies()).toEqual([]);
});

test('another site cannot walk a visitor in', async ({ request }) => {
  const answer = await request.post(table.server.link('member').url, {
    headers: { origin: 'https://altrove.example', 'sec-fetch-site': 'cross-site' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
  expect(answer.headers()['set-cookie']).toBeUndefined();
});

test('without a link the application says how one comes in', async ({ page }) => {
  await page.goto(`${table.server.url}/t/${table.server.slug}`);
  await expect(page.getByRole('heading', { name: 'Per entrare serve il collegamento del percorso' })).toBeVisible();
});
