/** How written Italian is compared: without accents, capitals and small words, and forgiving a slip of the finger. */

const SMALL = new Set(
  'il lo la i gli le l un uno una di del dello della dei degli delle da a al allo alla ai agli alle e ed per in con san santa santo'.split(
    ' ',
  ),
);

/** Lower case and without accents, letter for letter: places in the text stay the same. */
export function folded(text: string): string {
  return [...text.normalize('NFC')].map(foldedLetter).join('');
}

function foldedLetter(letter: string): string {
  const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  if (letter === '’' || letter === '‘') return "'";
  return plain.length === letter.length ? plain : letter;
}

export function wordsIn(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export type Match = { found: 'one'; id: string } | { found: 'many'; ids: readonly string[] } | { found: 'none' };

/** Which of these is meant: the whole name, or a part of it that only one has. */
export function matchName(text: string, all: readonly Named[]): Match {
  const asked = wordsIn(text);
  const whole = all.filter(({ name }) => wordsIn(name).join(' ') === asked.join(' '));
  const [only] = whole;
  if (only && whole.length === 1) return { found: 'one', id: only.id };
  const telling = asked.filter((word) => !SMALL.has(word));
  if (telling.length === 0) return { found: 'none' };
  for (const alike of [isBeginningOf, isSlipOf]) {
    const ids = all
      .filter(({ name }) => {
        const words = wordsIn(name);
        return telling.every((word) => words.some((each) => alike(word, each)));
      })
      .map(({ id }) => id);
    if (ids[0] !== undefined && ids.length === 1) return { found: 'one', id: ids[0] };
    if (ids.length > 1) return { found: 'many', ids };
  }
  return { found: 'none' };
}

/** Two letters are an accident, not an abbreviation. */
function isBeginningOf(short: string, word: string): boolean {
  return short === word || (short.length >= 3 && word.startsWith(short));
}

/** «Parochia», «asociazione»: the commonest slip of all. */
function withoutDoubles(word: string): string {
  return word.replace(/(\p{L})\1+/gu, '$1');
}

/** One letter wrong, missing, too many or in the other's place, in a word long enough to be told from others. */
function isSlipOf(typed: string, meant: string): boolean {
  const [written, word] = [typed, meant].map(withoutDoubles) as [string, string];
  if (isBeginningOf(written, word)) return true;
  if (written.length < 5 || Math.abs(written.length - word.length) > 1) return false;
  let start = 0;
  while (start < written.length && written[start] === word[start]) start += 1;
  let end = 0;
  const shorter = Math.min(written.length, word.length);
  while (end < shorter - start && written.at(-1 - end) === word.at(-1 - end)) end += 1;
  const [left, right] = [written.slice(start, written.length - end), word.slice(start, word.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
