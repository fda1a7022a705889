/** Which commitments a table in the text shows: `actor=<id>&line=<id>&action=<id>&state=<state>`; empty is all. */
import type { Commitment, CommitmentState, RegisterSnapshot } from '../../../register';
import { STATES } from '../../../register';

export interface Filter {
  readonly actors: readonly string[];
  readonly lines: readonly string[];
  readonly actions: readonly string[];
  readonly states: readonly CommitmentState[];
}

/**
 * Conditions nobody knows are left out, as on the server: a table that shows more than was meant is seen and mended,
 * one that hides a promise is not.
 */
export function readFilter(text: string): Filter {
  const conditions = text.split('&').flatMap((condition) => {
    const [name = '', value = ''] = condition.split(/=(.*)/s).map((part) => part.trim());
    return value === '' ? [] : [{ name, value }];
  });
  const of = (wanted: string) => conditions.filter(({ name }) => name === wanted).map(({ value }) => value);
  return {
    actors: of('actor'),
    lines: of('line'),
    actions: of('action'),
    states: STATES.filter((state) => of('state').includes(state)),
  };
}

/** Conditions on different things must all hold; several on the same one are choices. */
export function admits(filter: Filter, commitment: Commitment, { actions }: RegisterSnapshot): boolean {
  const { actor, action, state } = commitment;
  const lines = action === null ? [] : (actions.byId.get(action)?.lines ?? []);
  const holds = (chosen: readonly string[], id: string | null) =>
    chosen.length === 0 || (id !== null && chosen.includes(id));
  return (
    holds(filter.actors, actor) &&
    holds(filter.actions, action) &&
    (filter.lines.length === 0 || lines.some((line) => filter.lines.includes(line))) &&
    holds(filter.states, state)
  );
}
