import { contentOf, createDocument } from '../support/api.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('five browsers open a just-created document at once: each section exactly once', async ({ enter }) => {
  const people = await Promise.all(
    [0, 1, 0, 1].map((index) => enter(table.server, 'member', { index })).concat(enter(table.server, 'coordinator')),
  );
  const document = await createDocument(table.server, 'Appena nato');
  const views = await Promise.all(people.map((person) => person.open(document)));
  await Promise.all(views.map((view) => view.expectSaved()));

  const { sections } = await contentOf(table.server, document);
  expect(sections).toHaveLength(29);
  expect(new Set(sections.map(({ id }) => id)).size).toBe(29);
  expect(sections.filter(({ body }) => body.length > 0)).toEqual([]);
  for (const view of views) {
    const shown = await view.sections.evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.section));
    expect(shown).toEqual(sections.map(({ id }) => id));
    const titles = view.outline.getByRole('listitem');
    await expect(titles).toHaveCount(29);
  }
  // Everybody writes at once in the same section: nobody's word is lost or said twice.
  await Promise.all(views.map((view, index) => view.write(1, `[parola${index}]`)));
  const text = async (view: (typeof views)[number]) => [...(await view.words(1)).matchAll(/\d/g)].map(String).sort();
  for (const view of views) {
    await expect.poll(() => text(view)).toEqual(['0', '1', '2', '3', '4']);
    await view.expectSaved();
  }
});
