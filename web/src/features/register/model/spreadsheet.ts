/** What comes from a spreadsheet: cells, whatever they are separated by, with quotes and line ends of any make. */

export interface PastedRow {
  readonly cells: readonly string[];
  /** A quote that was opened and never closed: what follows cannot be told apart. */
  readonly isBroken: boolean;
}

/** Longest paste that is looked at row by row; a register has no place for more. */
export const MOST_ROWS = 500;

export function readPastedTable(text: string): PastedRow[] {
  const separator = separatorOf(text);
  const rows: PastedRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    cells.push(cell.trim());
    cell = '';
  };
  const endRow = (isBroken: boolean) => {
    endCell();
    if (cells.some((each) => each !== '')) rows.push({ cells, isBroken });
    cells = [];
  };
  const letters = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? '';
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (letters[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (letter === separator) endCell();
    else if (letter === '\n') endRow(false);
    else cell += letter;
  }
  endRow(isQuoted);
  return rows;
}

/** A sentence has commas in it, so a comma never separates. */
function separatorOf(text: string): string | null {
  if (text.includes('\t')) return '\t';
  return text.includes(';') ? ';' : null;
}
