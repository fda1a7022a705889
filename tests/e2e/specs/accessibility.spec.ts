import { demoDocument } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

for (const width of [360, 1280]) {
  const viewport = { width, height: width === 360 ? 640 : 800 };

  test(`axe finds nothing serious on pages without an application, ${width} wide`, async ({ page }) => {
    const { server } = table;
    await page.setViewportSize(viewport);
    for (const path of [
      new URL(server.link('member').url).pathname,
      `/p/${server.slug}`,
      new URL(server.link('public').url).pathname,
      '/e/nessuno',
      '/',
    ]) {
      await page.goto(`${server.url}${path}`);
      expect(await seriousFindings(page), path).toEqual([]);
    }
  });

  for (const role of ['coordinator', 'member', 'community'] as const) {
    test(`axe finds nothing serious for ${role}, ${width} wide`, async ({ enter }) => {
      const person = await enter(table.server, role, { viewport });
      const { page } = person;
      await page.goto(person.home);
      await page.getByRole('link', { name: 'Patto di Collaborazione' }).first().waitFor();
      expect(await seriousFindings(page), 'home').toEqual([]);

      const view = await person.open(await demoDocument(table.server, 'patto_collaborazione'));
      await expect(view.status).toHaveText(role === 'community' ? 'Sola lettura' : /^Salvato/);
      expect(await seriousFindings(page), 'document').toEqual([]);
      if (role !== 'community') {
        await view.text(1).focus();
        expect(await seriousFindings(page), 'document while writing').toEqual([]);
      }
      if (width === 360) {
        await page.getByRole('button', { name: "Apri l'indice" }).click();
        expect(await seriousFindings(page), 'outline').toEqual([]);
      }
      if (role !== 'coordinator') return;
      await view.outline.getByRole('button', { name: 'Sezione' }).click();
      await expect(page.getByRole('dialog', { name: 'Nuova sezione' })).toBeVisible();
      expect(await seriousFindings(page), 'new section').toEqual([]);
    });
  }
}
