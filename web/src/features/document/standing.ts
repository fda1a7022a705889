import { type Trail, trailOf } from '../../editor';
import type { Desk } from './desk';
import { stayAt } from './stay';

/** Where somebody stands in a document: caret and scroll, to find both again in a fresh copy of it. */
export interface Standing {
  readonly caret: { readonly section: string; readonly trail: Trail } | null;
  /** The part of the page that had the focus; null when it was none of the document's text. */
  readonly focus: { readonly section: string; readonly on: 'text' | 'title' } | null;
  /** A section that is seen, and how far its top is from the top of the screen. */
  readonly seen: { readonly section: string; readonly top: number; readonly scrolled: number } | null;
}

export function standingAt(desk: Desk): Standing {
  const { editor } = desk;
  const { section } = desk.view;
  return {
    caret: editor && section !== null ? { section, trail: trailOf(editor) } : null,
    focus: focusNow(),
    seen: seenNow(),
  };
}

/**
 * Where they stand after a while. Editors may have gone meanwhile, and a notice may have pushed the text down; only
 * who has scrolled by themselves wants to see something else.
 */
export function latestStanding(before: Standing, now: Standing): Standing {
  const hasScrolled = now.seen !== null && now.seen.scrolled !== before.seen?.scrolled;
  return {
    caret: now.caret ?? before.caret,
    focus: now.focus ?? before.focus,
    seen: hasScrolled ? now.seen : before.seen,
  };
}

/** Puts the page back as it was, as far as the fresh copy allows. */
export function standAgain(desk: Desk, { caret, focus, seen }: Standing): void {
  const article = seen && articleOf(seen.section);
  if (article) window.scrollBy({ top: article.getBoundingClientRect().top - seen.top, behavior: 'instant' });
  // Who has gone elsewhere meanwhile, to a dialog or a menu, is not called back.
  const isElsewhere = document.activeElement !== null && document.activeElement !== document.body;
  if (!focus || isElsewhere) return;
  if (focus.on === 'title' && focusTitle(focus.section)) return;
  const isBack =
    desk.isOpen(focus.section) && desk.focus(focus.section, caret?.section === focus.section ? caret.trail : 'end');
  const closed = articleOf(focus.section);
  if (!isBack && closed) stayAt(closed);
}

function focusNow(): Standing['focus'] {
  const active = document.activeElement;
  const section = active?.closest<HTMLElement>('article[data-section]')?.dataset.section;
  if (!active || section === undefined) return null;
  if (active.closest('.section__text')) return { section, on: 'text' };
  return active.matches('.section__title-field') ? { section, on: 'title' } : null;
}

function focusTitle(section: string): boolean {
  const field = articleOf(section)?.querySelector<HTMLElement>('.section__title-field');
  field?.focus({ preventScroll: true });
  return field !== null && field !== undefined;
}

function seenNow(): Standing['seen'] {
  for (const article of document.querySelectorAll<HTMLElement>('article[data-section]')) {
    const { top, bottom } = article.getBoundingClientRect();
    const { section } = article.dataset;
    if (bottom > window.innerHeight / 3 && section !== undefined) return { section, top, scrolled: window.scrollY };
  }
  return null;
}

function articleOf(section: string): HTMLElement | null {
  return document.getElementById(`section-${section}`);
}
