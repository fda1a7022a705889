/** Names in the stored format: one map of flat keys, one text root for each long text. */
import { ENTITIES, type Entity } from './types';

export const FIELDS_ROOT = 'fields';
const TEXT_PREFIX = 'text:';

export interface EntityName {
  readonly entity: Entity;
  readonly id: string;
}

export function fieldKey(entity: Entity, id: string, field: string): string {
  return `${entity}/${id}/${field}`;
}

export function textRoot(entity: Entity, id: string, field: string): string {
  return TEXT_PREFIX + fieldKey(entity, id, field);
}

/** Whose field it is; null for what this page does not know. */
export function readKey(key: string): (EntityName & { field: string }) | null {
  const first = key.indexOf('/');
  const second = key.indexOf('/', first + 1);
  if (first < 1 || second < 0) return null;
  const entity = ENTITIES.find((known) => known === key.slice(0, first));
  const id = key.slice(first + 1, second);
  return entity && id !== '' ? { entity, id, field: key.slice(second + 1) } : null;
}

export function readTextRoot(root: string): (EntityName & { field: string }) | null {
  return root.startsWith(TEXT_PREFIX) ? readKey(root.slice(TEXT_PREFIX.length)) : null;
}
