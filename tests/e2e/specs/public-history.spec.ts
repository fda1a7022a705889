import { call, createDocument } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import { expect, test, useServer } from '../support/test.ts';
import { expectNoSidewaysScroll, makeVersion } from '../support/versions.ts';

const table = useServer();

function publish(document: string, published: boolean): Promise<Response> {
  return call(table.server, `documents/${document}`, { method: 'PATCH', body: { published } });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('everybody reads, compares and steps through the versions of a published document', async ({ enter, page }) => {
    const { server } = table;
    const document = await createDocument(server, 'Aperto a tutti');
    const member = await enter(server, 'member', { javaScriptEnabled: true });
    const view = await member.open(document);
    await view.write(1, 'Bozza riservata.');
    await view.expectSaved();
    await makeVersion(server, document, 'Prima di pubblicare');
    await view.text(1).press('Control+a');
    await member.page.keyboard.type('Apriamo la sala grande.');
    await view.expectSaved();
    expect((await publish(document, true)).ok).toBe(true);
    await view.replaceWords(1, 'grande', 'piccola');
    await view.expectSaved();
    await makeVersion(server, document, 'Dopo la pubblicazione');

    const address = `${server.url}/p/${server.slug}/d/${document}`;
    await page.goto(address);
    await page.getByRole('link', { name: 'vedi altre versioni' }).first().click();
    await expect(page).toHaveURL(`${address}/versioni`);
    // From the one on that was published; what came before is not there.
    await expect(page.getByRole('heading', { name: /^Versione \d$/ })).toHaveText(['Versione 4', 'Versione 3']);
    expect(await page.content()).not.toContain('Prima di pubblicare');
    await page.getByRole('radio', { name: 'Prima: Versione 3' }).check();
    await page.getByRole('radio', { name: 'Dopo: Versione 4' }).check();
    await page.getByRole('button', { name: 'Confronta' }).click();
    await expect(page.locator('del').filter({ hasText: 'grande' }).first()).toBeVisible();
    await expect(page.locator('ins').filter({ hasText: 'piccola' }).first()).toBeVisible();
    await page.getByRole('link', { name: 'Affiancati' }).click();
    await expect(page.locator('ins').filter({ hasText: 'piccola' }).first()).toBeVisible();

    await page.goto(`${address}/versioni/4`);
    await page
      .getByRole('navigation', { name: "Da una versione all'altra", exact: true })
      .getByRole('link', { name: 'Versione 3' })
      .click();
    await expect(page.getByRole('article')).toContainText('Apriamo la sala grande.');
    // Bodies by name, and nothing to do here that is for the table.
    await page.goto(`${address}/versioni`);
    await expect(page.getByText(`Hanno scritto: ${member.actor}`).first()).toBeVisible();
    await expect(page.getByRole('link', { name: /Ripristina|Testo attuale/ })).toHaveCount(0);
    await expect(page.getByText('Fai una versione')).toHaveCount(0);
  });

  for (const width of [360, 1280]) {
    test(`nothing scrolls sideways, ${width} wide`, async ({ page }) => {
      const { server } = table;
      await page.setViewportSize({ width, height: 800 });
      const address = new URL(server.link('public').url).pathname;
      for (const path of ['/versioni', '/versioni/1', '/confronto?da=1&a=1']) {
        const answer = await page.goto(`${server.url}${address}${path}`);
        expect(answer?.status(), path).toBe(200);
        const { wide, room } = { wide: await page.locator('body').boundingBox(), room: width };
        expect(wide?.width ?? 0, path).toBeLessThanOrEqual(room);
      }
    });
  }
});

test('of what is not published, and of what came before it was, nothing is there', async ({ enter, request }) => {
  const { server } = table;
  const document = await createDocument(server, 'Ancora chiuso');
  const member = await enter(server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Non per tutti.');
  await view.expectSaved();
  await makeVersion(server, document, 'Chiusa');
  const base = `${server.url}/p/${server.slug}/d`;
  const paths = ['/versioni', '/versioni/1', '/versioni/2', '/confronto?da=1&a=2', '/confronto?da=1&a=live'];
  const unknown = await request.get(`${base}/01890000-0000-7000-8000-000000000000/versioni`);
  expect(unknown.status()).toBe(404);
  for (const path of paths) {
    const answer = await request.get(`${base}/${document}${path}`);
    expect(answer.status(), path).toBe(404);
    expect(await answer.text(), path).toBe(await unknown.text());
  }
  expect((await publish(document, true)).ok).toBe(true);
  for (const path of ['/versioni/1', '/confronto?da=1&a=2', '/confronto?da=2&a=live', '/versioni/1/ripristina']) {
    expect((await request.get(`${base}/${document}${path}`)).status(), path).toBe(404);
  }
  expect((await request.get(`${base}/${document}/versioni/2`)).status()).toBe(200);
  expect((await publish(document, false)).ok).toBe(true);
  expect((await request.get(`${base}/${document}/versioni/2`)).status()).toBe(404);
});

for (const width of [360, 1280]) {
  test(`axe finds nothing serious in the public history, ${width} wide`, async ({ page }) => {
    const { server } = table;
    await page.setViewportSize({ width, height: 800 });
    const address = new URL(server.link('public').url).pathname;
    for (const path of ['/versioni', '/versioni/1', '/confronto?da=1&a=1']) {
      await page.goto(`${server.url}${address}${path}`);
      expect(await seriousFindings(page), path).toEqual([]);
      await expectNoSidewaysScroll(page);
    }
  });
}
