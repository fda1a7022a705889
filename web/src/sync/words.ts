import * as Y from 'yjs';

/** Changes typed closer together than this are one edit in a person's eyes. */
const ONE_EDIT_MS = 1_000;

/** How many edits a list of changes is, as their author would count them. */
export function countEdits(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.filter((at, index) => index === 0 || at - (sorted[index - 1] ?? at) > ONE_EDIT_MS).length;
}

interface Letter {
  readonly client: number;
  readonly clock: number;
  readonly text: string;
}

/**
 * The words a list of updates adds, readable without the document they belong to: letters typed one after the
 * other join, words typed elsewhere start a line of their own. For words that can only be copied by hand.
 */
export function wordsOf(updates: readonly Uint8Array[]): string {
  if (updates.length === 0) return '';
  const { structs, ds } = Y.decodeUpdate(Y.mergeUpdates([...updates]));
  const runs: Letter[][] = [];
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
    const { client, clock } = struct.id;
    const letters = [...struct.content.str.split('')].map((text, index) => ({ client, clock: clock + index, text }));
    placeAfter(runs, struct.origin, letters);
  }
  const isDeleted = (letter: Letter) =>
    ds.clients.get(letter.client)?.some(({ clock, len }) => letter.clock >= clock && letter.clock < clock + len);
  return runs
    .map((run) =>
      run
        .filter((letter) => !isDeleted(letter))
        .map((letter) => letter.text)
        .join(''),
    )
    .filter((line) => line.trim() !== '')
    .join('\n');
}

function placeAfter(runs: Letter[][], origin: Y.ID | null, letters: Letter[]): void {
  if (origin) {
    // From the end: people mostly type on from where they were.
    for (let index = runs.length - 1; index >= 0; index -= 1) {
      const run = runs[index] ?? [];
      const at = run.findLastIndex((letter) => letter.client === origin.client && letter.clock === origin.clock);
      if (at >= 0) {
        run.splice(at + 1, 0, ...letters);
        return;
      }
    }
  }
  runs.push(letters);
}

/** Whether every change can be placed in a document that knows `stateVector`: nothing in between is missing. */
export function isWithoutGaps(updates: readonly Uint8Array[], stateVector: Map<number, number>): boolean {
  if (updates.length === 0) return true;
  const { from } = Y.parseUpdateMeta(Y.mergeUpdates([...updates]));
  return [...from].every(([client, clock]) => clock <= (stateVector.get(client) ?? 0));
}
