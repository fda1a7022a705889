/** The register as a table: which rows, in which order. */
import { type Calendar, type Commitment, type CommitmentState, type Resource, STATES } from '../../../register';
import { compareWhen } from './labels';
import { folded } from './words';

export const COLUMNS = ['actor', 'what', 'action', 'from', 'to', 'resources', 'verification', 'state'] as const;
export type TableColumn = (typeof COLUMNS)[number];

/** One for all: `localeCompare` makes its own at each call. */
const ALPHABET = new Intl.Collator('it');

export interface Sorting {
  readonly column: TableColumn;
  readonly isDescending: boolean;
}

export interface Filter {
  readonly words: string;
  readonly actor: string | null;
  readonly line: string | null;
  readonly state: CommitmentState | null;
}

export const NO_FILTER: Filter = { words: '', actor: null, line: null, state: null };

export interface TableRow {
  readonly commitment: Commitment;
  readonly actorName: string;
  readonly actionName: string;
  readonly lines: readonly string[];
  readonly resources: readonly Resource[];
}

export function tableRows(all: readonly TableRow[], filter: Filter, sorting: Sorting, calendar: Calendar): TableRow[] {
  const words = folded(filter.words)
    .split(/\s+/)
    .filter((word) => word !== '');
  const sign = sorting.isDescending ? -1 : 1;
  return all
    .filter((row) => isWanted(row, filter) && hasWords(row, words))
    .sort((a, b) => sign * compare(a, b, sorting.column, calendar) || tieOf(a, b));
}

function isWanted({ commitment, lines }: TableRow, { actor, line, state }: Filter): boolean {
  if (actor !== null && commitment.actor !== actor) return false;
  if (line !== null && !lines.includes(line)) return false;
  return state === null || commitment.state === state;
}

function hasWords(row: TableRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { commitment, actorName, actionName, resources } = row;
  const parts = [
    actorName,
    commitment.what,
    actionName,
    commitment.verification,
    ...resources.map(({ label }) => label),
  ];
  const text = folded(parts.join(' '));
  return words.every((word) => text.includes(word));
}

function compare(a: TableRow, b: TableRow, column: TableColumn, calendar: Calendar): number {
  switch (column) {
    case 'actor':
      return ALPHABET.compare(a.actorName, b.actorName);
    case 'action':
      return emptyLast(a.actionName, b.actionName);
    case 'what':
    case 'verification':
      return emptyLast(a.commitment[column], b.commitment[column]);
    case 'resources':
      return emptyLast(a.resources[0]?.label ?? '', b.resources[0]?.label ?? '');
    case 'from':
    case 'to':
      return compareWhen(a.commitment[column], b.commitment[column], calendar);
    case 'state':
      return STATES.indexOf(a.commitment.state) - STATES.indexOf(b.commitment.state);
  }
}

function emptyLast(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return ALPHABET.compare(a, b);
}

function tieOf(a: TableRow, b: TableRow): number {
  return a.commitment.id < b.commitment.id ? -1 : 1;
}
