/** Names made in one millisecond sort by this: two steps of a life are often taken in one gesture. */
let count = 0;
let last = 0;

/** Names of new things: UUID v7, which sort by the moment they were made. */
export function newId(now: number = Date.now()): string {
  count = now === last ? (count + 1) % 0x1000 : 0;
  last = now;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = now;
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = 0x70 | (count >> 8);
  bytes[7] = count % 0x100;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
