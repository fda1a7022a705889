import type { Page } from '@playwright/test';
import { openRegister, registerOf, sheetOf } from '../support/register.ts';
import { StockClient } from '../support/stock-client.ts';
import { expect, test, useServer } from '../support/test.ts';

const BODIES = 60;
const CARDS = 200;
const MILESTONES = 80;
const OPENS_WITHIN_MS = 1_000;
const TYPED_FOR_MS = 2_000;
const TRIES = 4;
const KEY_EVERY_MS = 60;
/** One frame at sixty a second. */
const FRAME_MS = 16;
/** On a machine that also runs the server, two browsers and other tests, one frame in twenty may be late. */
const LATE_FRAMES = 0.05;

const table = useServer();

async function fill(client: StockClient): Promise<void> {
  client.together(() => {
    client.set('timeline/main/start', '2027-01-01');
    for (let at = 0; at < BODIES; at += 1) client.set(`actor/b${at}/name`, `Soggetto numero ${at}`);
    for (let at = 0; at < CARDS; at += 1) {
      const first = 1 + (at % 12);
      client.set(`commitment/c${at}/order`, `81${at.toString(16).padStart(4, '0')}80`);
      client.set(`commitment/c${at}/actor`, `b${at % BODIES}`);
      client.set(`commitment/c${at}/from`, `M${first}`);
      client.set(`commitment/c${at}/to`, `M${Math.min(12, first + (at % 4))}`);
      client.set(`resource/r${at}/commitment`, `c${at}`);
      client.set(`resource/r${at}/label`, 'volontari');
      client.set(`resource/r${at}/quantity`, 2);
      client.write(`commitment/c${at}/what`, `impegno numero ${at} per il quartiere`);
    }
    for (let at = 0; at < MILESTONES; at += 1) {
      client.set(`milestone/m${at}/title`, `Tappa ${at}`);
      client.set(`milestone/m${at}/kind`, at % 8 === 0 ? 'verifica_collettiva' : 'tappa');
      client.set(`milestone/m${at}/date`, `M${1 + (at % 12)}`);
    }
  });
  await expect.poll(async () => (await sheetOf(table.server)).commitments.length).toBeGreaterThanOrEqual(CARDS);
}

/** Milliseconds of work between the beginning of each frame and the next free moment. */
async function workWhile(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const watched = { work: [] as number[], isWatched: true };
    Object.assign(window, { watched });
    const { port1, port2 } = new MessageChannel();
    let began = 0;
    // A message posted inside of a frame is delivered when the work for it, drawing included, is over.
    port2.onmessage = () => watched.work.push(performance.now() - began);
    const frame = () => {
      if (!watched.isWatched) return;
      began = performance.now();
      port1.postMessage(null);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    // What blocks the page between two frames is work for the next one.
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.work.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  await act();
  return page.evaluate(() => {
    const { watched } = window as unknown as { watched: { work: number[]; isWatched: boolean } };
    watched.isWatched = false;
    return watched.work;
  });
}

for (const [name, view, selector] of [
  ['by body', '', '[data-commitment="c7"]'],
  ['as a table', '/tabella', 'tr[data-commitment="c7"]'],
  ['as a timeline', '/calendario', '[data-bar="c7"]'],
] as const) {
  test(`sixty bodies and two hundred promises open at once and stay light while somebody types: ${name}`, async ({ enter }) => {
    const { server } = table;
    const client = await StockClient.open(server, await registerOf(server));
    if ((await sheetOf(server)).commitments.length < CARDS) await fill(client);
    const member = await enter(server, 'member');
    const { page } = member;
    await openRegister(page, member.home);

    const opened = await bestOf(async () => {
      await page.goto(member.home);
      const started = Date.now();
      await page.goto(`${member.home}/registro${view}`, { waitUntil: 'commit' });
      await page.locator(selector).first().waitFor();
      return Date.now() - started;
    });

    const late = await bestOf(async () => {
      const work = await workWhile(page, async () => {
        for (let passed = 0; passed < TYPED_FOR_MS; passed += KEY_EVERY_MS) {
          client.write('commitment/c7/what', 'a');
          await page.waitForTimeout(KEY_EVERY_MS);
        }
      });
      return work.filter((each) => each > FRAME_MS).length / work.length;
    });
    await expect(page.locator(selector).first()).toContainText('aaaaa');
    const figures = `opens in ${opened} ms; ${(late * 100).toFixed(1)} % of frames above ${FRAME_MS} ms`;
    test.info().annotations.push({ type: name, description: figures });
    client.close();
    expect(opened, figures).toBeLessThan(OPENS_WITHIN_MS);
    expect(late, figures).toBeLessThan(LATE_FRAMES);
  });
}

/** The machine that runs this runs the server, the browser and other tests too: the best try is the page's own. */
async function bestOf(attempt: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES; tries += 1) best = Math.min(best, await attempt());
  return best;
}
