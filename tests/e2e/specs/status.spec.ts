import { createDocument, wordsOf } from '../support/api.ts';
import type { StatusSample } from '../support/document-page.ts';
import { expect, test, useServer } from '../support/test.ts';
import { type WordsOnTheWire, watchWire, wordsOnTheWire } from '../support/wire.ts';

const COMMIT_DELAY_MS = 1500;
/** Drawn frames from a word on its way to the status that knows of it. */
const REACTION_FRAMES = 2;

const table = useServer({ environment: { PATTOVIVO_COMMIT_DELAY_MS: String(COMMIT_DELAY_MS) } });

test('«Salvato» never stands there before the words are on disk', async ({ enter }) => {
  const document = await createDocument(table.server, 'Vero o niente');
  const member = await enter(table.server, 'member');
  await watchWire(member.page);
  const view = await member.open(document);
  await view.expectSaved();
  await view.watchStatus();

  await view.write(1, 'Prima frase.', { delay: 20 });
  await expect(view.status).toHaveText('Salvataggio…');
  await view.expectSaved();
  const first = await view.watched();
  const firstSaved = first.seen.find(
    ({ text, at }) => text.startsWith('Salvato') && at > (first.inputs.at(-1)?.at ?? 0),
  );
  expect((firstSaved?.at ?? 0) - (first.inputs[0]?.at ?? 0)).toBeGreaterThan(COMMIT_DELAY_MS);

  // Typing over several commits: each is acknowledged while later words are still on their way.
  await view.write(1, ' Una frase lunga, scritta piano, per più di un salvataggio.', { delay: 80 });
  await view.expectSaved();
  const words = await wordsOnTheWire(member.page);
  const watched = await view.watched();
  expect(words.length).toBeGreaterThan(10);
  expect(words.every(({ answeredAt }) => answeredAt !== null)).toBe(true);
  expect(prematurelySaved(watched.seen, words)).toEqual([]);
  expect(watched.seen.some(({ state }) => state === 'saving')).toBe(true);
});

test('green and «Salvato» come and go together', async ({ enter }) => {
  const document = await createDocument(table.server, 'Il verde');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.expectSaved();
  await view.watchStatus();
  await view.write(1, 'Verde?');
  await expect(view.status).toHaveText('Salvataggio…');
  await view.expectSaved();

  const { seen } = await view.watched();
  const colors = (isSaved: boolean) =>
    new Set(seen.filter(({ text }) => text.startsWith('Salvato') === isSaved).map(({ color }) => color));
  expect(colors(true).size).toBe(1);
  expect(colors(false).size).toBeGreaterThan(0);
  for (const color of colors(true)) {
    expect(colors(false)).not.toContain(color);
    expect(isGreen(color), color).toBe(true);
  }
  for (const color of colors(false)) expect(isGreen(color), color).toBe(false);
});

test('what «Salvato» said survives kill -9 in the same moment', async ({ enter }) => {
  const document = await createDocument(table.server, 'Promessa');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.expectSaved();
  await view.write(1, 'Parola data');
  await expect(view.status).toHaveText('Salvataggio…');
  await view.expectSaved();
  await table.server.kill();
  // Gone from the browser too: only the disk can bring it back.
  await member.context.close();
  await table.server.launch();
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Parola data');
});

/** Moments at which «Salvato» was shown while the server had not answered words that were on their way. */
function prematurelySaved(seen: readonly StatusSample[], words: readonly WordsOnTheWire[]): string[] {
  return seen.flatMap((sample, index) => {
    const before = seen[index - REACTION_FRAMES];
    if (!sample.text.startsWith('Salvato') || !before) return [];
    const early = words.find(({ sentAt, answeredAt }) => sentAt < before.at && (answeredAt ?? Infinity) > sample.at);
    return early ? [`${sample.text}, ${Math.round(sample.at - early.sentAt)} ms after words were sent`] : [];
  });
}

function isGreen(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return green > red && green > blue;
}
