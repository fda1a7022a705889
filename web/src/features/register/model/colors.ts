/** A colour for each body, always with its name beside it: the server's palette, which passes contrast on white. */
const PALETTE = [
  '#0b5cad',
  '#a12b2b',
  '#1f6f3f',
  '#7a3e9d',
  '#9a4f00',
  '#00687a',
  '#8a1c5c',
  '#4b5a00',
  '#3c4bb0',
  '#6b4226',
  '#b3261e',
  '#455a64',
] as const;

/** For a body the server has not yet given one: the same on every page, because it follows from the id. */
export function colorFor(id: string): string {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return PALETTE[sum % PALETTE.length] ?? PALETTE[0];
}
