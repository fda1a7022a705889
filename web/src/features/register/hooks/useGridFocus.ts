/** One tab stop in a table of cells; arrows, Home and End walk through it as in a spreadsheet. */
import { type KeyboardEvent, type RefObject, useCallback, useRef, useState } from 'react';

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridFocus {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly place: Place;
  readonly keys: (event: KeyboardEvent) => void;
  readonly stand: (place: Place) => void;
  /** Puts the focus on a cell after it has been drawn again. */
  readonly focus: (place: Place) => void;
}

export function useGridFocus(rows: number, columns: number): GridFocus {
  const table = useRef<HTMLTableElement>(null);
  const [wanted, stand] = useState<Place>({ row: 0, column: 0 });
  // Rows may have gone since, filtered out or taken out by somebody else.
  const place = { row: Math.min(wanted.row, Math.max(0, rows - 1)), column: Math.min(wanted.column, columns - 1) };

  const focus = useCallback((next: Place) => {
    stand(next);
    requestAnimationFrame(() => cellAt(table.current, next)?.focus());
  }, []);

  function keys(event: KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.cell === undefined) return;
    const next = nextPlace(event, place, rows, columns);
    if (!next) return;
    event.preventDefault();
    stand(next);
    cellAt(table.current, next)?.focus();
  }

  return { table, place, keys, stand, focus };
}

function cellAt(table: HTMLTableElement | null, { row, column }: Place): HTMLElement | null {
  return table?.querySelector<HTMLElement>(`[data-cell="${row}/${column}"]`) ?? null;
}

function nextPlace(event: KeyboardEvent, { row, column }: Place, rows: number, columns: number): Place | null {
  const isFar = event.ctrlKey || event.metaKey;
  const within = (next: Place): Place => ({
    row: Math.min(Math.max(next.row, 0), rows - 1),
    column: Math.min(Math.max(next.column, 0), columns - 1),
  });
  switch (event.key) {
    case 'ArrowRight':
      return within({ row, column: column + 1 });
    case 'ArrowLeft':
      return within({ row, column: column - 1 });
    case 'ArrowDown':
      return within({ row: isFar ? rows : row + 1, column });
    case 'ArrowUp':
      return within({ row: isFar ? 0 : row - 1, column });
    case 'Home':
      return within({ row: isFar ? 0 : row, column: 0 });
    case 'End':
      return within({ row: isFar ? rows : row, column: columns });
    case 'PageDown':
      return within({ row: row + 10, column });
    case 'PageUp':
      return within({ row: row - 10, column });
    default:
      return null;
  }
}
