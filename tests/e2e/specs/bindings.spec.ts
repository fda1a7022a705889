import type { Locator, Page } from '@playwright/test';
import { bodyOf, type ContentNode, call, contentOf, createDocument } from '../support/api.ts';
import { seriousFindings } from '../support/axe.ts';
import type { DocumentPage } from '../support/document-page.ts';
import { type FilledRegister, fillRegister } from '../support/filled-register.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();
let register: FilledRegister;

test.beforeAll(async () => {
  register = await fillRegister(table.server);
});
test.afterAll(() => register.client.close());

test('each block is put in by keyboard alone', async ({ enter }) => {
  const document = await createDocument(table.server, 'Blocchi');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.expectSaved();
  const { keyboard } = member.page;
  await view.text(1).press('Control+End');

  await keyboard.type('/impe');
  await expect(member.page.getByRole('option')).toHaveText([/^Impegno/, /^Tabella degli impegni/]);
  await keyboard.press('Enter');
  await pick(member.page, 'mercoledi', 'Quale impegno');
  await expect(card(view)).toHaveAccessibleName(/^Impegno: .+, prova la sala del mercoledì$/);
  await expect(card(view)).toContainText('gen–giu 2027 · sala grande');
  await expect(view.text(1)).toBeFocused();

  await keyboard.type('Con ');
  await keyboard.type('/nome');
  await keyboard.press('Enter');
  await pick(member.page, register.actor.name, 'Quale soggetto');
  await keyboard.type(' entro ');
  await keyboard.type('/data');
  await keyboard.press('Enter');
  await pick(member.page, 'primavera', 'Quale tappa');
  await keyboard.type(' ');
  await expect(view.text(1)).toContainText(`Con ${register.actor.name} entro 10 aprile 2027 `);

  await keyboard.type('/tab');
  await keyboard.press('Enter');
  await pick(member.page, 'tutti', 'Quali impegni');
  await expect(view.text(1).getByRole('table', { name: 'Tutti gli impegni' })).toContainText('prova la sala del mercoledì');

  await keyboard.type('/cale');
  await keyboard.press('Enter');
  await expect(view.text(1).getByRole('group', { name: 'Calendario del Patto: 12 mesi' })).toContainText('Verifica');
  await view.expectSaved();
  const body = await bodyOf(table.server, document, 'art-1');
  expect(references(body)).toEqual([
    ['commitmentCard', { id: register.hall }],
    ['actorName', { id: register.actor.id }],
    ['milestoneDate', { id: register.review }],
    ['commitmentTable', { filter: '' }],
    ['timelineView', { id: 'main' }],
  ]);
});

test('the toolbar puts blocks in too, and Escape gives the text back', async ({ enter }) => {
  const document = await createDocument(table.server, 'Dalla barra');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.write(1, 'Prima');
  const { keyboard } = member.page;
  const insert = view.toolbar.getByRole('button', { name: 'Inserisci dal registro' });
  await keyboard.press('Alt+F10');
  for (let steps = 0; steps < 12 && !(await isFocused(insert)); steps += 1) await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await pick(member.page, 'susini', 'Quale impegno');
  await expect(card(view)).toHaveAccessibleName(/susini/);
  await keyboard.type('Dopo');
  await keyboard.type(' /');
  await keyboard.press('Escape');
  await keyboard.type('e');
  await expect(view.text(1)).toContainText('Dopo /e');
});

