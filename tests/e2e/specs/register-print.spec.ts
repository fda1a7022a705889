import { addCards, openRegister, sheetOf } from '../support/register.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();
/** A4 on its side, in points. */
const LANDSCAPE = '841';

test('the timeline prints on one landscape page, a body’s sheet on one page', async ({ enter }) => {
  const [body, other] = (await sheetOf(table.server)).actors;
  if (!body || !other) throw new Error('the demo has bodies');
  const cards = Array.from({ length: 40 }, (_, at) => ({
    id: `p${at}`,
    what: `impegno ${at}`,
    actor: body.id,
    from: `M${1 + (at % 12)}`,
    to: `M${Math.min(12, 3 + (at % 12))}`,
  }));
  await addCards(table.server, cards);
  const member = await enter(table.server, 'member');
  const { page } = member;
  await openRegister(page, member.home, '/calendario');
  await page.locator('[data-bar="p39"]').waitFor();
  const timeline = pagesOf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  expect(timeline).toHaveLength(1);
  expect(timeline[0]).toContain(LANDSCAPE);

  await page.goto(`${member.home}/registro/soggetto/${other.id}`);
  await page.getByRole('heading', { name: other.name, level: 1 }).waitFor();
  expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toHaveLength(1);
});

/** The boxes of a document's pages, as its bytes name them. */
function pagesOf(pdf: Buffer): string[] {
  return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b[\s\S]*?\/MediaBox\s*\[([^\]]*)\]/g)].map(
    ([, box]) => box ?? '',
  );
}
