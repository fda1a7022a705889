/** A resource in words, the same wherever it stands: «2 volontari», «sala grande (60 posti)», «doposcuola (10 ore)». */
import type { Resource } from './types';

/** `language` is the one whose numbers are written, as BCP 47 names it. */
export function resourceText(
  { label, quantity, unit }: Pick<Resource, 'label' | 'quantity' | 'unit'>,
  language: string,
): string {
  const number = quantity === null ? '' : numberText(quantity, language);
  const measured = [number, unit].filter((part) => part !== '').join(' ');
  if (unit !== '' && label !== '') return `${label} (${measured})`;
  return [measured, label].filter((part) => part !== '').join(' ');
}

/** Making one costs as much as a hundred uses, and a table of promises says hundreds of numbers. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numberText(quantity: number, language: string): string {
  const format = numberFormats.get(language) ?? new Intl.NumberFormat(language);
  numberFormats.set(language, format);
  return format.format(quantity);
}
