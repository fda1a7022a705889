import type { Page } from '@playwright/test';
import { createDocument, demoDocument } from '../support/api.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

for (const width of [360, 1280]) {
  const viewport = { width, height: width === 360 ? 640 : 800 };
  const device = width === 360 ? { isMobile: true, hasTouch: true } : {};

  test(`every page stands, ${width} wide`, async ({ enter }) => {
    test.setTimeout(120_000);
    const { server } = table;
    const coordinator = await enter(server, 'coordinator', { viewport, ...device });
    const member = await enter(server, 'member', { viewport, ...device });
    const other = await enter(server, 'member', { index: 1, viewport });
    const reader = await enter(server, 'community', { viewport, ...device });
    const complaints: string[] = [];
    for (const { page } of [coordinator, member, reader]) watchComplaints(page, complaints);
    const patto = await demoDocument(server, 'patto_collaborazione');
    const empty = await createDocument(server, `Vuoto ${width}`);
    const picture = async (page: Page, name: string, fullPage = false) => {
      await page.evaluate(() => globalThis.document.fonts.ready);
      await page.screenshot({ path: `test-results/visit/${width}-${name}.png`, fullPage, animations: 'disabled' });
      expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth), name).toBeLessThanOrEqual(
        width,
      );
    };

    await reader.page.goto(server.link('member').url);
    await picture(reader.page, 'entry');
    await reader.page.goto(server.link('public').url);
    await picture(reader.page, 'public-document', true);
    await reader.page.goto(`${server.url}/p/${server.slug}`);
    await picture(reader.page, 'public-process', true);
    await reader.page.goto(`${server.url}/p/${server.slug}/d/niente`);
    await picture(reader.page, 'public-not-found');

    await coordinator.page.goto(coordinator.home);
    await coordinator.page.getByRole('link', { name: 'Patto di Collaborazione' }).first().waitFor();
    await picture(coordinator.page, 'home-coordinator', true);
    await coordinator.page.getByRole('button', { name: 'Nuovo documento' }).click();
    await picture(coordinator.page, 'home-new-document');

    const view = await member.open(patto);
    await view.expectSaved();
    await picture(member.page, 'document');
    const there = await other.open(patto);
    await there.write(1, ' Anche noi.');
    await view.expectSaved();
    await view.section('art-1').scrollIntoViewIfNeeded();
    await view.text(1).focus();
    await picture(member.page, 'document-writing');
    await view.section('art-10').scrollIntoViewIfNeeded();
    await picture(member.page, 'document-table');
    const emptyView = await member.open(empty);
    await emptyView.expectSaved();
    await picture(member.page, 'document-empty');

    const managed = await coordinator.open(patto);
    await managed.expectSaved();
    await managed
      .section('art-1')
      .getByRole('button', { name: /^Azioni su/ })
      .click();
    await picture(coordinator.page, 'section-menu');
    await coordinator.page.getByRole('menuitem', { name: 'Metti da parte…' }).click();
    await picture(coordinator.page, 'section-aside-dialog');
    await coordinator.page.keyboard.press('Escape');
    if (width === 360) {
      await coordinator.page.getByRole('button', { name: "Apri l'indice" }).click();
      await picture(coordinator.page, 'outline-sheet');
    }
    await managed.outline.getByRole('button', { name: 'Sezione' }).click();
    await picture(coordinator.page, 'section-add-dialog');

    const reading = await reader.open(patto);
    await expect(reading.status).toHaveText('Sola lettura');
    await picture(reader.page, 'document-community');
    await reader.page.goto(reader.addressOf('01890000-0000-7000-8000-000000000000'));
    await expect(reader.page.getByRole('alert')).toContainText('Non esiste, oppure non è visibile');
    await picture(reader.page, 'document-unknown');
    await reader.context.clearCookies();
    await reader.page.goto(reader.home);
    await reader.page.getByRole('heading', { level: 1 }).waitFor();
    await picture(reader.page, 'not-signed-in');

    expect(complaints).toEqual([]);
  });
}

/** What the browser complains about; refusals that a page was sent to on purpose are none. */
function watchComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (400|401|404)/.test(message.text())) complaints.push(message.text());
  });
}
