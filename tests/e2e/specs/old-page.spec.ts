import type { Page } from '@playwright/test';
import { createDocument, demoDocument, hashOf, wordsOf } from '../support/api.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('a page older than the document shows why it stops, and never touches the document', async ({ enter }) => {
  const document = await demoDocument(table.server, 'patto_collaborazione');
  const before = await hashOf(table.server, document);
  const member = await enter(table.server, 'member');
  await member.page.addInitScript(pretendSchema, 0);
  await member.page.goto(member.addressOf(document));

  const notice = member.page.getByRole('status').filter({ hasText: 'È uscita una versione nuova di questa pagina' });
  await expect(notice).toBeVisible();
  await expect(notice.getByRole('button', { name: 'Aggiorna' })).toBeVisible();
  await expect(member.page.locator('.status')).toHaveText('Da aggiornare: sola lettura');
  await expect(member.page.locator('[contenteditable="true"]')).toHaveCount(0);
  await expect(member.page.getByRole('toolbar')).toHaveCount(0);
  // What stands there is the reason, not a promise that something is still coming.
  await expect(member.page.getByText('Un momento…')).toHaveCount(0);
  expect(await hashOf(table.server, document)).toBe(before);
});

test('a page that grew old while it was open hands over its last words, then only reads', async ({
  enter,
  relayTo,
}) => {
  const document = await createDocument(table.server, 'Pagina vecchia');
  const relay = await relayTo(table.server);
  const member = await enter(table.server, 'member', { origin: relay.url });
  await member.page.addInitScript(pretendSchema, 1);
  const view = await member.open(document);
  await view.write(1, 'Prima. ');
  await view.expectSaved();
  relay.cut();
  await expect(view.status).toHaveText('Sei senza rete: puoi continuare a scrivere');
  await view.write(1, 'Ultime parole.');
  await expect(view.status).toHaveText(/^Non salvato/);

  await member.page.evaluate(() => Object.assign(window, { pretendedSchema: 0 }));
  relay.heal();
  await expect(view.status).toHaveText('Da aggiornare: sola lettura', { timeout: 20_000 });
  await expect(
    member.page.getByText('Quello che hai scritto è salvato. Aggiorna per continuare a scrivere.'),
  ).toBeVisible();
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Prima. Ultime parole.');
  const before = await hashOf(table.server, document);

  await expect(member.page.locator('[contenteditable="true"]')).toHaveCount(0);
  await view.expectWords(1, 'Prima. Ultime parole.');
  await view.section('art-1').locator('.section-text').click();
  await member.page.keyboard.type('di troppo');
  await view.expectWords(1, 'Prima. Ultime parole.');
  expect(await hashOf(table.server, document)).toBe(before);

  // The person decides when; then everything is as before.
  const questions = countQuestions(member.page);
  await member.page.getByRole('button', { name: 'Aggiorna' }).click();
  await view.expectWords(1, 'Prima. Ultime parole.');
  await view.write(1, ' Avanti.');
  await view.expectSaved();
  expect(questions.count).toBe(0);
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Prima. Ultime parole. Avanti.');
});

/** Runs in the page before anything else: announces another schema number, until `pretendedSchema` says which. */
function pretendSchema(schema: number): void {
  Object.assign(window, { pretendedSchema: schema });
  window.WebSocket = new Proxy(WebSocket, {
    construct: (target, [url]: [string]) => {
      const { pretendedSchema } = window as unknown as { pretendedSchema: number };
      return new target(url.replace('schema=1', `schema=${pretendedSchema}`));
    },
  });
}

function countQuestions(page: Page): { count: number } {
  const questions = { count: 0 };
  page.on('dialog', (dialog) => {
    questions.count += 1;
    void dialog.accept();
  });
  return questions;
}
