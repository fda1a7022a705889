import { gzipSync } from 'node:zlib';
import { type ContentNode, call, contentOf, createDocument, demoDocument } from '../support/api.ts';
import { expect, test, useServer } from '../support/test.ts';

const MOST_SCRIPT_BYTES = 40 * 1024;
const table = useServer();

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a published document reads from the first to the last word', async ({ page }) => {
    const document = await demoDocument(table.server, 'patto_collaborazione');
    const { sections } = await contentOf(table.server, document);
    await page.goto(table.server.link('public').url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Patto di Collaborazione');
    await expect(page.getByRole('heading', { name: 'A che punto siamo' })).toBeVisible();
    const text = (await page.getByRole('main').innerText()).replace(/\s+/g, ' ');
    for (const section of sections) {
      expect(text).toContain(section.title);
      for (const words of section.body.flatMap(runsOf)) expect(text, section.id).toContain(words);
    }
    await page.getByRole('navigation', { name: 'Indice' }).getByRole('link', { name: 'Impegni dei soggetti' }).click();
    await expect(page.locator('#art-6')).toBeInViewport();
    await page.getByRole('link', { name: 'Opificio di comunità' }).first().click();
    await expect(page.getByRole('link', { name: 'Patto di Collaborazione' })).toBeVisible();
  });

  test('on paper the text stands alone', async ({ page }) => {
    await page.goto(table.server.link('public').url);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('navigation')).toHaveCount(0);
    await expect(page.locator('.skip, .bar, .breadcrumb, .contents').filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole('button')).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('#art-6')).toBeVisible();
  });
});

test('what is not published does not exist', async ({ request }) => {
  const { server } = table;
  const draft = await demoDocument(server, 'docpp');
  const hidden = await request.get(`${server.url}/p/${server.slug}/d/${draft}`);
  const unknown = await request.get(`${server.url}/p/${server.slug}/d/01890000-0000-7000-8000-000000000000`);
  expect(hidden.status()).toBe(404);
  expect(unknown.status()).toBe(404);
  expect(await hidden.text()).toBe(await unknown.text());
  const home = await (await request.get(`${server.url}/p/${server.slug}`)).text();
  expect(home).not.toContain(draft);

  // Published, it is there; taken back, it is gone.
  const document = await createDocument(server, 'Prova di pubblicazione');
  const address = `${server.url}/p/${server.slug}/d/${document}`;
  const publish = (published: boolean) =>
    call(server, `documents/${document}`, { method: 'PATCH', body: { published } });
  expect((await publish(true)).ok).toBe(true);
  expect((await request.get(address)).status()).toBe(200);
  expect((await publish(false)).ok).toBe(true);
  expect((await request.get(address)).status()).toBe(404);
});

test('at most 40 KB of script, and a policy that lets no other in', async ({ page, request }) => {
  const scripts: string[] = [];
  page.on('request', (each) => {
    if (each.resourceType() === 'script') scripts.push(each.url());
  });
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  const answer = await page.goto(table.server.link('public').url, { waitUntil: 'networkidle' });
  let bytes = 0;
  for (const script of scripts) bytes += gzipSync(await (await request.get(script)).body()).length;
  bytes += (await page.locator('script:not([src])').allTextContents()).join('').length;
  expect(bytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  expect(refused).toEqual([]);

  const headers = answer?.headers() ?? {};
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('same-origin');
  expect(headers['set-cookie']).toBeUndefined();
  const application = await request.get(`${table.server.url}/t/${table.server.slug}`);
  expect(application.headers()['content-security-policy']).toContain("default-src 'self'");
  expect(application.headers()['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
});

test('bodies write in public, persons never', async ({ page }) => {
  await page.goto(table.server.link('public').url);
  const text = await page.getByRole('main').innerText();
  expect(text).not.toMatch(/[\w.]+@[\w.]+\.\w+/);
  expect(text).not.toMatch(/\b(\+39|0\d{1,3})[ .-]?\d{5,}\b/);
});

/** Every run of text in a node, with its spaces as a page shows them. */
function runsOf({ text, content }: ContentNode): string[] {
  return text === undefined ? (content ?? []).flatMap(runsOf) : [text.replace(/\s+/g, ' ').trim()];
}
