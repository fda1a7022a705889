import { bodyOf, type ContentNode, createDocument, plainText, wordsOf } from '../support/api.ts';
import type { DocumentPage } from '../support/document-page.ts';
import { expect, test, useServer } from '../support/test.ts';

const table = useServer();

test('the toolbar formats what is selected, for both', async ({ enter }) => {
  const document = await createDocument(table.server, 'Barra');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'community');
  const here = await one.open(document);
  const there = await two.open(document);
  await here.write(1, 'giovedì');
  await one.page.keyboard.press('Control+a');
  await here.toolbar.getByRole('button', { name: 'Grassetto' }).click();
  await expect(here.toolbar.getByRole('button', { name: 'Grassetto' })).toHaveAttribute('aria-pressed', 'true');
  await here.toolbar.getByRole('button', { name: 'Corsivo' }).click();
  await expect(there.stillText(1).locator('strong')).toHaveText('giovedì');
  await expect(there.stillText(1).locator('em')).toHaveText('giovedì');

  await here.toolbar.getByRole('button', { name: 'Testo', exact: true }).click();
  await one.page.getByRole('menuitem', { name: 'Citazione' }).click();
  await expect(there.stillText(1).locator('blockquote')).toHaveText('giovedì');

  await here.toolbar.getByRole('button', { name: 'Elenco puntato' }).click();
  await expect(there.stillText(1).locator('ul li')).toHaveText('giovedì');
  await here.expectSaved();
  const [list] = await bodyOf(table.server, document, 'art-1');
  expect(list?.type).toBe('bulletList');
  expect(runs(list).map(({ marks }) => Object.keys(marks ?? {}).sort())).toEqual([['bold', 'italic']]);
});

test('keyboard shortcuts and Markdown signs do the same', async ({ enter }) => {
  const document = await createDocument(table.server, 'Tasti');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'community');
  const here = await one.open(document);
  const there = await two.open(document);
  const { keyboard } = one.page;
  await here.text(1).focus();
  await keyboard.type('# Che cosa facciamo');
  await keyboard.press('Enter');
  await keyboard.type('Apriamo ');
  await keyboard.press('Control+b');
  await keyboard.type('la sala');
  await keyboard.press('Control+b');
  await keyboard.type(' di ');
  await keyboard.press('Control+i');
  await keyboard.type('giovedì');
  await keyboard.press('Control+i');
  await keyboard.press('Enter');
  await keyboard.type('- con due volontari');
  await keyboard.press('Enter');
  await keyboard.type('con un quaderno');
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.type('delle presenze');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await keyboard.type('1. prima verifica');
  await keyboard.press('Enter');
  await keyboard.type('seconda');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await keyboard.type('> così sia');

  const text = there.stillText(1);
  await expect(text.locator('h3')).toHaveText('Che cosa facciamo');
  await expect(text.locator('strong')).toHaveText('la sala');
  await expect(text.locator('em')).toHaveText('giovedì');
  await expect(text.locator(':scope > ul > li')).toHaveCount(2);
  await expect(text.locator('ul ul li')).toHaveText('delle presenze');
  await expect(text.locator('ol li')).toHaveText(['prima verifica', 'seconda']);
  await expect(text.locator('blockquote')).toHaveText('così sia');
  await here.expectSaved();
  const body = await bodyOf(table.server, document, 'art-1');
  expect(body.map(shape)).toEqual(['block h3', 'block p', 'bulletList', 'orderedList', 'block quote']);
});

test('a table is inserted, filled by two, and grows', async ({ enter }) => {
  const document = await createDocument(table.server, 'Tabella');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'member', { index: 1 });
  const here = await one.open(document);
  const there = await two.open(document);
  await here.text(1).focus();
  await here.toolbar.getByRole('button', { name: 'Tabella' }).click();
  await one.page.getByRole('menuitem', { name: 'Inserisci una tabella' }).click();
  await expect(there.text(1).locator('tr')).toHaveCount(3);
  await one.page.keyboard.type('Chi');
  await one.page.keyboard.press('Tab');
  await one.page.keyboard.type('Che cosa');
  await there.text(1).locator('td').first().click();
  await expect(there.text(1)).toBeFocused();
  await two.page.keyboard.type('Il Mulino');
  await expect(here.text(1).locator('td').first()).toContainText('Il Mulino');
  await here.toolbar.getByRole('button', { name: 'Tabella' }).click();
  await one.page.getByRole('menuitem', { name: 'Riga sotto' }).click();
  await expect(there.text(1).locator('tr')).toHaveCount(4);
  await here.expectSaved();
  await there.expectSaved();
  const [made] = (await bodyOf(table.server, document, 'art-1')).filter(({ type }) => type === 'table');
  expect(made?.content).toHaveLength(4);
  expect(plainText(made ?? { type: '' })).toBe('ChiChe cosaIl Mulino');
});

test('a link is made from selected words, and a dangerous address is refused', async ({ enter }) => {
  const document = await createDocument(table.server, 'Collegamento');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'member', { index: 1 });
  const here = await one.open(document);
  const there = await two.open(document);
  await here.write(1, 'il sito');
  await one.page.keyboard.press('Control+a');
  await here.toolbar.getByRole('button', { name: 'Collegamento' }).click();
  const dialog = one.page.getByRole('dialog', { name: 'Collegamento' });
  await dialog.getByLabel('Indirizzo').fill('javascript:alert(1)');
  await dialog.getByRole('button', { name: 'Collega' }).click();
  await expect(dialog.getByText('Questo non sembra un indirizzo.')).toBeVisible();
  await dialog.getByLabel('Indirizzo').fill('www.comune.example.it');
  await dialog.getByLabel('Indirizzo').press('Enter');
  await expect(there.text(1).getByRole('link', { name: 'il sito' })).toHaveAttribute(
    'href',
    'https://www.comune.example.it',
  );
  await expect(here.text(1)).toBeFocused();
});

