/** What a rule has to say, in the language of the page. */
import type { TFunction } from 'i18next';
import type { Check } from '../../../api';

const PLAIN: readonly string[] = ['R2', 'R4', 'R6', 'R7', 'R8', 'R9', 'R10', 'R12', 'R13', 'R17'];
const WITH_CASES: Readonly<Record<string, readonly string[]>> = {
  R5: ['no_period', 'reversed', 'outside', 'no_date', 'milestone_outside'],
  R11: ['board', 'self'],
  R15: ['article', 'part', 'section'],
};

/** A rule this page does not know is said as the server says it, in Italian. */
export function checkText({ code, message, params }: Check, t: TFunction): string {
  // The values come from the server by name; which key needs which is held by the rules' own page of the docs.
  const say = t as unknown as (key: string, values: Record<string, string>) => string;
  // «2 o 3»; one alone is no choice, and the server has a sentence for it.
  if (code === 'R1' && Number(params.max) > 1) {
    return say('register.check.R1', { ...params, fewer: String(Number(params.max) - 1) });
  }
  if (PLAIN.includes(code)) return say(`register.check.${code}`, params);
  const which = params.case ?? '';
  return WITH_CASES[code]?.includes(which) ? say(`register.check.${code}.${which}`, params) : message;
}
