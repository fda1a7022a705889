/** Who is in full flow notices only after a few more keys that nothing is written any more. */
const FLOW_MS = 1_500;

/**
 * Leaves somebody whose text was closed under their hands where they are: at the section, with what they see. The
 * keys of a sentence that is being typed do nothing there; without this, each space would scroll the page away.
 */
export function stayAt(article: HTMLElement): void {
  article.focus({ preventScroll: true });
  const hold = (event: KeyboardEvent) => {
    const isTyping = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isTyping || event.target !== article) return;
    event.preventDefault();
    wait();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => article.removeEventListener('keydown', hold), FLOW_MS);
  };
  article.addEventListener('keydown', hold);
  wait();
}

/** Goes to a section: to its head with the eyes, and with the focus. */
export function scrollToSection(section: string): void {
  const element = document.getElementById(`section-${section}`);
  element?.scrollIntoView({ block: 'start' });
  element?.focus({ preventScroll: true });
}
