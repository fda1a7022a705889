import type { Page } from '@playwright/test';
import { call, createDocument } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import { expect, test, useServer } from '../support/test.ts';
import { expectNoSidewaysScroll } from '../support/versions.ts';

const table = useServer();

interface Authorship {
  readonly actors: Readonly<Record<string, { readonly name: string }>>;
  readonly sections: readonly {
    readonly id: string;
    readonly runs: readonly { readonly kind: string; readonly actor?: string; readonly text: string }[];
  }[];
}

/** Whose words the server says they are, run by run. */
async function runsOf(document: string, section: string): Promise<[string, string][]> {
  const answer = await call(table.server, `documents/${document}/authorship`);
  const { actors, sections } = (await answer.json()) as Authorship;
  const { runs = [] } = sections.find(({ id }) => id === section) ?? {};
  return joined(
    runs
      .filter(({ kind }) => kind !== 'server')
      .map(({ kind, actor, text }) => [kind === 'actor' ? (actors[actor ?? '']?.name ?? '') : 'Coordinamento', text]),
  );
}

/** Whose words they are on the screen. */
async function paintedIn(page: Page, section: string): Promise<[string, string][]> {
  const marks = await page
    .locator(`[data-section="${section}"] .section-text .authored`)
    .evaluateAll((all) =>
      all.map((mark): [string, string] => [mark.getAttribute('title') ?? '', mark.textContent ?? '']),
    );
  return joined(marks);
}

function joined(runs: readonly [string, string][]): [string, string][] {
  const out: [string, string][] = [];
  for (const [who, words] of runs) {
    const last = out.at(-1);
    if (last && last[0] === who) last[1] += words;
    else out.push([who, words]);
  }
  return out.map(([who, words]) => [who, words.replaceAll('\n', '')]);
}

async function showAuthors(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Azioni sul documento' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Mostra chi ha scritto' }).click();
}

