import { call, createDocument } from '../support/api.ts';
import { fillRegister } from '../support/filled-register.ts';
import { expect, test, useServer } from '../support/test.ts';
import { historyOf, makeVersion, versionsOf } from '../support/versions.ts';

const table = useServer();

test('a coordinator makes a version with a message, and every open page knows it', async ({ enter }) => {
  const document = await createDocument(table.server, 'Con un messaggio');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const here = await coordinator.open(document);
  const there = await member.open(document);
  await expect(here.page.getByText('Versione 1 (di 1)')).toBeVisible();
  await there.write(1, 'Apriamo la sala il giovedì.');
  await there.expectSaved();

  await here.page.getByRole('button', { name: 'Azioni sul documento' }).click();
  await here.page.getByRole('menuitem', { name: 'Fai una versione…' }).click();
  const dialog = here.page.getByRole('dialog', { name: 'Fai una versione' });
  await dialog.getByRole('button', { name: 'Fai la versione' }).click();
  await expect(dialog.getByText('Scrivi una riga')).toBeVisible();
  await dialog.getByLabel('Che cosa si è raggiunto').fill('Dopo la prima seduta');
  await dialog.getByRole('button', { name: 'Fai la versione' }).click();
  await expect(dialog).toBeHidden();
  await expect(here.page.getByText('Versione 2 (di 2)')).toBeVisible();
  await expect(here.page.getByRole('status').filter({ hasText: 'Versione 2 fatta' })).toBeAttached();
  // Who did not make it reads it too, and goes on writing.
  await expect(there.page.getByText('Versione 2 (di 2)')).toBeVisible();
  await expect(there.text(1)).toBeFocused();
  // Only the coordination is offered it.
  await there.page.getByRole('button', { name: 'Azioni sul documento' }).click();
  await expect(there.page.getByRole('menuitem', { name: 'Versioni e confronti' })).toBeVisible();
  await expect(there.page.getByRole('menuitem', { name: 'Fai una versione…' })).toHaveCount(0);
});

test('equal content never makes a version, and that is said kindly', async ({ enter }) => {
  const document = await createDocument(table.server, 'Mai vuota');
  const coordinator = await enter(table.server, 'coordinator');
  const view = await coordinator.open(document);
  await view.write(1, 'Apriamo la sala.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'La sala');
  await expect(coordinator.page.getByText('Versione 2 (di 2)')).toBeVisible();
  const { page } = coordinator;
  const make = async (message: string) => {
    await page.getByRole('button', { name: 'Azioni sul documento' }).click();
    await page.getByRole('menuitem', { name: 'Fai una versione…' }).click();
    await page.getByLabel('Che cosa si è raggiunto').fill(message);
    await page.getByRole('button', { name: 'Fai la versione' }).click();
  };
  // To look, to be there with a caret, to write and to take it back: nothing of it is content.
  await view.write(1, ' Forse.');
  for (let letters = 0; letters < ' Forse.'.length; letters += 1) await page.keyboard.press('Backspace');
  await view.expectWords(1, 'Apriamo la sala.');
  await view.expectSaved();
  await make('Niente di nuovo');
  const dialog = page.getByRole('dialog', { name: 'Fai una versione' });
  await expect(dialog.getByText("Non è cambiato niente dall'ultima versione")).toBeVisible();
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Chiudi' }).last().click();
  await expect(page.getByText('Versione 2 (di 2)')).toBeVisible();
  expect((await versionsOf(table.server, document)).map(({ number }) => number)).toEqual([2, 1]);
});

test('the history says when, why, in whose words and how much; a version reads as it was', async ({ enter }) => {
  const document = await createDocument(table.server, 'Letta com’era');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Prima stesura.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Prima stesura condivisa');
  await view.write(1, ' Seconda stesura.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Seconda stesura condivisa');
  await view.write(1, ' Mai fissata.');
  await view.expectSaved();

  const { page } = coordinator;
  await page.goto(coordinator.home);
  await page.getByRole('link', { name: 'vedi altre versioni · Letta com’era' }).click();
  await expect(page).toHaveURL(historyOf(coordinator, document));
  await expect(page.getByText('Versione 3 (di 3)')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Versione \d$/ })).toHaveText([
    'Versione 3',
    'Versione 2',
    'Versione 1',
  ]);
  const second = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Versione 2' }) });
  await expect(second).toContainText('Prima stesura condivisa');
  await expect(second).toContainText('Fatta dal coordinamento');
  await expect(second).toContainText(member.actor ?? '');
  await expect(second).toContainText('1 sezione');
  await expect(second.getByRole('time')).toBeVisible();

  // Its address is its own, and what was written since is not in it.
  await second.getByRole('link', { name: 'Versione 2', exact: true }).click();
  await expect(page).toHaveURL(`${historyOf(coordinator, document)}/2`);
  const text = page.getByRole('article');
  await expect(text).toContainText('Prima stesura.');
  await expect(text).not.toContainText('Seconda stesura.');
  await expect(page.getByRole('textbox')).toHaveCount(0);
  // One step on, one step back.
  const steps = page.getByRole('navigation', { name: "Da una versione all'altra", exact: true });
  await steps.getByRole('link', { name: 'Versione 3' }).click();
  await expect(text).toContainText('Prima stesura. Seconda stesura.');
  await expect(text).not.toContainText('Mai fissata.');
  await expect(steps.getByRole('link')).toHaveCount(1);
  await steps.getByRole('link', { name: 'Versione 2' }).click();
  await steps.getByRole('link', { name: 'Versione 1' }).click();
  await expect(text).not.toContainText('Prima stesura.');
});