test('what changes in the register is in the article of another browser within 200 ms', async ({ enter }) => {
  const document = await createDocument(table.server, 'Date vive');
  const writer = await enter(table.server, 'member', { index: 0 });
  const reader = await enter(table.server, 'community');
  const here = await writer.open(document);
  await insertBySlash(here, 1, 'impe', 'mercoledi');
  await insertBySlash(here, 1, 'data', 'primavera');
  const there = await reader.open(document);
  const text = there.stillText(1);
  await expect(text).toContainText('10 aprile 2027');

  const delays: number[] = [];
  for (const [key, value, words] of [
    [`milestone/${register.review}/date`, '2027-05-20', '20 maggio 2027'],
    [`milestone/${register.review}/date`, 'M7', 'M7 · luglio 2027'],
    [`commitment/${register.hall}/to`, 'M9', 'gen–set 2027'],
    [`commitment/${register.hall}/state`, 'confermato', 'confermato'],
  ] as const) {
    await text.evaluate((element, expected) => {
      const seen = new Promise<number>((resolve) => {
        new MutationObserver(() => {
          if (!element.textContent?.includes(expected)) return;
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        }).observe(element, { subtree: true, childList: true, characterData: true });
      });
      Object.assign(window, { seen });
    }, words);
    const at = Date.now();
    register.client.set(key, value);
    delays.push((await reader.page.evaluate(() => (window as unknown as { seen: Promise<number> }).seen)) - at);
    await expect(here.text(1)).toContainText(words);
  }
  test.info().annotations.push({ type: 'from the register to the article', description: delays.join(', ') });
  for (const delay of delays) expect(delay, delays.join(', ')).toBeLessThan(200);
  // Nothing of it was written into the text.
  expect(references(await bodyOf(table.server, document, 'art-1'))).toEqual([
    ['commitmentCard', { id: register.hall }],
    ['milestoneDate', { id: register.review }],
  ]);
});

test('a block goes from the text and the commitment stays', async ({ enter }) => {
  const document = await createDocument(table.server, 'Togliere');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await insertBySlash(view, 1, 'impe', 'mercoledi');
  await insertBySlash(view, 2, 'impe', 'mercoledi');
  const { keyboard } = member.page;
  await selectFirst(view);
  await keyboard.press('Delete');
  await expect(card(view)).toHaveCount(0);
  await expect(card(view, 2)).toContainText('prova la sala');
  await view.expectSaved();
  expect(references(await bodyOf(table.server, document, 'art-1'))).toEqual([]);
});