test('three interleave, one deletes the words of another: each word has its body, as the server says', async ({
  enter,
}) => {
  // Four people, and everything they do in turn.
  test.slow();
  const document = await createDocument(table.server, 'Tre mani');
  const parish = await enter(table.server, 'member', { index: 0 });
  const mill = await enter(table.server, 'member', { index: 1 });
  const coordinator = await enter(table.server, 'coordinator');
  const here = await parish.open(document);
  const there = await mill.open(document);
  const office = await coordinator.open(document);
  const [first, second] = [parish.actor ?? '', mill.actor ?? ''];

  await here.write(1, 'Apriamo la sala grande il giovedì.');
  await there.expectWords(1, 'Apriamo la sala grande il giovedì.');
  await there.write(1, ' Noi portiamo le sedie.');
  await office.expectWords(1, 'Apriamo la sala grande il giovedì. Noi portiamo le sedie.');
  await office.write(1, ' Così si decide.');
  await there.expectWords(1, 'Apriamo la sala grande il giovedì. Noi portiamo le sedie. Così si decide.');
  await there.replaceWords(1, 'grande', 'piccola');
  const text = 'Apriamo la sala piccola il giovedì. Noi portiamo le sedie. Così si decide.';
  for (const view of [here, there, office]) {
    await view.expectWords(1, text);
    await view.expectSaved();
  }

  // Off by default: nothing is painted, nothing is asked.
  await expect(parish.page.locator('.authored')).toHaveCount(0);
  await expect(parish.page.getByText('Qui hanno scritto')).toHaveCount(0);
  await showAuthors(parish.page);
  const expected: [string, string][] = [
    [first, 'Apriamo la sala '],
    [second, 'piccola'],
    [first, ' il giovedì.'],
    [second, ' Noi portiamo le sedie.'],
    ['Coordinamento', ' Così si decide.'],
  ];
  await expect.poll(() => paintedIn(parish.page, 'art-1')).toEqual(expected);
  expect(await runsOf(document, 'art-1')).toEqual(expected);

  // The colour never speaks alone: names at the words, in the legend, and in a sentence.
  const section = here.section('art-1');
  await expect(section.getByText(`Qui hanno scritto: ${second}, ${first}, Coordinamento`)).toBeVisible();
  const legend = parish.page.getByRole('region', { name: 'Chi ha scritto' });
  await expect(legend.getByRole('listitem')).toHaveCount(3);
  for (const name of [first, second, 'Coordinamento']) await expect(legend.getByText(name)).toBeVisible();
  const labels = await section
    .locator('.authored[data-author]')
    .evaluateAll((all) =>
      all.map((mark) => [
        mark.getAttribute('data-author'),
        getComputedStyle(mark, '::before').content.includes(mark.getAttribute('data-author') ?? '?'),
      ]),
    );
  expect(labels.every(([, isShown]) => isShown)).toBe(true);
  expect(labels).toHaveLength(5);
  expect(await seriousFindings(parish.page)).toEqual([]);

  // It goes along with what is written, and what is written is words alone.
  await here.write(1, ' E poi?');
  await expect.poll(async () => (await paintedIn(parish.page, 'art-1')).at(-1)).toEqual([first, ' E poi?']);
  await there.expectWords(1, `${text} E poi?`);
  await expect(mill.page.locator('.authored')).toHaveCount(0);

  // Somebody new comes and writes: they are asked about once, by themselves.
  const late = await enter(table.server, 'member', { index: 1 });
  const view = await late.open(document);
  await view.write(1, ' Sì.');
  await expect.poll(async () => (await paintedIn(parish.page, 'art-1')).at(-1)).toEqual([second, ' Sì.']);

  // Remembered in this tab, and off again when one says so.
  await parish.page.reload();
  await expect.poll(async () => (await paintedIn(parish.page, 'art-1')).length).toBe(7);
  await parish.page.getByRole('button', { name: 'Nascondi' }).click();
  await expect(parish.page.locator('.authored')).toHaveCount(0);
  await parish.page.reload();
  await here.expectWords(1, `${text} E poi? Sì.`);
  await expect(parish.page.locator('.authored')).toHaveCount(0);
});

test('whose words they are survives a restart of the server, and is for the table only', async ({ enter }) => {
  const document = await createDocument(table.server, 'Dopo un riavvio');
  const parish = await enter(table.server, 'member', { index: 0 });
  const view = await parish.open(document);
  await view.write(1, 'Scritto prima.');
  await view.expectSaved();
  await table.server.kill();
  await table.server.launch();
  await view.expectSaved(30_000);
  await view.write(1, ' E dopo.');
  await view.expectSaved();
  await showAuthors(parish.page);
  await expect.poll(() => paintedIn(parish.page, 'art-1')).toEqual([[parish.actor ?? '', 'Scritto prima. E dopo.']]);

  const reader = await enter(table.server, 'community');
  await reader.open(document);
  await reader.page.getByRole('button', { name: 'Azioni sul documento' }).click();
  await expect(reader.page.getByRole('menuitem', { name: 'Versioni e confronti' })).toBeVisible();
  await expect(reader.page.getByRole('menuitemcheckbox')).toHaveCount(0);
  expect((await call(table.server, `documents/${document}/authorship`, { role: 'community' })).status).toBe(403);
});

test('who is painted on a phone fits on it', async ({ enter }) => {
  const document = await createDocument(table.server, 'Sul telefono');
  const member = await enter(table.server, 'member', { viewport: { width: 360, height: 640 } });
  const view = await member.open(document);
  await view.write(1, 'Apriamo la sala grande il giovedì pomeriggio, e anche il sabato.');
  await view.expectSaved();
  await showAuthors(member.page);
  await expect(member.page.locator('.authored').first()).toBeVisible();
  await expectNoSidewaysScroll(member.page);
  expect(await seriousFindings(member.page)).toEqual([]);
});
