import type { Page } from '@playwright/test';
import { createDocument, wordsOf } from '../support/api.ts';
import { expect, test, useServer } from '../support/test.ts';

const OFFLINE = 'Non salvato: sei senza rete, continua a scrivere';
const DEAD_LINE = 'Non salvato: la linea non risponde, continua a scrivere';
/** The page calls a line dead after 20 s of silence; it looks once a second, and asks before it decides. */
const DEAD_WITHIN_MS = 25_000;
/** Between two attempts to connect the page waits 10 s at most. */
const BACK_WITHIN_MS = 20_000;

const table = useServer();

test('words typed while the line is cut arrive when it heals', async ({ enter, relayTo }) => {
  const document = await createDocument(table.server, 'Taglio');
  const relay = await relayTo(table.server);
  const far = await enter(table.server, 'member', { index: 0, origin: relay.url });
  const near = await enter(table.server, 'member', { index: 1 });
  const here = await far.open(document);
  const there = await near.open(document);
  await here.write(1, 'Prima. ');
  await here.expectSaved();
  await here.watchStatus();

  relay.cut();
  await expect(here.status).toHaveText('Sei senza rete: puoi continuare a scrivere');
  await here.write(1, 'Scritto senza rete.');
  await expect(here.status).toHaveText(OFFLINE);
  await there.write(2, 'Intanto, qui.');
  await there.expectSaved();
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Prima. ');

  const healedAt = Date.now();
  relay.heal();
  await there.expectWords(1, 'Prima. Scritto senza rete.', BACK_WITHIN_MS);
  await here.expectWords(2, 'Intanto, qui.');
  await here.expectSaved();
  const { seen, inputs } = await here.watched();
  const firstUnsaved = inputs[0]?.at ?? 0;
  // The letter itself is drawn with the status that knows of it.
  const lies = seen.filter(({ at, text }) => at > firstUnsaved + 100 && at < healedAt && text.startsWith('Salvato'));
  expect(lies).toEqual([]);
});

test('words typed while the line is cut come back after a reload', async ({ enter, relayTo }) => {
  const document = await createDocument(table.server, 'Taglio e ricarica');
  const relay = await relayTo(table.server);
  const far = await enter(table.server, 'member', { origin: relay.url });
  const view = await far.open(document);
  await view.write(1, 'Prima. ');
  await view.expectSaved();

  relay.cut({ only: 'sockets' });
  await expect(view.status).toHaveText('Sei senza rete: puoi continuare a scrivere');
  await view.write(1, 'Scritto senza rete');
  await expect(view.status).toHaveText(OFFLINE);
  far.page.on('dialog', (dialog) => void dialog.accept());
  await far.page.reload();
  await expect(view.status).toHaveText(/modific(a aspetta|he aspettano) su questo dispositivo|^Non salvato/);

  relay.heal();
  await expect(far.page.getByRole('main').getByText(/^Recuperat[ae] \d+ modific/)).toBeVisible({
    timeout: BACK_WITHIN_MS,
  });
  await view.expectWords(1, 'Prima. Scritto senza rete');
  await view.expectSaved();
  await expect.poll(() => wordsOf(table.server, document, 'art-1')).toBe('Prima. Scritto senza rete');
  // Once and for all: the next opening has nothing to bring back.
  await far.page.reload();
  await view.expectWords(1, 'Prima. Scritto senza rete');
  await view.expectSaved();
  await expect(far.page.getByRole('main').getByText(/^Recuperat/)).toHaveCount(0);
});

test('words typed before the browser died come back at the next visit', async ({ enter, relayTo }) => {
  const document = await createDocument(table.server, 'Pagina chiusa');
  const relay = await relayTo(table.server);
  const far = await enter(table.server, 'member', { origin: relay.url });
  const view = await far.open(document);
  await view.expectSaved();
  relay.cut();
  await expect(view.status).toHaveText('Sei senza rete: puoi continuare a scrivere');
  await view.write(3, 'Non ancora partito');
  await expect(view.status).toHaveText(OFFLINE);
  // No question, no goodbye.
  await far.page.close({ runBeforeUnload: false });
  relay.heal();

  const page = await far.context.newPage();
  await page.goto(far.addressOf(document));
  await expect(page.getByRole('main').getByText(/^Recuperat[ae] \d+ modific/)).toBeVisible();
  await expect.poll(() => wordsOf(table.server, document, 'art-3')).toBe('Non ancora partito');
});

test('a line that swallows everything is noticed and said, and nothing is lost', async ({ enter, relayTo }) => {
  test.setTimeout(90_000);
  const document = await createDocument(table.server, 'Buco nero');
  const relay = await relayTo(table.server);
  const far = await enter(table.server, 'member', { index: 0, origin: relay.url });
  const near = await enter(table.server, 'member', { index: 1 });
  const here = await far.open(document);
  const there = await near.open(document);
  await here.write(1, 'Prima. ');
  await here.expectSaved();
  await there.expectWords(1, 'Prima. ');
  await here.watchStatus();

  relay.set({ blackHole: true });
  await here.write(1, 'Nel buio.');
  await expect(here.status).toHaveText('Salvataggio…');
  await expect(here.status).toHaveText(DEAD_LINE, { timeout: DEAD_WITHIN_MS });
  await here.write(1, ' E ancora.');
  const beforeHealing = await here.watched();
  relay.heal();
  await there.expectWords(1, 'Prima. Nel buio. E ancora.', BACK_WITHIN_MS);
  await here.expectSaved();
  const firstUnsaved = beforeHealing.inputs[0]?.at ?? 0;
  const lies = beforeHealing.seen.filter(({ at, text }) => at > firstUnsaved + 100 && text.startsWith('Salvato'));
  expect(lies).toEqual([]);
});

