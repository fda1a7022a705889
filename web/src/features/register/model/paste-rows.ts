/** Rows of a spreadsheet read as bodies or as cards: what each says, what is wrong with it, and what would enter. */
import {
  ACTOR_KINDS,
  type ActorKind,
  CATEGORIES,
  type Category,
  type NewCommitment,
  type NewResource,
  type When,
} from '../../../register';
import { countedResource, type QuickContext, readQuickEntry, readWho, type WhoGuess } from './quick-entry';
import { guessResourceKind } from './resource-words';
import { MOST_ROWS, readPastedTable } from './spreadsheet';
import { folded, matchName } from './words';
import { readTimeCell } from './written-time';

export const BODY_COLUMNS = ['name', 'kind', 'category'] as const;
export const CARD_COLUMNS = ['who', 'what', 'from', 'to', 'with', 'verification', 'allies'] as const;
export type BodyColumn = (typeof BODY_COLUMNS)[number];
export type CardColumn = (typeof CARD_COLUMNS)[number];
export type Column = BodyColumn | CardColumn;

export type RowProblem =
  | 'broken'
  | 'noName'
  | 'nameTaken'
  | 'nameTwice'
  | 'tooLong'
  | 'unknownKind'
  | 'unknownCategory'
  | 'noWhat'
  | 'noWho'
  | 'unsureWho'
  | 'unknownFrom'
  | 'unknownTo'
  | 'endsBefore'
  | 'unknownAlly';

export interface PasteRow {
  readonly values: Readonly<Partial<Record<Column, string>>>;
  /** Wrong before anything was read: the cells could not be told apart. */
  readonly isBroken: boolean;
}

/** Longer is a mistake of the paste, not a name. */
const LONGEST_NAME = 200;

const HEADERS: Readonly<Record<Column, readonly string[]>> = {
  name: ['nome', 'soggetto', 'organizzazione', 'realta', 'ente', 'denominazione', 'body', 'name'],
  kind: ['tipo', 'natura', 'kind', 'type'],
  category: ['categoria', 'category'],
  who: ['chi', 'soggetto', 'organizzazione', 'nome', 'who', 'body'],
  what: ['che cosa', 'cosa', 'impegno', 'descrizione', 'attivita', 'what'],
  from: ['da', 'dal', 'inizio', 'da quando', 'from'],
  to: ['a', 'al', 'entro', 'entro quando', 'fine', 'scadenza', 'to', 'by'],
  with: ['con che cosa', 'risorse', 'risorsa', 'con cosa', 'resources'],
  verification: ['come ci accorgiamo che e fatto', 'come ci accorgiamo', 'verifica', 'indicatore', 'verification'],
  allies: ['con chi', 'alleati', 'alleanze', 'allies'],
};

/** Rows with their values under the columns: by the titles of the first row, else in our order. */
export function readPastedRows(text: string, columns: readonly Column[]): { rows: PasteRow[]; isCut: boolean } {
  const table = readPastedTable(text);
  const [first] = table;
  const titles = first ? titlesOf(first.cells, columns) : null;
  const body = titles ? table.slice(1) : table;
  const order = titles ?? columns;
  const rows = body.slice(0, MOST_ROWS).map(({ cells, isBroken }): PasteRow => {
    const values: Partial<Record<Column, string>> = {};
    for (const [at, column] of order.entries()) if (column && cells[at]) values[column] = cells[at];
    return { values, isBroken };
  });
  return { rows, isCut: body.length > MOST_ROWS };
}

/** The first row is titles when it says at least two of ours, or its only cell is one. */
function titlesOf(cells: readonly string[], columns: readonly Column[]): (Column | null)[] | null {
  const known = cells.map((cell) => {
    const title = folded(cell)
      .replace(/[^a-z ]/g, '')
      .trim();
    return columns.find((column) => HEADERS[column].includes(title)) ?? null;
  });
  const count = known.filter((column) => column !== null).length;
  return count >= Math.min(2, cells.length) && count > 0 ? known : null;
}

// --- Bodies ---

export interface BodyReading {
  readonly problems: readonly RowProblem[];
  readonly body: { name: string; kind: ActorKind | null; primary: Category | null };
}

const KIND_WORDS: Readonly<Record<ActorKind, readonly string[]>> = {
  ente_pubblico: ['ente pubblico', 'comune', 'ausl', 'pubblico', 'azienda pubblica'],
  ets: ['ets', 'associazione', 'aps', 'odv', 'terzo settore', 'volontariato', 'ente del terzo settore'],
  impresa_sociale: ['impresa sociale', 'cooperativa', 'cooperativa sociale', 'impresa'],
  parrocchia: ['parrocchia', 'ente religioso', 'oratorio'],
  scuola: ['scuola', 'istituto', 'istituto scolastico'],
  consulta: ['consulta'],
  gruppo_informale: ['gruppo informale', 'gruppo', 'comitato'],
  persona: ['persona', 'cittadino', 'cittadina', 'singolo'],
};
const CATEGORY_WORDS: Readonly<Record<Category, readonly string[]>> = {
  partner_progetto: ['partner progetto', 'partner di progetto', 'partner'],
  attori_km2: ['attori km2', 'attori del chilometro quadrato', 'km2', 'chilometro quadrato'],
  sistema_rappresentativo: ['sistema rappresentativo', 'rappresentanza'],
  mondo_educativo_cet: ['mondo educativo cet', 'mondo educativo', 'cet', 'educativo'],
  reti_solidali: ['reti solidali', 'rete solidale', 'solidale'],
  cittadinanza_da_attivare: ['cittadinanza da attivare', 'cittadinanza'],
};

