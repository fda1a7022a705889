/** What happens to a text that several people write at once: the smallest change, and where a caret goes. */

export interface TextChange {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/**
 * The smallest change from one text to another, so that two people in the same text keep each other's words.
 * Never cuts a surrogate pair: Yjs would replace both halves by question marks.
 */
export function smallestChange(before: string, after: string, caret = after.length): TextChange | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  // What lies behind the caret was not typed now: this tells «aa» typed after «a» from «aa» typed before it.
  const behindCaret = Math.max(0, after.length - caret);
  let end = 0;
  while (end < Math.min(shorter, behindCaret) && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) start += 1;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end -= 1;
  return { at: start, remove: before.length - start - end, insert: after.slice(start, after.length - end) };
}

/** Where a caret goes when `change` happens before, at or around it. */
export function movedCaret(caret: number, { at, remove, insert }: TextChange): number {
  if (caret <= at) return caret;
  return caret >= at + remove ? caret + insert.length - remove : at + insert.length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
