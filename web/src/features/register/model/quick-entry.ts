/**
 * One line as the facilitator hears it becomes a card to confirm: «Parrocchia: apre la sala il giovedì, da gennaio a
 * giugno, con 2 volontari». Nothing is invented: what cannot be read stays in «che cosa».
 */
import type { ResourceKind, When } from '../../../register';
import { guessResourceKind } from './resource-words';
import { folded, type Match, matchName } from './words';
import { findTime, type TimeContext } from './written-time';

export interface KnownActor {
  readonly id: string;
  readonly name: string;
  readonly departments: readonly { readonly id: string; readonly name: string }[];
}

export interface QuickContext extends TimeContext {
  readonly actors: readonly KnownActor[];
}

/** Who is meant: a body there is, one of several, a new one, or nobody was said. */
export type WhoGuess =
  | { who: 'known'; id: string; department: string | null }
  | { who: 'unsure'; name: string; ids: readonly string[] }
  | { who: 'new'; name: string }
  | { who: 'none' };

export interface ResourceGuess {
  readonly label: string;
  readonly quantity: number | null;
  readonly unit: string;
  readonly kind: ResourceKind | null;
}

export interface QuickEntry {
  readonly actor: WhoGuess;
  readonly what: string;
  readonly from: When | null;
  readonly to: When | null;
  readonly resources: readonly ResourceGuess[];
  /** Ids of bodies. */
  readonly allies: readonly string[];
}

