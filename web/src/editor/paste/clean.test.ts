import { afterEach, describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createSectionEditor } from '../section-editor';
import { createUndoManager } from '../undo';
import { withoutLoneSurrogates } from './clean';

const clipboards = import.meta.glob<string>('./clipboards/*.txt', { query: '?raw', import: 'default', eager: true });

const open: { destroy(): void }[] = [];
afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy();
});

/** The text of an empty section after pasting. */
function pasted(html: string): string {
  const doc = new Y.Doc();
  const element = document.createElement('div');
  document.body.append(element);
  const editor = createSectionEditor({
    element,
    fragment: doc.getXmlFragment('body:a'),
    awareness: new Awareness(doc),
    undoManager: createUndoManager(doc),
    label: () => 'Testo',
  });
  open.push(editor);
  // jsdom has no ClipboardEvent; nobody reads it here.
  editor.view.pasteHTML(html, new Event('paste') as ClipboardEvent);
  return editor.getHTML();
}

const EXPECTED: Record<string, string> = {
  'word-list':
    '<p>Il Tavolo si impegna a:</p><ul><li><p>aprire la sala il <strong>giovedì</strong></p><ul><li><p>con due volontari</p></li></ul></li><li><p>tenere il registro</p></li></ul>',
  'word-numbers':
    '<ol><li><p>Convocare il Tavolo</p></li><li><p>Scrivere il Patto</p><ol><li><p>insieme</p></li></ol></li></ol><p>Dopo l’elenco.</p><ul><li><p>altro elenco</p></li></ul>',
  'word-headings':
    '<h3>Art. 3 – Soggetti</h3><p>Il Comune, con <em>le associazioni</em>, <strong>riconosce</strong> <a href="https://www.comune.example.it" rel="noopener noreferrer nofollow" target="_blank">il Patto</a>.</p><p>Secondo capoverso.</p>',
  'word-table':
    '<div class="text-table"><table><tbody><tr><td colspan="1" rowspan="1"><p><strong>Soggetto</strong></p></td><td colspan="2" rowspan="1"><p><strong>Impegno</strong></p></td></tr><tr><td colspan="1" rowspan="1"><p>Il Mulino</p></td><td colspan="1" rowspan="1"><p>sala</p></td><td colspan="1" rowspan="1"><p></p></td></tr></tbody></table></div>',
  'google-docs':
    '<h3>Principi generali</h3><p>Si collabora con <strong>fiducia</strong><em> e cura</em>.</p><p>Altro capoverso.</p>',
  'google-lists':
    '<ul><li><p>Primo</p><ul><li><p>Dentro</p></li></ul></li><li><p>Secondo</p></li></ul><ol><li><p><strong>Uno</strong></p></li></ol>',
  'word-online': '<p>Testo dal <strong>web</strong></p><ul><li><p>voce</p></li></ul>',
  libreoffice:
    '<p>Il Patto <strong>vale</strong> un anno.</p><ol><li><p>prima verifica</p></li><li><p>seconda verifica</p></li></ol>',
  'mail-breaks':
    '<p>Buongiorno,</p><p>mando il testo dell’articolo.<br>Seconda riga.</p><p>Non in grassetto</p><p>Cordiali saluti</p>',
  'apple-notes': '<p>Appunto</p><ul><li><p>pane</p></li><li><p>tempo</p></li></ul>',
  'web-page':
    '<h4>Notizia</h4><p>Leggi qui e <a href="https://example.org/a?b=1" rel="noopener noreferrer nofollow" target="_blank">là</a>.</p><blockquote>Prima frase.</blockquote><blockquote>Seconda frase.</blockquote><p>Softhyphen e spazi</p>',
  spreadsheet:
    '<div class="text-table"><table><tbody><tr><td colspan="1" rowspan="1"><p>Gen</p></td><td colspan="1" rowspan="1"><p>12</p></td></tr><tr><td colspan="1" rowspan="1"><p>Feb</p></td><td colspan="1" rowspan="1"></td></tr></tbody></table></div>',
};

describe('pasting', () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    it(`makes text of the pact of ${name}`, () => {
      expect(pasted(clipboards[`./clipboards/${name}.txt`] ?? '')).toBe(expected);
    });
  }

  it('has an expectation for every clipboard', () => {
    expect(Object.keys(clipboards)).toHaveLength(Object.keys(EXPECTED).length);
  });

  it('drops half letters', () => {
    expect(withoutLoneSurrogates('a\uD83Db😀\uDE00c')).toBe('ab😀c');
  });
});