test('undo takes back one’s own words and nobody else’s', async ({ enter }) => {
  const document = await createDocument(table.server, 'Annulla');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'member', { index: 1 });
  const here = await one.open(document);
  const there = await two.open(document);
  await here.write(1, 'Mio. ');
  await there.expectWords(1, 'Mio. ');
  await there.write(1, 'Suo. ');
  await here.expectWords(1, 'Mio. Suo. ');

  await expect(here.toolbar.getByRole('button', { name: 'Annulla' })).not.toHaveAttribute('aria-disabled', 'true');
  for (let times = 0; times < 20; times += 1) await one.page.keyboard.press('Control+z');
  await here.expectWords(1, 'Suo. ');
  await there.expectWords(1, 'Suo. ');
  for (let times = 0; times < 20; times += 1) await one.page.keyboard.press('Control+Shift+z');
  for (const view of [here, there]) await expect.poll(() => sortedWords(view)).toEqual(['Mio.', 'Suo.']);
  // Right after opening there is nothing of one's own to take back.
  await one.page.reload();
  await here.expectSaved();
  await here.text(1).focus();
  await one.page.keyboard.press('Control+z');
  expect(await sortedWords(here)).toEqual(['Mio.', 'Suo.']);
});

test('a list pasted from Word becomes a list', async ({ enter }) => {
  const document = await createDocument(table.server, 'Incolla');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'community');
  const here = await one.open(document);
  const there = await two.open(document);
  await paste(here, WORD_LIST);
  const text = there.stillText(1);
  await expect(text.locator(':scope > p')).toHaveText('Il Tavolo si impegna a:');
  await expect(text.locator(':scope > ul > li')).toHaveCount(2);
  await expect(text.locator('strong')).toHaveText('giovedì');
  await expect(text.locator('[style], [class*="Mso"], font')).toHaveCount(0);
  await here.expectSaved();
  const body = await bodyOf(table.server, document, 'art-1');
  expect(body.map(shape)).toEqual(['block p', 'bulletList']);
  expect(body.map(plainText).join('|')).toBe('Il Tavolo si impegna a:|aprire la sala il giovedìtenere il registro');
});

test('accents and emoji are the same on both sides and on disk', async ({ enter }) => {
  const document = await createDocument(table.server, 'Segni');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'member', { index: 1 });
  const here = await one.open(document);
  const there = await two.open(document);
  const words = 'Perché è così: 👩‍👩‍👧 e 🇮🇹, «città» – già';
  await here.write(1, words);
  await there.expectWords(1, words);
  // In the middle, between two emoji made of several signs.
  await there.text(1).press('Control+Home');
  for (let step = 0; step < 'Perché è così: '.length; step += 1) await two.page.keyboard.press('ArrowRight');
  await two.page.keyboard.type('😀');
  const both = words.replace('👩‍👩‍👧', '😀👩‍👩‍👧');
  await here.expectWords(1, both);
  await there.expectSaved();
  expect(await wordsOf(table.server, document, 'art-1')).toBe(both.normalize('NFC'));
});

test('a word under composition survives what others write meanwhile', async ({ enter }) => {
  const document = await createDocument(table.server, 'Composizione');
  const one = await enter(table.server, 'member', { index: 0 });
  const two = await enter(table.server, 'member', { index: 1 });
  const here = await one.open(document);
  const there = await two.open(document);
  await there.write(1, 'Dopo. ');
  await here.expectWords(1, 'Dopo. ');
  await here.text(1).press('Control+End');
  const keyboard = await one.context.newCDPSession(one.page);
  const compose = (text: string) =>
    keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  for (const part of ['p', 'pe', 'per']) await compose(part);
  await there.text(1).press('Control+Home');
  await two.page.keyboard.type('Prima. ');
  await expect.poll(() => here.words(1)).toContain('Prima. ');
  for (const part of ['perc', 'perch', 'perché']) await compose(part);
  await keyboard.send('Input.insertText', { text: 'perché' });
  for (const view of [here, there]) await view.expectWords(1, 'Prima. Dopo. perché');
});

const WORD_LIST = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm;} --></style></head>
<body lang=IT><!--StartFragment-->
<p class=MsoNormal style='color:red'>Il Tavolo si impegna a:<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>aprire la sala il <b>giovedì</b><o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>tenere il registro<o:p></o:p></p>
<!--EndFragment--></body></html>`;

async function paste(view: DocumentPage, html: string): Promise<void> {
  await view.text(1).focus();
  await view.text(1).evaluate((box, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', pasted);
    clipboardData.setData('text/plain', 'niente');
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

async function sortedWords(view: DocumentPage): Promise<string[]> {
  return (await view.words(1)).split(' ').filter(Boolean).sort();
}

function shape({ type, attrs }: ContentNode): string {
  return attrs?.style === undefined ? type : `${type} ${String(attrs.style)}`;
}

function runs(node: ContentNode | undefined): ContentNode[] {
  if (!node) return [];
  return node.text === undefined ? (node.content ?? []).flatMap(runs) : [node];
}
