import type { Awareness } from 'y-protocols/awareness';
import { safeColor } from './messages';

/** One connection of somebody who is inside; the name is the body's, never a person's. */
export interface Presence {
  readonly clientId: number;
  readonly name: string;
  readonly color: string;
  readonly actor: string | null;
  readonly role: string;
  readonly section: string | null;
}

const MAX_NAME = 80;

/** Everybody else in the document, in a stable order. `user` is written by the server, and checked all the same. */
export function othersIn(awareness: Awareness): Presence[] {
  const others: Presence[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    if (clientId === awareness.clientID || !isObject(state) || !isObject(state.user)) continue;
    const { name, color, actor, role } = state.user;
    others.push({
      clientId,
      name: typeof name === 'string' ? name.slice(0, MAX_NAME) : '?',
      color: safeColor(color),
      actor: typeof actor === 'string' ? actor : null,
      role: typeof role === 'string' ? role : '',
      section: typeof state.section === 'string' ? state.section : null,
    });
  }
  return others.sort((a, b) => a.name.localeCompare(b.name) || a.clientId - b.clientId);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
