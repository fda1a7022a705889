/** Places between places: the fractional indexes that sections use too, as hexadecimal text that ends in `80`. */

const MIDDLE = 0x80;

/** A place after `before` and in front of `after`; a place that cannot be read counts as absent. */
export function orderBetween(before: string | null, after: string | null): string {
  const left = read(before);
  const right = read(after);
  if (left && right) return write(between(left, right) ?? afterOf(left));
  if (left) return write(afterOf(left));
  if (right) return write(beforeOf(right));
  return write([]);
}

/** Compares by characters; a locale would put «a» beside «A». Without a place it comes last, in order of making. */
export function byOrder(a: { order: string; id: string }, b: { order: string; id: string }): number {
  if (a.order !== b.order) {
    if (a.order === '') return 1;
    if (b.order === '') return -1;
    return a.order < b.order ? -1 : 1;
  }
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function read(order: string | null): number[] | null {
  if (order === null || order.length % 2 !== 0 || !/^([0-9a-f]{2})+$/i.test(order)) return null;
  const bytes = (order.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return bytes.at(-1) === MIDDLE ? bytes : null;
}

function write(bytes: readonly number[]): string {
  return [...bytes, MIDDLE].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Without the closing byte, as all below. */
function beforeOf(bytes: readonly number[]): number[] {
  for (const [at, byte] of bytes.entries()) {
    if (byte > MIDDLE) return bytes.slice(0, at);
    if (byte > 0) return [...bytes.slice(0, at), byte - 1];
  }
  return [];
}

function afterOf(bytes: readonly number[]): number[] {
  for (const [at, byte] of bytes.entries()) {
    if (byte < MIDDLE) return bytes.slice(0, at);
    if (byte < 0xff) return [...bytes.slice(0, at), byte + 1];
  }
  return [];
}

function between(left: readonly number[], right: readonly number[]): number[] | null {
  const shared = Math.min(left.length, right.length) - 1;
  for (let at = 0; at < shared; at += 1) {
    const [low, high] = [left[at] ?? 0, right[at] ?? 0];
    if (low < high - 1) return [...left.slice(0, at), low + Math.floor((high - low) / 2)];
    if (low === high - 1) return [...left.slice(0, at + 1), ...afterOf(left.slice(at + 1))];
    if (low > high) return null;
  }
  if (left.length < right.length) {
    const prefix = right.slice(0, shared + 1);
    return (prefix.at(-1) ?? 0) < MIDDLE ? null : [...prefix, ...beforeOf(right.slice(shared + 1))];
  }
  if (left.length > right.length) {
    const prefix = left.slice(0, shared + 1);
    return (prefix.at(-1) ?? 0) >= MIDDLE ? null : [...prefix, ...afterOf(left.slice(shared + 1))];
  }
  return null;
}
