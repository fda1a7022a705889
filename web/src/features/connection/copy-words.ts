/** Puts words on the clipboard; where there is none, selects them where they stand, for the keyboard to copy. */
export async function copyWords(words: string, shown: HTMLElement | null): Promise<'copied' | 'selected'> {
  try {
    await navigator.clipboard.writeText(words);
    return 'copied';
  } catch {
    // Pages served without a certificate have no clipboard.
    if (shown instanceof HTMLTextAreaElement) shown.select();
    else if (shown) window.getSelection()?.selectAllChildren(shown);
    return 'selected';
  }
}
