import { call, createDocument, wordsOf } from '../support/api.ts';
import { expect, test, useServer } from '../support/test.ts';
import { historyOf, makeVersion, versionsOf } from '../support/versions.ts';

const table = useServer();

test('a section comes back while somebody writes elsewhere: their words and their caret stay', async ({ enter }) => {
  const document = await createDocument(table.server, 'Mentre altri scrivono');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Apriamo la sala il giovedì.');
  await view.expectSaved();
  const number = await makeVersion(table.server, document, 'La sala');
  await view.write(1, ' No, chiudiamola.');
  await view.write(2, 'Parole ');
  await view.expectSaved();

  const { page } = coordinator;
  await page.goto(`${historyOf(coordinator, document)}/${number}`);
  await page.getByRole('link', { name: /^Ripristina questa sezione.*Oggetto/ }).click();
  await expect(page.getByRole('region', { name: 'Che cosa cambierebbe' })).toContainText('No, chiudiamola.');
  await page.getByLabel('Messaggio').fill('Torniamo alla sala aperta');

  await member.page.evaluate(() => Object.assign(window, { sameLife: true }));
  const typed = 'che si scrivono mentre altro cambia, una lettera dopo l’altra';
  const typing = view.page.keyboard.type(typed, { delay: 40 });
  await page.getByRole('button', { name: 'Ripristina' }).click();
  await typing;
  // The result is shown, and the way back from it.
  await expect(page.getByText('Ripristinato.')).toBeVisible();
  await view.expectWords(1, 'Apriamo la sala il giovedì.');
  await view.expectWords(2, `Parole ${typed}`);
  await expect(view.text(2)).toBeFocused();
  await member.page.keyboard.type('!');
  await view.expectWords(2, `Parole ${typed}!`);
  await view.expectSaved();
  expect(await wordsOf(table.server, document, 'art-2')).toBe(`Parole ${typed}!`);
  expect(await member.page.evaluate(() => 'sameLife' in window)).toBe(true);
  await expect(member.page.getByText('Parole da rileggere')).toHaveCount(0);

  const versions = await versionsOf(table.server, document);
  expect(versions.map(({ reason }) => reason)).toEqual(['restore', 'before_restore', 'manual', 'created']);
  expect(versions[0]?.message).toBe('Torniamo alla sala aperta');
});

test('a restore is undone by another one', async ({ enter }) => {
  const document = await createDocument(table.server, 'Avanti e indietro');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Prima.');
  await view.expectSaved();
  const number = await makeVersion(table.server, document, 'Prima');
  await view.write(1, ' Dopo.');
  await view.expectSaved();
  const { page } = coordinator;
  await page.goto(`${historyOf(coordinator, document)}/${number}/ripristina?sezione=art-1`);
  await page.getByLabel('Messaggio').fill('Indietro');
  await page.getByRole('button', { name: 'Ripristina' }).click();
  await view.expectWords(1, 'Prima.');
  await page.getByRole('link', { name: "Torna a com'era prima" }).click();
  await page.getByLabel('Messaggio').fill('E di nuovo avanti');
  await page.getByRole('button', { name: 'Ripristina' }).click();
  await view.expectWords(1, 'Prima. Dopo.');
  // What is like that already is not restored, and no version is made of it.
  const before = (await versionsOf(table.server, document)).length;
  await page.goto(`${historyOf(coordinator, document)}/${before}/ripristina?sezione=art-1`);
  await expect(page.getByText("Il testo attuale è già così: non c'è niente da ripristinare.")).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ripristina' })).toHaveCount(0);
  const answer = await call(table.server, `documents/${document}/restore`, {
    method: 'POST',
    body: { version: before, section: 'art-1', message: 'Inutile' },
  });
  expect(answer.status).toBe(409);
  expect(await versionsOf(table.server, document)).toHaveLength(before);
});

test('who was offline meanwhile loses nothing of what they wrote', async ({ enter, relayTo }) => {
  const document = await createDocument(table.server, 'Senza rete');
  const relay = await relayTo(table.server);
  const member = await enter(table.server, 'member', { index: 0 });
  const away = await enter(table.server, 'member', { index: 1, origin: relay.url });
  const view = await member.open(document);
  await view.write(1, 'Apriamo la sala.');
  await view.expectSaved();
  const number = await makeVersion(table.server, document, 'La sala');
  await view.write(1, ' E il giardino.');
  await view.expectSaved();

  const far = await away.open(document);
  await far.expectWords(1, 'Apriamo la sala. E il giardino.');
  relay.cut();
  await expect(far.status).toHaveText(/^Sei senza rete/);
  await far.write(1, ' Scritto lontano.');
  await far.write(2, 'Anche qui lontano.');

  const answer = await call(table.server, `documents/${document}/restore`, {
    method: 'POST',
    body: { version: number, section: 'art-1', message: 'Solo la sala' },
  });
  expect(answer.status).toBe(200);
  await view.expectWords(1, 'Apriamo la sala.');

  relay.heal();
  await far.expectSaved(30_000);
  for (const each of [view, far]) {
    await each.expectWords(2, 'Anche qui lontano.');
    await expect.poll(() => each.words(1)).toContain('Scritto lontano.');
    await expect.poll(() => each.words(1)).not.toContain('E il giardino.');
  }
  await expect(away.page.getByText('Parole da rileggere')).toHaveCount(0);
});

test('only the coordination restores', async ({ enter }) => {
  const document = await createDocument(table.server, 'Chi può');
  const member = await enter(table.server, 'member');
  const { page } = member;
  await page.goto(`${historyOf(member, document)}/1`);
  await expect(page.getByRole('link', { name: /Ripristina/ })).toHaveCount(0);
  const answer = await page.goto(`${historyOf(member, document)}/1/ripristina`);
  expect(answer?.status()).toBe(403);
  const asked = await call(table.server, `documents/${document}/restore`, {
    role: 'member',
    method: 'POST',
    body: { version: 1, message: 'Io' },
  });
  expect(asked.status).toBe(403);
});
