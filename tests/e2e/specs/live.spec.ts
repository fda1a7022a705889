import { createDocument, wordsOf } from '../support/api.ts';
import { watchSentFrames } from '../support/frames.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('what one body types appears before the other within a tenth of a second', async ({ enter }) => {
  const document = await createDocument(table.server, 'Dal vivo');
  const writer = await enter(table.server, 'member', { index: 0 });
  const reader = await enter(table.server, 'member', { index: 1 });
  const here = await writer.open(document);
  const there = await reader.open(document);
  await here.write(1, 'Inizio ');
  await there.expectWords(1, 'Inizio ');

  const letters = 'abcdefghijklmnopqrst'.toUpperCase();
  await writer.page.evaluate(() => {
    const pressed: Record<string, number> = {};
    addEventListener(
      'keydown',
      ({ key, timeStamp }) => {
        pressed[key] = performance.timeOrigin + timeStamp;
      },
      true,
    );
    Object.assign(window, { pressed });
  });
  await there.section('art-1').evaluate((section, expected) => {
    const seen: Record<string, number> = {};
    // Seen when it is drawn, not when it is in the page.
    new MutationObserver(() => {
      requestAnimationFrame(() => {
        const text = section.querySelector('.section-text')?.textContent ?? '';
        for (const letter of expected) {
          if (text.includes(letter)) seen[letter] ??= performance.timeOrigin + performance.now();
        }
      });
    }).observe(section, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { seen });
  }, letters.replaceAll('I', '').split(''));
  await writer.page.keyboard.type(letters, { delay: 60 });
  await there.expectWords(1, `Inizio ${letters}`);

  const pressed = await writer.page.evaluate(() => (window as unknown as { pressed: Record<string, number> }).pressed);
  const seen = await reader.page.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen);
  const delays = Object.entries(seen).map(([letter, at]) => at - (pressed[letter] ?? Number.NaN));
  const sorted = [...delays].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const figures = `median ${median.toFixed(1)} ms, slowest ${sorted.at(-1)?.toFixed(1)} ms of ${sorted.length}`;
  test.info().annotations.push({ type: 'from key to the other screen', description: figures });
  expect(delays).toHaveLength(19);
  expect(median, figures).toBeLessThan(100);
});

test('carets carry the name of the body, in both windows', async ({ enter }) => {
  const document = await createDocument(table.server, 'Cursori');
  const parish = await enter(table.server, 'member', { index: 0 });
  const mill = await enter(table.server, 'member', { index: 1 });
  const here = await parish.open(document);
  const there = await mill.open(document);
  await here.write(1, 'Noi ');
  await there.expectWords(1, 'Noi ');
  await there.write(1, 'e voi');
  await here.expectWords(1, 'Noi e voi');

  await expect(here.caretNames(1)).toHaveText([mill.actor ?? '']);
  await expect(there.caretNames(1)).toHaveText([parish.actor ?? '']);
  await expect(here.page.getByRole('region', { name: 'Chi è qui' })).toContainText(mill.actor ?? '');
  const colors = await Promise.all(
    [here, there].map((view) => view.caretNames(1).evaluate((name) => getComputedStyle(name).backgroundColor)),
  );
  expect(colors[0]).not.toBe(colors[1]);
  // Somebody who goes takes the caret along.
  await mill.page.close();
  await expect(here.caretNames(1)).toHaveCount(0);
});

test('the community reads along and cannot write', async ({ enter }) => {
  const document = await createDocument(table.server, 'Lettura');
  const member = await enter(table.server, 'member');
  const reader = await enter(table.server, 'community');
  const sent = watchSentFrames(reader.page);
  const writing = await member.open(document);
  const reading = await reader.open(document);

  await expect(reading.status).toHaveText('Sola lettura');
  await writing.write(1, 'Apriamo la sala.');
  await reading.expectWords(1, 'Apriamo la sala.');
  await expect(reader.page.getByRole('textbox')).toHaveCount(0);
  await expect(reader.page.locator('[contenteditable="true"]')).toHaveCount(0);
  await expect(reading.toolbar).toHaveCount(0);

  await reading.section('art-1').locator('.section-text').click();
  await reader.page.keyboard.type('intruso');
  await writing.write(1, ' E poi?');
  await reading.expectWords(1, 'Apriamo la sala. E poi?');
  expect(await wordsOf(table.server, document, 'art-1')).toBe('Apriamo la sala. E poi?');
  expect(sent.filter(({ kind }) => kind === 'update')).toEqual([]);
  // The handshake asks for our side of the document: an empty one.
  for (const { update } of sent.filter(({ kind }) => kind === 'step2')) expect(update).toEqual(Buffer.from([0, 0]));
  expect(sent.some(({ kind }) => kind === 'step1')).toBe(true);
});