test('a new commitment is made in the register; undo takes the block away, and not the commitment', async ({
  enter,
}) => {
  const document = await createDocument(table.server, 'Nuovo');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.expectSaved();
  const { page } = member;
  await view.text(1).press('Control+End');
  await page.keyboard.type('/impe');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Quale impegno' })).toBeFocused();
  await page.keyboard.type('porta i libri');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Nuovo impegno' });
  await expect(dialog.getByLabel('Che cosa')).toHaveValue('porta i libri');
  await dialog.getByLabel('Chi', { exact: true }).selectOption({ label: register.actor.name });
  await dialog.getByRole('button', { name: 'Crea e inserisci' }).press('Enter');
  await expect(card(view)).toHaveAccessibleName(`Impegno: ${register.actor.name}, porta i libri`);
  await expect(view.text(1)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(card(view)).toHaveCount(0);
  await insertBySlash(view, 2, 'impe', 'porta i libri');
  await expect(card(view, 2)).toHaveAccessibleName(`Impegno: ${register.actor.name}, porta i libri`);
});

test('copying and pasting a block copies the reference', async ({ enter }) => {
  const document = await createDocument(table.server, 'Copia');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await insertBySlash(view, 1, 'impe', 'susini');
  const { keyboard } = member.page;
  await selectFirst(view);
  await keyboard.press('Control+c');
  await view.text(2).press('Control+End');
  await keyboard.press('Control+v');
  await expect(card(view, 2)).toContainText('susini');
  await view.expectSaved();
  expect(references(await bodyOf(table.server, document, 'art-2'))).toEqual([
    ['commitmentCard', { id: register.garden }],
  ]);
});

test('a section is bound from the panel, and keeps its bindings wherever it goes', async ({ enter }) => {
  const document = await createDocument(table.server, 'Legami');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.expectSaved();
  await view.text(1).press('Control+End');
  const panel = panelOf(member.page);
  await expect(panel).toContainText('Questa sezione non parla ancora di nessun impegno.');
  for (const [kind, words] of [
    ['Impegno', 'susini'],
    ['Soggetto', register.actor.name],
    ['Tappa', 'primavera'],
  ] as const) {
    await panel.getByRole('button', { name: 'Lega', exact: true }).click();
    await member.page.getByRole('menuitem', { name: kind }).click();
    await pick(member.page, words);
  }
  await expect(panel.getByRole('group', { name: /susini/ })).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Soggetti' })).toContainText(register.actor.name);
  const expected = [
    { kind: 'commitment', id: register.garden },
    { kind: 'actor', id: register.actor.id },
    { kind: 'milestone', id: register.review },
  ];
  const bindings = async () => {
    const { sections } = await contentOf(table.server, document);
    const all = sections.find(({ id }) => id === 'art-1') as { bindings?: { kind: string; id: string }[] } | undefined;
    return [...(all?.bindings ?? [])].sort((a, b) => a.kind.localeCompare(b.kind));
  };
  const sorted = [...expected].sort((a, b) => a.kind.localeCompare(b.kind));
  await expect.poll(bindings).toEqual(sorted);
  for (const change of [
    { order: { after: 'art-3' } },
    { title: 'Oggetto, di nuovo' },
    { aside: 'se ne riparla' },
    { aside: null },
  ]) {
    const answer = await call(table.server, `documents/${document}/sections/art-1`, { method: 'PATCH', body: change });
    expect(answer.ok).toBe(true);
    expect(await bindings()).toEqual(sorted);
  }
  // The panel is where the caret is: it follows the section, whatever it is called now.
  await view.text(1).press('Control+End');
  await expect(panel).toContainText('Oggetto, di nuovo');
  await panel.getByRole('button', { name: `Slega: ${register.actor.name}` }).click();
  await expect.poll(async () => (await bindings()).map(({ kind }) => kind)).toEqual(['commitment', 'milestone']);
});

test('the panel inserts, by button and by dragging, and says where a commitment is spoken of', async ({ enter }) => {
  const document = await createDocument(table.server, 'Dal pannello');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await insertBySlash(view, 1, 'impe', 'mercoledi');
  const panel = panelOf(member.page);
  await expect(panel.getByRole('group', { name: /mercoledì$/ })).toBeVisible();
  await panel.getByRole('button', { name: /^Inserisci · / }).click();
  await expect(card(view)).toHaveCount(2);
  await panel.locator('.panel-card__card').dragTo(view.text(2));
  await expect(card(view, 2)).toContainText('prova la sala');
  await panel.getByRole('button', { name: /^Azioni su Impegno/ }).click();
  await member.page.getByRole('menuitem', { name: 'Dove se ne parla' }).click();
  await expect(panel.getByRole('list').filter({ hasText: /^articolo 1 .+articolo 2 / })).toBeVisible();
});

test('from a commitment one gets to the section of another text that speaks of it', async ({ enter }) => {
  const [here, there] = await Promise.all(['Da qui', 'A là'].map((title) => createDocument(table.server, title)));
  const member = await enter(table.server, 'member');
  const other = await member.open(there ?? '');
  await insertBySlash(other, 5, 'impe', 'susini');
  await other.expectSaved();
  const view = await member.open(here ?? '');
  await insertBySlash(view, 1, 'impe', 'susini');
  const panel = panelOf(member.page);
  await panel.getByRole('button', { name: /^Azioni su Impegno/ }).click();
  await member.page.getByRole('menuitem', { name: 'Dove se ne parla' }).click();
  await panel.getByRole('link', { name: /^A là · / }).click();
  await expect(view.section('art-5')).toBeFocused();
  await expect(card(view, 5)).toContainText('susini');
});

test('a closed section takes nothing, and the panel says why', async ({ enter }) => {
  const document = await createDocument(table.server, 'Chiuso');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await insertBySlash(view, 1, 'impe', 'mercoledi');
  const panel = panelOf(member.page);
  const body = { policy: 'locked', policy_reason: 'già votato' };
  await call(table.server, `documents/${document}/sections/art-1`, { method: 'PATCH', body });
  await expect(panel).toContainText('Chiusa: già votato');
  await expect(panel.getByRole('button', { name: /^Inserisci · / })).toHaveAttribute('aria-disabled', 'true');
  await panel.getByRole('button', { name: /^Inserisci · / }).click({ force: true });
  await expect(panel.getByRole('button', { name: 'Nuovo impegno' })).toHaveAttribute('aria-disabled', 'true');
  // Still drawn, and still alive, without an editor.
  await expect(view.stillText(1).locator('[data-register="commitmentCard"]')).toHaveCount(1);
  expect(references(await bodyOf(table.server, document, 'art-1'))).toHaveLength(1);
});

for (const width of [360, 1280]) {
  test(`axe finds nothing serious around the register in the text, ${width} wide`, async ({ enter }) => {
    const document = await createDocument(table.server, `Accessibile ${width}`);
    const viewport = { width, height: width === 360 ? 640 : 800 };
    const member = await enter(table.server, 'member', { viewport });
    const view = await member.open(document);
    const { page } = member;
    await view.write(1, 'Il Tavolo riconosce che ');
    await insertBySlash(view, 1, 'nome', register.actor.name);
    await page.keyboard.type(' si impegna entro ');
    await insertBySlash(view, 1, 'data', 'primavera');
    for (const [kind, words] of [
      ['impe', 'mercoledi'],
      ['tab', 'tutti'],
      ['cale', null],
    ] as const) {
      await insertBySlash(view, 1, kind, words);
    }
    expect(await seriousFindings(page), 'blocks').toEqual([]);
    await picture(page, `blocks-${width}`);
    await page.keyboard.type('/');
    await expect(page.getByRole('listbox', { name: 'Inserisci dal registro' })).toBeVisible();
    expect(await seriousFindings(page), 'list').toEqual([]);
    await picture(page, `list-${width}`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox')).toBeFocused();
    expect(await seriousFindings(page), 'dialog').toEqual([]);
    await picture(page, `pick-${width}`);
    await page.keyboard.press('Escape');
    if (width === 360) {
      await page.getByRole('button', { name: 'Apri gli impegni della sezione' }).click();
      await expect(page.getByRole('dialog', { name: 'Impegni' })).toBeVisible();
      expect(await seriousFindings(page), 'panel').toEqual([]);
      await picture(page, `panel-${width}`);
    }
    const overflow = await page.evaluate(() => globalThis.document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

/** Types in the field of the dialog that has opened, and takes the first line. */
async function pick(page: Page, words: string, label?: string): Promise<void> {
  const field = label === undefined ? page.getByRole('combobox') : page.getByRole('combobox', { name: label });
  await expect(field).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox')).toHaveCount(0);
}

/** At the end of an article; `null` for what needs no choice. */
async function insertBySlash(view: DocumentPage, article: number, kind: string, words: string | null): Promise<void> {
  const { page } = view;
  const blocks = view.text(article).locator('[data-register]');
  await view.text(article).press('Control+End');
  const before = await blocks.count();
  await page.keyboard.type(before > 0 && words !== null ? ` /${kind}` : `/${kind}`);
  await page.keyboard.press('Enter');
  if (words !== null) await pick(page, words);
  await expect(blocks).toHaveCount(before + 1);
}

/** The block at the start of the first article, as a whole. */
async function selectFirst(view: DocumentPage): Promise<void> {
  await view.text(1).press('Control+Home');
  await expect(view.text(1).locator('.ProseMirror-selectednode')).toHaveCount(1);
}

function card(view: DocumentPage, article = 1): Locator {
  return view.text(article).locator('[data-register="commitmentCard"]');
}

function panelOf(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Impegni' });
}

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((each) => each === document.activeElement);
}

/** Kinds and attributes of what a body shows of the register, in order. */
function references(body: readonly ContentNode[]): [string, unknown][] {
  return body.flatMap((node): [string, unknown][] =>
    /^(commitment|timeline|actorName|milestoneDate)/.test(node.type)
      ? [[node.type, node.attrs ?? {}]]
      : references(node.content ?? []),
  );
}

/** Kept where the run keeps its results, to be looked at. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
}