test("a section's history lists the versions that touched it, for everybody who reads", async ({ enter }) => {
  const document = await createDocument(table.server, 'Sezione nel tempo');
  const member = await enter(table.server, 'member');
  const reader = await enter(table.server, 'community');
  const view = await member.open(document);
  await view.write(1, 'Uno.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Oggetto');
  await view.write(2, 'Due.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Parole');
  await view.write(1, ' Uno bis.');
  await view.expectSaved();
  await makeVersion(table.server, document, 'Di nuovo oggetto');

  const { page } = reader;
  await reader.open(document);
  await page.getByRole('button', { name: 'Azioni su articolo 1 ·' }).click();
  await page.getByRole('menuitem', { name: 'Storia di questa sezione' }).click();
  await expect(page).toHaveURL(`${historyOf(reader, document)}?sezione=art-1`);
  const listed = page.getByRole('heading', { name: /^Versione \d$/ });
  await expect(listed.filter({ hasText: 'Versione 4' })).toBeVisible();
  await expect(listed.filter({ hasText: 'Versione 2' })).toBeVisible();
  await expect(listed.filter({ hasText: 'Versione 3' })).toHaveCount(0);

  // Through time within the section: from the one that changed it to the one before that did.
  await page.getByRole('link', { name: 'Versione 4', exact: true }).click();
  await expect(page.getByRole('article')).toContainText('Uno. Uno bis.');
  const steps = page.getByRole('navigation', { name: "Da una versione all'altra di questa sezione" });
  await steps.getByRole('link', { name: /^.*Versione 2/ }).click();
  await expect(page.getByRole('article')).toContainText('Uno.');
  await expect(page.getByRole('article')).not.toContainText('Uno bis.');
});

test('a version keeps the register as it was', async ({ enter }) => {
  const document = await createDocument(table.server, 'Col registro');
  const member = await enter(table.server, 'member');
  const { client, hall } = await fillRegister(table.server);
  const number = await makeVersion(table.server, document, 'Con due impegni');
  client.write(`commitment/${hall}/what`, ' e anche la domenica');
  await expect
    .poll(async () => {
      const answer = await call(table.server, `processes/${table.server.slug}/register`);
      return answer.text();
    })
    .toContain('e anche la domenica');
  const next = await makeVersion(table.server, document, 'Un impegno è cresciuto');
  client.close();
  const { page } = member;
  await page.goto(`${historyOf(member, document)}/${number}`);
  const register = page.getByRole('region', { name: 'Impegni e cronoprogramma di allora' });
  await expect(register).toContainText('prova la sala del mercoledì');
  await expect(register).not.toContainText('e anche la domenica');
  await page.goto(`${historyOf(member, document)}/${next}`);
  await expect(register).toContainText('e anche la domenica');
});

test('an opened and a closed meeting leave a version of what changed, with its name', async ({ enter }) => {
  const document = await createDocument(table.server, 'Durante la seduta');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Prima della seduta.');
  await view.expectSaved();

  const { page } = coordinator;
  // The demo's process is over; on that day it is not.
  await page.clock.setFixedTime(new Date('2025-11-20T16:40:00Z'));
  await page.goto(coordinator.home);
  await expect(page.getByText("All'apertura si fa una versione di ogni documento cambiato")).toBeVisible();
  await page.getByRole('button', { name: "Apri l'incontro" }).click();
  await expect(page.getByRole('button', { name: "Chiudi l'incontro" })).toBeVisible();
  await view.write(1, ' Durante.');
  await view.expectSaved();
  await page.getByRole('button', { name: "Chiudi l'incontro" }).click();
  await expect(page.getByRole('button', { name: "Apri l'incontro" })).toBeVisible();

  const versions = await versionsOf(table.server, document);
  expect(versions.map(({ reason }) => reason)).toEqual(['meeting_closed', 'meeting_opened', 'created']);
  expect(versions[0]?.meeting).toBe(versions[1]?.meeting);
  // Opened and closed again with nothing written in between: nothing to keep.
  await page.getByRole('button', { name: "Apri l'incontro" }).click();
  await page.getByRole('button', { name: "Chiudi l'incontro" }).click();
  await expect(page.getByRole('button', { name: "Apri l'incontro" })).toBeVisible();
  expect(await versionsOf(table.server, document)).toHaveLength(3);
});