test('on a slow line the status waits for the answer, and two who type stay together', async ({ enter, relayTo }) => {
  const document = await createDocument(table.server, 'Lentezza');
  const delayMs = 400;
  const relay = await relayTo(table.server);
  const far = await enter(table.server, 'member', { index: 0, origin: relay.url });
  const near = await enter(table.server, 'member', { index: 1 });
  const here = await far.open(document);
  const there = await near.open(document);
  await here.write(1, 'Insieme: ');
  await here.expectSaved();
  await there.expectWords(1, 'Insieme: ');
  await here.watchStatus();
  relay.set({ delayMs });

  await Promise.all([here.write(1, 'lontano', { delay: 40 }), there.write(2, 'vicino', { delay: 40 })]);
  await there.expectWords(1, 'Insieme: lontano');
  await here.expectWords(2, 'vicino');
  await here.expectSaved();
  const { seen, inputs } = await here.watched();
  const firstSaved = seen.find(({ at, text }) => at > (inputs.at(-1)?.at ?? 0) && text.startsWith('Salvato'));
  expect((firstSaved?.at ?? 0) - (inputs.at(-1)?.at ?? 0)).toBeGreaterThan(2 * delayMs);
});

test('a line that breaks in the middle of a frame loses nothing and doubles nothing', async ({ enter, relayTo }) => {
  test.setTimeout(90_000);
  const document = await createDocument(table.server, 'A metà');
  const relay = await relayTo(table.server);
  const far = await enter(table.server, 'member', { index: 0, origin: relay.url });
  const near = await enter(table.server, 'member', { index: 1 });
  const here = await far.open(document);
  const there = await near.open(document);
  let expected = '';
  for (const bytes of [1, 60, 400]) {
    await here.expectSaved(BACK_WITHIN_MS);
    relay.dropAfter(bytes);
    const words = `Dopo ${bytes} byte. `;
    await here.write(1, words, { delay: 15 });
    expected += words;
    await expect(here.status).toHaveText(OFFLINE);
    relay.heal();
    await there.expectWords(1, expected, BACK_WITHIN_MS);
  }
  await here.expectSaved();
  expect(await wordsOf(table.server, document, 'art-1')).toBe(expected);
});

test('leaving with unsent words asks first, and only then', async ({ enter, relayTo }) => {
  const document = await createDocument(table.server, 'Uscita');
  const relay = await relayTo(table.server);
  const far = await enter(table.server, 'member', { origin: relay.url });
  const view = await far.open(document);
  await view.write(1, 'Salvato.');
  await view.expectSaved();
  const questions = watchQuestions(far.page);
  await far.page.reload();
  await view.expectSaved();
  expect(questions).toEqual([]);

  relay.cut();
  await expect(view.status).toHaveText('Sei senza rete: puoi continuare a scrivere');
  await view.write(1, ' Non partito.');
  await expect(view.status).toHaveText(OFFLINE);
  await far.page.close({ runBeforeUnload: true });
  await expect.poll(() => questions).toEqual(['beforeunload']);
  // Who stays still has the words, and they still leave by themselves.
  await view.expectWords(1, 'Salvato. Non partito.');
  relay.heal();
  await view.expectSaved(BACK_WITHIN_MS);
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Salvato. Non partito.');
});

test('kill -9 of the server while people type: every word is there once', async ({ enter }) => {
  test.setTimeout(90_000);
  const document = await createDocument(table.server, 'Colpo secco');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'member', { index: 1 });
  const here = await one.open(document);
  const there = await two.open(document);
  const mine = 'Uno due tre quattro cinque sei sette otto nove dieci.';
  const theirs = 'Alfa beta gamma delta epsilon zeta eta theta iota kappa.';
  const typing = Promise.all([here.write(1, mine, { delay: 30 }), there.write(2, theirs, { delay: 30 })]);
  await expect.poll(() => here.words(1)).toContain('tre');
  await table.server.kill();
  await typing;
  await expect(here.status).toHaveText(OFFLINE);
  await table.server.launch();
  for (const view of [here, there]) {
    await view.expectSaved(BACK_WITHIN_MS);
    await view.expectWords(1, mine);
    await view.expectWords(2, theirs);
  }
  expect(await wordsOf(table.server, document, 'art-1')).toBe(mine);
  expect(await wordsOf(table.server, document, 'art-2')).toBe(theirs);
});

/** Kinds of the questions the browser asks; each is answered «stay». */
function watchQuestions(page: Page): string[] {
  const questions: string[] = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.dismiss();
  });
  return questions;
}
