import { call, contentOf, createDocument } from '../support/api.ts';
import type { DocumentPage } from '../support/document-page.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('a coordinator adds a section and the others see it at once', async ({ enter }) => {
  const document = await createDocument(table.server, 'Aggiungere');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const here = await coordinator.open(document);
  const there = await member.open(document);

  await here.outline.getByRole('button', { name: 'Sezione' }).click();
  const dialog = here.page.getByRole('dialog', { name: 'Nuova sezione' });
  await dialog.getByRole('button', { name: 'Aggiungi' }).click();
  await expect(dialog.getByText('Scrivi un titolo.')).toBeVisible();
  await dialog.getByLabel('Titolo').fill('La casa degli attrezzi');
  await dialog.getByLabel("Che cos'è").selectOption({ label: 'Articolo' });
  await dialog.getByLabel('Dopo').selectOption({ label: '1 · Oggetto e bene comune' });
  await dialog.getByRole('button', { name: 'Aggiungi' }).click();
  await expect(dialog).toBeHidden();

  for (const view of [here, there]) {
    await expect(view.outline.getByRole('link', { name: 'La casa degli attrezzi' })).toBeVisible();
    await expect.poll(() => idsOf(view)).toHaveLength(30);
  }
  const ids = await idsOf(there);
  const added = (await contentOf(table.server, document)).sections.find(
    ({ title }) => title === 'La casa degli attrezzi',
  );
  expect(ids.indexOf(added?.id ?? '')).toBe(ids.indexOf('art-1') + 1);
  // And one can write in it.
  await there.page.getByRole('textbox', { name: /^Testo .*La casa degli attrezzi/ }).pressSequentially('Un trapano.');
  await expect(here.section(added?.id ?? '').locator('.section-text')).toContainText('Un trapano.');
});

test('a title changes letter by letter for everybody', async ({ enter }) => {
  const document = await createDocument(table.server, 'Rinominare');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const here = await coordinator.open(document);
  const there = await member.open(document);
  await here.title(2).press('End');
  await here.page.keyboard.type(', nostre');
  await expect(there.title(2)).toHaveValue('Parole comuni, nostre');
  await expect(there.outline.getByRole('link', { name: 'Parole comuni, nostre' })).toBeVisible();
  await expect(
    there.page.getByRole('textbox', { name: "Testo dell'articolo 2 · Parole comuni, nostre" }),
  ).toBeVisible();
  // Two in the same title.
  await Promise.all([
    here
      .title(2)
      .press('Home')
      .then(() => here.page.keyboard.type('Le ')),
    there
      .title(2)
      .press('End')
      .then(() => there.page.keyboard.type('!')),
  ]);
  for (const view of [here, there]) await expect(view.title(2)).toHaveValue('Le Parole comuni, nostre!');
  await here.expectSaved();
  const { sections } = await contentOf(table.server, document);
  expect(sections.find(({ id }) => id === 'art-2')?.title).toBe('Le Parole comuni, nostre!');
});

test('a moved section keeps its text, and who writes in it goes on writing', async ({ enter }) => {
  const document = await createDocument(table.server, 'Spostare');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const here = await coordinator.open(document);
  const there = await member.open(document);
  await there.write(1, 'Prima ');

  await here.page.getByRole('button', { name: 'Azioni su articolo 1 ·' }).click();
  await here.page.getByRole('menuitem', { name: 'Sposta giù' }).click();
  for (const view of [here, there]) {
    await expect.poll(async () => (await idsOf(view)).slice(2, 4)).toEqual(['art-2', 'art-1']);
  }
  await there.page.keyboard.type('e dopo');
  await here.expectWords(1, 'Prima e dopo');
});

test('a section set aside folds for everybody, with its reason, and comes back', async ({ enter }) => {
  const document = await createDocument(table.server, 'Mettere da parte');
  const coordinator = await enter(table.server, 'coordinator');
  const member = await enter(table.server, 'member');
  const here = await coordinator.open(document);
  const there = await member.open(document);
  await there.write(2, 'Non si perde');
  await there.expectSaved();

  await here.page.getByRole('button', { name: 'Azioni su articolo 2 ·' }).click();
  await here.page.getByRole('menuitem', { name: 'Metti da parte…' }).click();
  const dialog = here.page.getByRole('dialog', { name: /^Mettere da parte/ });
  await dialog.getByRole('button', { name: 'Metti da parte' }).click();
  await expect(dialog.getByText('Scrivi il motivo: chi legge dopo deve capirlo.')).toBeVisible();
  await dialog.getByLabel('Perché').fill('Ne parliamo alla quarta seduta');
  await dialog.getByRole('button', { name: 'Metti da parte' }).click();
  await expect(dialog).toBeHidden();

  for (const view of [here, there]) {
    const folded = view.page.locator('details', { hasText: 'Ne parliamo alla quarta seduta' });
    await expect(folded).toBeVisible();
    await expect(view.text(2)).toHaveCount(0);
    await expect(view.outline.getByRole('link', { name: 'Parole comuni' })).toHaveCount(0);
    await folded.locator('summary').click();
    await expect(folded.getByText('Non si perde')).toBeVisible();
  }
  expect((await contentOf(table.server, document)).sections.find(({ id }) => id === 'art-2')?.aside).toBe(
    'Ne parliamo alla quarta seduta',
  );
  await here.page.getByRole('button', { name: 'Riprendi' }).click();
  await there.expectWords(2, 'Non si perde');
  await there.write(2, ' mai');
  await here.expectWords(2, 'Non si perde mai');
});

test('a member has none of these controls, and the server does not count on it', async ({ enter }) => {
  const document = await createDocument(table.server, 'Senza comandi');
  const member = await enter(table.server, 'member');
  const view = await member.open(document);
  await view.expectSaved();
  await expect(view.outline.getByRole('button')).toHaveCount(0);
  // What everybody may do with a section is to read its history.
  await view.page.getByRole('button', { name: 'Azioni su articolo 1 ·' }).click();
  await expect(view.page.getByRole('menuitem')).toHaveText(['Storia di questa sezione']);
  await view.page.getByRole('menu').press('Escape');
  await expect(view.page.getByRole('button', { name: 'Riprendi' })).toHaveCount(0);

  const asMember = { role: 'member', body: { title: 'Di soppiatto' } } as const;
  const add = await call(table.server, `documents/${document}/sections`, { ...asMember, method: 'POST' });
  expect(add.status).toBe(403);
  const change = await call(table.server, `documents/${document}/sections/art-1`, {
    role: 'member',
    method: 'PATCH',
    body: { aside: 'mi disturba' },
  });
  expect(change.status).toBe(403);
  expect((await contentOf(table.server, document)).sections).toHaveLength(29);
});

/** Sections in the order in which they stand on the page. */
function idsOf(view: DocumentPage): Promise<(string | undefined)[]> {
  return view.sections.evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.section));
}