/** Longer is a sentence with a colon in it, not a name. */
const LONGEST_NAME = 80;
const NUMBERS = [
  'zero',
  'un',
  'due',
  'tre',
  'quattro',
  'cinque',
  'sei',
  'sette',
  'otto',
  'nove',
  'dieci',
  'undici',
  'dodici',
];
const OTHER_NUMBERS: Readonly<Record<string, number>> = { uno: 1, una: 1, "un'": 1, venti: 20, trenta: 30, cento: 100 };
/** Words that measure: «10 ore di doposcuola». */
const MEASURE =
  /^(ore|ora|giorni|giorno|settimane|serate|mattine|pomeriggi|euro|metri|kg|litri|turni)(?:\s+(?:di|del|della|d'|per)\s*(.+))?$/;
const ARTICLE =
  /^(?:il|lo|la|i|gli|le|l'|un|uno|una|un'|del|dello|della|dei|degli|delle|dell'|al|alla|allo|ai|agli|alle|all')\s*/;

export function readQuickEntry(line: string, context: QuickContext): QuickEntry {
  const { head, rest } = splitHead(line.normalize('NFC').trim(), context);
  const time = findTime(rest, context);
  const untimed = time ? cut(rest, time.start, time.end) : rest;
  const { what, resources, allies } = readWith(untimed, context);
  return { actor: head, what: tidy(what), from: time?.from ?? null, to: time?.to ?? null, resources, allies };
}

/** A body as it is written: «Comune · Servizi sociali» is a body and one of its departments. */
export function readWho(text: string, actors: readonly KnownActor[]): WhoGuess {
  const name = text.trim().replace(/\s+/g, ' ');
  if (name === '') return { who: 'none' };
  const match = matchName(name, actors);
  if (match.found === 'one') return { who: 'known', id: match.id, department: null };
  const [, body, department] = /^(.+?)\s*(?:·|–|—|-|\/|,|\()\s*(.+?)\)?$/.exec(name) ?? [];
  if (body !== undefined && department !== undefined) {
    const owner = matchName(body, actors);
    const actor = owner.found === 'one' ? actors.find(({ id }) => id === owner.id) : undefined;
    const part: Match = actor ? matchName(department, actor.departments) : { found: 'none' };
    if (actor && part.found === 'one') return { who: 'known', id: actor.id, department: part.id };
  }
  return match.found === 'many' ? { who: 'unsure', name, ids: match.ids } : { who: 'new', name };
}

function splitHead(line: string, { actors }: QuickContext): { head: WhoGuess; rest: string } {
  // Not the colon of «alle 17:30».
  const colon = /:(?!\d)/.exec(line);
  if (colon && colon.index > 0 && colon.index <= LONGEST_NAME) {
    const name = line.slice(0, colon.index).replace(ARTICLE_AT_START, '');
    return { head: readWho(name, actors), rest: line.slice(colon.index + 1).trim() };
  }
  // Without a colon only a whole name at the beginning counts.
  const plain = folded(line).replace(ARTICLE_AT_START, '');
  const offset = line.length - plain.length;
  const [named] = actors
    .filter(({ name }) => name !== '' && new RegExp(`^${escaped(folded(name))}(?![\\p{L}\\p{N}])`, 'u').test(plain))
    .sort((a, b) => b.name.length - a.name.length);
  if (!named) return { head: { who: 'none' }, rest: line };
  const rest = line.slice(offset + named.name.length).replace(/^[\s,;–-]+/, '');
  return { head: { who: 'known', id: named.id, department: null }, rest };
}

const ARTICLE_AT_START = /^(?:il|lo|la|i|gli|le)\s+|^l['’]\s*/i;

interface With {
  what: string;
  resources: ResourceGuess[];
  allies: string[];
}

/** What stands behind «con»: people and things that help, and bodies that join. */
function readWith(text: string, context: QuickContext): With {
  const read: With = { what: text, resources: [], allies: [] };
  let from = 0;
  for (;;) {
    const found =
      /(?<![\p{L}\p{N}])(con|insieme\s+a|assieme\s+a|in\s+alleanza\s+con)(l|llo|lla|i|gli|lle|ll')?(?:\s+|(?<='))/iu.exec(
        folded(read.what).slice(from),
      );
    if (!found) return read;
    const start = from + found.index;
    const phrase = phraseAt(read.what, start + found[0].length);
    const isAlliance = !/^con/i.test(found[1] ?? '');
    const pieces = phrase.pieces.map((piece) => ({ piece, reading: readPiece(piece.text, context, isAlliance) }));
    // A sentence goes on behind a comma: only what can be read still belongs to «con».
    const stop = pieces.findIndex(({ piece, reading }) => piece.isBehindComma && reading === null);
    const own = stop === -1 ? pieces : pieces.slice(0, stop);
    for (const { reading } of own) {
      if (reading?.is === 'ally' && !read.allies.includes(reading.id)) read.allies.push(reading.id);
      if (reading?.is === 'resource') read.resources.push(reading.resource);
    }
    const left = own.filter(({ reading }) => reading === null).map(({ piece }) => piece.text);
    const end = own.at(-1)?.piece.end ?? start + found[0].length;
    if (left.length === own.length) {
      from = end;
      continue;
    }
    const kept = left.length === 0 ? '' : `${found[0]}${left.join(' e ')}`;
    read.what = `${read.what.slice(0, start)}${kept}${read.what.slice(end)}`;
    from = start + kept.length;
  }
}

interface Piece {
  readonly text: string;
  readonly end: number;
  readonly isBehindComma: boolean;
}

/** The list behind «con», up to the next «con» or the end of the sentence. */
function phraseAt(text: string, start: number): { pieces: Piece[] } {
  const rest = text.slice(start);
  const limit = /[.;:](?:\s|$)|(?<![\p{L}])(?:con|insieme|assieme|per)(?![\p{L}])/iu.exec(rest)?.index ?? rest.length;
  const pieces: Piece[] = [];
  const separator = /\s*,\s*(?:e\s+)?|\s+(?:e|ed|più)\s+/giu;
  let at = 0;
  let isBehindComma = false;
  const add = (to: number) => {
    const words = rest.slice(at, to).trim();
    if (words !== '')
      pieces.push({ text: words, end: start + at + rest.slice(at, to).trimEnd().length, isBehindComma });
  };
  for (const found of rest.slice(0, limit).matchAll(separator)) {
    add(found.index);
    at = found.index + found[0].length;
    isBehindComma = found[0].includes(',');
  }
  add(limit);
  return { pieces };
}

type Reading = { is: 'ally'; id: string } | { is: 'resource'; resource: ResourceGuess } | null;

function readPiece(text: string, { actors }: QuickContext, isAlliance: boolean): Reading {
  if (isAlliance) return allyIn(text, actors);
  const counted = countedResource(text);
  if (counted) return { is: 'resource', resource: counted };
  const ally = allyIn(text, actors);
  if (ally) return ally;
  const label = withoutArticle(text);
  // The first word says what it is: «raccoglie libri» is no book.
  const kind = guessResourceKind(label.split(/\s+/)[0] ?? '');
  return kind === null ? null : { is: 'resource', resource: { label, quantity: null, unit: '', kind } };
}

function allyIn(text: string, actors: readonly KnownActor[]): Reading {
  const match = matchName(withoutArticle(text), actors);
  return match.found === 'one' ? { is: 'ally', id: match.id } : null;
}

/** «2 volontari», «due educatori», «10 ore di doposcuola». */
export function countedResource(text: string): ResourceGuess | null {
  const [, first = '', rest = ''] = /^(\S+?'?)\s*(?<=\s|')(.+)$/.exec(text.trim()) ?? [];
  const quantity = numberIn(first);
  if (quantity === null || rest === '') return null;
  const measured = MEASURE.exec(folded(rest));
  if (measured?.[2] !== undefined) {
    const label = rest.slice(rest.length - measured[2].length);
    return { label, quantity, unit: measured[1] ?? '', kind: guessResourceKind(measured[1] ?? '') };
  }
  const isArticle = /^(?:un|uno|una|un')$/.test(folded(first));
  const kind = guessResourceKind(rest);
  // «un» before something that is no resource is an article, not a number.
  if (isArticle && kind === null) return null;
  return { label: rest, quantity, unit: '', kind };
}

function numberIn(word: string): number | null {
  const plain = folded(word);
  if (/^\d{1,6}$/.test(plain)) return Number(plain);
  if (/^\d{1,6},\d{1,2}$/.test(plain)) return Number(plain.replace(',', '.'));
  const at = NUMBERS.indexOf(plain);
  return at > 0 ? at : (OTHER_NUMBERS[plain] ?? null);
}

function withoutArticle(text: string): string {
  const article = ARTICLE.exec(folded(text))?.[0] ?? '';
  // «l» alone would also be the beginning of «laboratorio».
  const isWhole = article === '' || /[\s']$/.test(article);
  return isWhole ? text.slice(article.length) : text;
}

function cut(text: string, start: number, end: number): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`;
}

/** Without what stays behind when something was taken out of the middle. */
function tidy(text: string): string {
  return text
    .replace(/\(\s*\)/g, '')
    .replace(/\s+/g, ' ')
    .replace(/\s+([,;.])/g, '$1')
    .replace(/([,;])(?:\s*[,;])+/g, '$1')
    .replace(/^[\s,;.:–-]+|[\s,;:–-]+$/g, '')
    .replace(/[,;]\s*\.$/, '.')
    .trim();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
