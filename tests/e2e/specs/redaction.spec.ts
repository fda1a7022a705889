import type { Page } from '@playwright/test';
import { call, createDocument, wordsOf } from '../support/api.ts';
import { registerOf, sheetOf } from '../support/register.ts';
import { StockClient } from '../support/stock-client.ts';
import { expect, test, useServer } from '../support/test.ts';
import { historyOf, makeVersion, versionsOf } from '../support/versions.ts';

const table = useServer();

async function erase(
  words: readonly string[],
  reason = 'Dati personali',
): Promise<{ documents: number; versions: number }> {
  const answer = await call(table.server, `processes/${table.server.slug}/redactions`, {
    method: 'POST',
    body: { words, reason },
  });
  if (!answer.ok) throw new Error(`erasing is answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { documents: number; versions: number };
}

/** Everything the page holds: what is drawn and what is kept on the device. */
async function everythingIn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const kept: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const asked = indexedDB.open(name ?? '');
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
      for (const table of database.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve, reject) => {
          const asked = database.transaction(table).objectStore(table).getAll();
          asked.onsuccess = () => resolve(asked.result);
          asked.onerror = () => reject(asked.error);
        });
        kept.push(
          JSON.stringify(rows, (_key, value) =>
            value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
          ),
        );
      }
      database.close();
    }
    const fields = [...document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input')];
    const storages = [localStorage, sessionStorage].map((storage) => JSON.stringify(storage));
    return [document.documentElement.outerHTML, ...fields.map(({ value }) => value), ...kept, ...storages].join('\n');
  });
}

test('erased words leave open pages by themselves, and unsent words come back to who wrote them', async ({
  enter,
  relayTo,
}) => {
  const document = await createDocument(table.server, 'Un numero di troppo');
  const relay = await relayTo(table.server);
  const member = await enter(table.server, 'member', { index: 0 });
  const away = await enter(table.server, 'member', { index: 1, origin: relay.url });
  const reader = await enter(table.server, 'community');
  const here = await member.open(document);
  await here.write(1, 'Telefonare al 333 5550199 la sera.');
  await here.expectSaved();
  await makeVersion(table.server, document, 'Col numero');
  const far = await away.open(document);
  const still = await reader.open(document);
  await far.expectWords(1, 'Telefonare al 333 5550199 la sera.');
  await still.expectWords(1, 'Telefonare al 333 5550199 la sera.');
  relay.cut();
  await expect(far.status).toHaveText(/^Sei senza rete/);
  await far.write(2, 'Scritto senza rete.');
  for (const { page } of [member, away, reader]) await page.evaluate(() => Object.assign(window, { sameLife: true }));

  expect(await erase(['333 5550199'])).toMatchObject({ versions: 1 });
  for (const view of [here, still]) await view.expectWords(1, 'Telefonare al [omissis] la sera.', 30_000);
  const said = 'Il coordinamento ha oscurato alcune parole: il testo è stato ricaricato.';
  for (const { page } of [member, reader]) {
    await expect(page.getByRole('status').filter({ hasText: said }).first()).toBeVisible();
    expect(await page.evaluate(() => 'sameLife' in window)).toBe(true);
    expect(await everythingIn(page)).not.toContain('5550199');
  }
  await expect(member.page.getByText('Parole da rileggere')).toHaveCount(0);

  relay.heal();
  await far.expectWords(1, 'Telefonare al [omissis] la sera.', 40_000);
  const notice = away.page
    .getByRole('status')
    .filter({ hasText: said, has: away.page.getByRole('button', { name: 'Ho capito' }) });
  await expect(notice).toBeVisible();
  // Depending on what reached the server first they were saved, or they are here to be put back. Never lost.
  const given = away.page.getByRole('textbox', { name: 'Parole non entrate nel documento' });
  const wasGiven = (await given.count()) > 0;
  if (wasGiven) {
    await expect(notice).toContainText('Le parole non ancora salvate sono qui sotto.');
    await expect(given).toHaveValue('Scritto senza rete.');
  }
  const kept = wasGiven ? '' : 'Scritto senza rete.';
  await far.expectWords(2, kept);
  expect(await everythingIn(away.page)).not.toContain('5550199');
  expect(await away.page.evaluate(() => 'sameLife' in window)).toBe(true);
  // The notice goes when one has read it; writing goes on, for all.
  await notice.getByRole('button', { name: 'Ho capito' }).click();
  await expect(notice).toHaveCount(0);
  await far.write(2, ' Di nuovo in rete.');
  await here.expectWords(2, `${kept} Di nuovo in rete.`);
  await here.write(1, ' Grazie.');
  await far.expectWords(1, 'Telefonare al [omissis] la sera. Grazie.');
  for (const view of [here, far]) await view.expectSaved();
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Telefonare al [omissis] la sera. Grazie.');
  expect(await wordsOf(table.server, document, 'art-2')).toBe(`${kept} Di nuovo in rete.`);
});

test('the history keeps its numbers, without the words, and says that it happened', async ({ enter }) => {
  const document = await createDocument(table.server, 'Storia oscurata');
  const member = await enter(table.server, 'member');
  const coordinator = await enter(table.server, 'coordinator');
  const view = await member.open(document);
  await view.write(1, 'Chiedere a Filomena Esposti.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Con un nome');
  await view.write(2, 'Altro.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Con altro');

  const { page } = coordinator;
  await page.goto(`${coordinator.home}/oscura`);
  await page.getByLabel('Parole da oscurare').fill('Filomena Esposti');
  await page.getByLabel('Motivo').fill('Una persona lo ha chiesto');
  await page.getByLabel('Ho capito che non si può tornare indietro').check();
  await page.getByRole('button', { name: 'Oscura parole' }).click();
  await expect(page.getByText('Parole oscurate:')).toBeVisible();
  expect(page.url()).not.toContain('Filomena');

  const versions = await versionsOf(table.server, document);
  expect(versions.map(({ number }) => number).slice(-3)).toEqual([3, 2, 1]);
  expect(versions.find(({ number }) => number === 2)?.redacted_at).not.toBeNull();
  for (const path of [
    historyOf(coordinator, document),
    `${historyOf(coordinator, document)}/2`,
    `${historyOf(coordinator, document)}/3`,
    `${coordinator.addressOf(document)}/confronto?da=1&a=3`,
    `${coordinator.addressOf(document)}/confronto?da=1&a=live&forma=json`,
    `${coordinator.home}/novita?dal=2020-01-01T00:00:00Z`,
  ]) {
    await page.goto(path);
    expect(await page.content(), path).not.toContain('Esposti');
  }
  await page.goto(`${historyOf(coordinator, document)}/2`);
  await expect(page.getByRole('article')).toContainText('Chiedere a [omissis].');
  await expect(page.getByText('Alcune parole sono state oscurate il')).toBeVisible();
});

test('in the register too', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  const register = await registerOf(table.server);
  const client = await StockClient.open(table.server, register);
  client.together(() => {
    client.set('commitment/troppo/actor', '');
    client.write('commitment/troppo/what', 'chiama Ermenegilda Torresani al mattino');
  });
  await expect
    .poll(async () => (await sheetOf(table.server)).commitments.map(({ what }) => what))
    .toContain('chiama Ermenegilda Torresani al mattino');
  client.close();
  const { page } = member;
  await page.goto(`${member.home}/registro/tabella`);
  await expect(
    page.getByText('Ermenegilda Torresani').or(page.locator('[value*="Ermenegilda"]')).first(),
  ).toBeVisible();
  await erase(['Ermenegilda Torresani']);
  await expect.poll(async () => (await everythingIn(page)).includes('Ermenegilda'), { timeout: 30_000 }).toBe(false);
  await expect(
    page.getByRole('status').filter({ hasText: 'Il coordinamento ha oscurato alcune parole' }).first(),
  ).toBeVisible();
  expect((await sheetOf(table.server)).commitments.map(({ what }) => what)).toContain('chiama [omissis] al mattino');
});

test('only the coordination erases words', async ({ enter }) => {
  const member = await enter(table.server, 'member');
  expect((await member.page.goto(`${member.home}/oscura`))?.status()).toBe(403);
  const answer = await call(table.server, `processes/${table.server.slug}/redactions`, {
    role: 'member',
    method: 'POST',
    body: { words: ['x'], reason: 'no' },
  });
  expect(answer.status).toBe(403);
});
