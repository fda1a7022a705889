import { expect, type Locator, type Page } from '@playwright/test';

/** The document as somebody sees it. */
export class DocumentPage {
  readonly status: Locator;
  readonly sections: Locator;
  readonly toolbar: Locator;
  readonly outline: Locator;

  constructor(readonly page: Page) {
    this.status = page.locator('.status');
    this.sections = page.getByRole('article');
    this.toolbar = page.getByRole('toolbar', { name: 'Formato del testo' });
    this.outline = page.getByRole('navigation', { name: 'Indice' });
  }

  /** The box in which the text of an article is written. */
  text(article: number): Locator {
    return this.page.getByRole('textbox', { name: `Testo dell'articolo ${article} ·` });
  }

  /** The text of an article for who only reads: no box, and no carets of others in it. */
  stillText(article: number): Locator {
    return this.section(`art-${article}`).locator('.section-text--still');
  }

  title(article: number): Locator {
    return this.page.getByRole('textbox', { name: `Titolo della sezione ${article}`, exact: true });
  }

  section(id: string): Locator {
    return this.page.locator(`[data-section="${id}"]`);
  }

  /** The text of a section for who reads and for who writes, without the names at the carets of others. */
  words(article: number): Promise<string> {
    return this.section(`art-${article}`)
      .locator('.section-text')
      .evaluate((text) => {
        const copy = text.cloneNode(true) as HTMLElement;
        for (const caret of copy.querySelectorAll('.caret')) caret.remove();
        return copy.textContent ?? '';
      });
  }

  /** Puts the caret at the end of an article and types, key by key. */
  async write(article: number, words: string, options: { delay?: number } = {}): Promise<void> {
    await this.text(article).press('Control+End');
    await this.page.keyboard.type(words, options);
  }

  /** Selects the first place where these words stand and types others over them. */
  async replaceWords(article: number, words: string, others: string): Promise<void> {
    const text = this.text(article);
    await text.focus();
    const editor = this.section(`art-${article}`).locator('.section-text[contenteditable="true"]');
    await editor.evaluate((element, wanted) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const at = node.textContent?.indexOf(wanted) ?? -1;
        if (at >= 0) getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length);
      }
    }, words);
    await this.page.keyboard.type(others);
  }

  async expectWords(article: number, words: string, timeout?: number): Promise<void> {
    await expect.poll(() => this.words(article), timeout === undefined ? {} : { timeout }).toBe(words);
  }

  async expectSaved(timeout?: number): Promise<void> {
    await expect(this.status).toHaveText(/^Salvato \d\d:\d\d$/, timeout === undefined ? {} : { timeout });
  }

  /** Names at the carets of others in an article. */
  caretNames(article: number): Locator {
    return this.section(`art-${article}`).locator('.caret-name');
  }

  /** Starts noting every status that is on the screen, frame by frame, and every letter that comes in. */
  async watchStatus(): Promise<void> {
    await this.page.evaluate(() => {
      const seen: StatusSample[] = [];
      const inputs: WatchedInput[] = [];
      let frame = 0;
      const now = () => performance.timeOrigin + performance.now();
      addEventListener('input', () => inputs.push({ at: now(), frame }), true);
      const look = () => {
        frame += 1;
        const status = document.querySelector<HTMLElement>('.status');
        if (status) {
          const { color } = getComputedStyle(status);
          seen.push({ at: now(), frame, text: status.innerText.trim(), state: status.dataset.state ?? '', color });
        }
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { watchedStatus: { seen, inputs } });
    });
  }

  /** What was noted since `watchStatus`. A reload forgets it. */
  watched(): Promise<WatchedStatus> {
    return this.page.evaluate(() => (window as unknown as { watchedStatus: WatchedStatus }).watchedStatus);
  }
}

export interface StatusSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Number of the drawn frame, for what must not depend on how fast the machine draws. */
  readonly frame: number;
  readonly text: string;
  readonly state: string;
  readonly color: string;
}

export interface WatchedInput {
  readonly at: number;
  readonly frame: number;
}

export interface WatchedStatus {
  readonly seen: readonly StatusSample[];
  readonly inputs: readonly WatchedInput[];
}
