/** How many things a list shows at most: beyond it one types a word more. */
export const MOST_FOUND = 60;

/** Whether every word that was typed stands in the text, at the start of a word; accents and case do not count. */
export function isFound(text: string, query: string): boolean {
  const words = ` ${plain(text)}`;
  return plain(query)
    .split(' ')
    .every((word) => word === '' || words.includes(` ${word}`));
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
