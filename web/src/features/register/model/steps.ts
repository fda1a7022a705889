/** Which step a commitment may take next, in the order they are proposed. */
import type { CommitmentState } from '../../../register';

const NEXT: Readonly<Record<CommitmentState, readonly CommitmentState[]>> = {
  abbozzato: ['dichiarato'],
  dichiarato: ['da_confermare', 'confermato'],
  da_confermare: ['confermato'],
  confermato: ['sottoscritto'],
  sottoscritto: ['in_corso'],
  in_corso: ['mantenuto', 'rimodulato'],
  mantenuto: [],
  rimodulato: ['in_corso', 'mantenuto'],
  sciolto: ['abbozzato'],
};

/** The likely ones first; letting go is always possible until it is kept. */
export function nextStates(state: CommitmentState): CommitmentState[] {
  const next = [...NEXT[state]];
  if (state !== 'sciolto' && state !== 'mantenuto') {
    if (!next.includes('rimodulato') && state !== 'rimodulato' && state !== 'abbozzato') next.push('rimodulato');
    next.push('sciolto');
  }
  return next;
}

export function needsReason(state: CommitmentState): boolean {
  return state === 'rimodulato' || state === 'sciolto';
}

/** How far it has come, in eighths: what the little round sign shows. */
export const PROGRESS: Readonly<Record<CommitmentState, number>> = {
  abbozzato: 0,
  dichiarato: 1,
  da_confermare: 2,
  confermato: 4,
  sottoscritto: 5,
  in_corso: 6,
  mantenuto: 8,
  rimodulato: 6,
  sciolto: 0,
};
