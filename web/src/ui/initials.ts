/** Words that say nothing about who it is: articles, prepositions. */
const SMALL_WORDS = new Set([
  'di',
  'del',
  'della',
  'dei',
  'delle',
  'degli',
  'da',
  'e',
  'il',
  'la',
  'lo',
  'i',
  'gli',
  'le',
  'of',
  'the',
  'and',
]);

/** At most two letters for a round sign: first and second telling word. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const telling = words.filter((word) => !SMALL_WORDS.has(word.toLowerCase()));
  const chosen = telling.length > 0 ? telling : words;
  const letters = chosen.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}