export function readBody(
  row: PasteRow,
  known: readonly { id: string; name: string }[],
  others: readonly PasteRow[],
): BodyReading {
  const problems: RowProblem[] = row.isBroken ? ['broken'] : [];
  const { name = '', kind = '', category = '' } = row.values;
  const isSame = (other: string) => folded(other).trim() === folded(name).trim();
  if (name === '') problems.push('noName');
  else if (name.length > LONGEST_NAME) problems.push('tooLong');
  else if (known.some((each) => isSame(each.name))) problems.push('nameTaken');
  else if (others.some((other) => other !== row && isSame(other.values.name ?? ''))) problems.push('nameTwice');
  const readKind = wordOf(kind, ACTOR_KINDS, KIND_WORDS);
  const primary = wordOf(category, CATEGORIES, CATEGORY_WORDS);
  if (kind !== '' && readKind === null) problems.push('unknownKind');
  if (category !== '' && primary === null) problems.push('unknownCategory');
  return { problems, body: { name, kind: readKind, primary } };
}

function wordOf<T extends string>(
  text: string,
  all: readonly T[],
  words: Readonly<Record<T, readonly string[]>>,
): T | null {
  const plain = folded(text)
    .replace(/[_²]/g, (sign) => (sign === '_' ? ' ' : '2'))
    .trim();
  return all.find((each) => each.replaceAll('_', ' ') === plain || words[each].includes(plain)) ?? null;
}

// --- Cards ---

export interface CardReading {
  readonly problems: readonly RowProblem[];
  readonly who: WhoGuess;
  readonly card: Omit<NewCommitment, 'actor'>;
}

export function readCard(row: PasteRow, context: QuickContext): CardReading {
  const { values } = row;
  const problems: RowProblem[] = row.isBroken ? ['broken'] : [];
  const isWholeLine = Object.keys(values).every((column) => column === 'who') && (values.who ?? '').includes(':');
  if (isWholeLine) return readLine(values.who ?? '', problems, context);
  const who = readWho(values.who ?? '', context.actors);
  const what = values.what ?? '';
  problems.push(...problemsOfNames(who, what));
  const from = timeOf(values.from, 'from', context);
  const to = timeOf(values.to, 'to', context);
  if (from === 'unknown') problems.push('unknownFrom');
  if (to === 'unknown') problems.push('unknownTo');
  const period = { from: from === 'unknown' ? null : from, to: to === 'unknown' ? null : to };
  if (isBackwards(period)) problems.push('endsBefore');
  const allies = listOf(values.allies).map((name) => matchName(name, context.actors));
  if (allies.some(({ found }) => found !== 'one')) problems.push('unknownAlly');
  return {
    problems,
    who,
    card: {
      what,
      ...period,
      department: who.who === 'known' ? who.department : null,
      verification: values.verification ?? '',
      resources: listOf(values.with).map(resourceOf),
      allies: allies.flatMap((match) => (match.found === 'one' ? [match.id] : [])),
    },
  };
}

/** A column of whole sentences, each read as it would be typed. */
function readLine(line: string, problems: RowProblem[], context: QuickContext): CardReading {
  const { actor, what, from, to, resources, allies } = readQuickEntry(line, context);
  const department = actor.who === 'known' ? actor.department : null;
  return {
    problems: [...problems, ...problemsOfNames(actor, what)],
    who: actor,
    card: { what, from, to, department, resources, allies },
  };
}

function problemsOfNames(who: WhoGuess, what: string): RowProblem[] {
  const problems: RowProblem[] = [];
  if (who.who === 'none') problems.push('noWho');
  if (who.who === 'unsure') problems.push('unsureWho');
  if (who.who === 'new' && who.name.length > LONGEST_NAME) problems.push('tooLong');
  if (what === '') problems.push('noWhat');
  return problems;
}

function timeOf(text: string | undefined, end: 'from' | 'to', context: QuickContext): When | null | 'unknown' {
  return text === undefined || text === '' ? null : (readTimeCell(text, end, context) ?? 'unknown');
}

/** Only what is of one kind can be compared before the start is known. */
function isBackwards({ from, to }: { from: When | null; to: When | null }): boolean {
  if (from === null || to === null) return false;
  const isMonth = [from, to].map((when) => when.startsWith('M'));
  if (isMonth[0] !== isMonth[1]) return false;
  return isMonth[0] ? Number(to.slice(1)) < Number(from.slice(1)) : to < from;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[,\n]|\s+e\s+/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function resourceOf(text: string): NewResource {
  return countedResource(text) ?? { label: text, quantity: null, unit: '', kind: guessResourceKind(text) };
}
