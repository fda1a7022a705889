import { expect, it } from 'vitest';
import { type Facts, hasUnsavedWords, stateOf } from './state';

/** Inside, everything acknowledged. */
const calm: Facts = {
  line: 'open',
  lineSince: 1,
  isInStep: true,
  hasBeenInside: true,
  canWrite: true,
  pending: 0,
  stored: 0,
  savedAt: 5,
  trouble: null,
  refusal: null,
  outdated: null,
};

it('is green only when everything is acknowledged on a line that is in step', () => {
  expect(stateOf(calm)).toEqual({ state: 'saved', at: 5 });
  const others: Partial<Facts>[] = [
    { pending: 1 },
    { isInStep: false },
    { line: 'closed' },
    { line: 'stale' },
    { line: 'connecting' },
    { canWrite: false },
    { savedAt: null },
    { refusal: { code: 'invalid', isRebuilding: false } },
    { refusal: { code: 'locked', isRebuilding: true } },
    { outdated: { schema: 2 } },
    { hasBeenInside: false },
  ];
  for (const facts of others) expect(stateOf({ ...calm, ...facts }).state, JSON.stringify(facts)).not.toBe('saved');
});

it('says how many words of an earlier time wait on this device', () => {
  const before = { ...calm, hasBeenInside: false, canWrite: null, isInStep: false, stored: 3 };
  expect(stateOf({ ...before, line: 'connecting' })).toEqual({ state: 'connecting', stored: 3 });
  expect(stateOf({ ...before, line: 'closed' })).toMatchObject({ state: 'offline', pending: 3, canWrite: false });
});

it('stays refused or outdated whatever the line does', () => {
  expect(stateOf({ ...calm, line: 'closed', outdated: { schema: 2 }, pending: 1 })).toEqual({
    state: 'outdated',
    schema: 2,
    pending: 1,
  });
  expect(stateOf({ ...calm, line: 'stale', refusal: { code: 'too_large', isRebuilding: false } }).state).toBe(
    'refused',
  );
  expect(stateOf({ ...calm, line: 'closed', refusal: { code: 'locked', isRebuilding: true } }).state).toBe(
    'rebuilding',
  );
});

it('knows what would be lost by leaving', () => {
  expect(hasUnsavedWords({ state: 'saving', pending: 1, trouble: null })).toBe(true);
  expect(hasUnsavedWords({ state: 'saved', at: 1 })).toBe(false);
});
