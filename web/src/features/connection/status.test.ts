import { expect, it } from 'vitest';
import type { DocumentState } from '../../sync';
import { newsOf, statusOf } from './status';

it('shows green for one state only', () => {
  const states: DocumentState[] = [
    { state: 'connecting', stored: 0 },
    { state: 'connecting', stored: 2 },
    { state: 'offline', since: 0, pending: 0, canWrite: true },
    { state: 'offline', since: 0, pending: 3, canWrite: true },
    { state: 'syncing', pending: 0 },
    { state: 'syncing', pending: 1 },
    { state: 'saving', pending: 1, trouble: null },
    { state: 'saving', pending: 1, trouble: 'degraded' },
    { state: 'saved', at: 7 },
    { state: 'stale', since: 0, pending: 0 },
    { state: 'stale', since: 0, pending: 1 },
    { state: 'readonly', reason: 'role' },
    { state: 'rebuilding', code: 'locked' },
    { state: 'rebuilding', code: 'epoch' },
    { state: 'refused', code: 'invalid' },
    { state: 'outdated', schema: 2, pending: 0 },
    { state: 'outdated', schema: 2, pending: 1 },
  ];
  expect(states.map((state) => statusOf({ state }).key)).toMatchInlineSnapshot(`
    [
      "connecting",
      "connectingStored",
      "offlineEmpty",
      "offline",
      "syncing",
      "saving",
      "saving",
      "savingTrouble",
      "saved",
      "stale",
      "staleUnsaved",
      "readonly",
      "refused",
      "syncing",
      "refused",
      "outdated",
      "outdatedUnsaved",
    ]
  `);
  expect(states.filter((state) => statusOf({ state }).tone === 'saved')).toEqual([{ state: 'saved', at: 7 }]);
});

it('tells of the line lost and of everything saved again, not of every keystroke', () => {
  const saved: DocumentState = { state: 'saved', at: 1 };
  const saving: DocumentState = { state: 'saving', pending: 1, trouble: null };
  const offline: DocumentState = { state: 'offline', since: 0, pending: 1, canWrite: true };
  expect(newsOf(saved, offline, false)).toBe('lost');
  expect(newsOf(offline, { state: 'stale', since: 0, pending: 1 }, true)).toBeNull();
  expect(newsOf(offline, { state: 'syncing', pending: 1 }, true)).toBeNull();
  expect(newsOf(saving, saved, true)).toBe('back');
  expect(newsOf(saved, saving, false)).toBeNull();
  expect(newsOf(saving, saved, false)).toBeNull();
});

it('says once that words were refused, however the page ends up', () => {
  const rebuilding: DocumentState = { state: 'rebuilding', code: 'locked' };
  expect(newsOf({ state: 'saving', pending: 1, trouble: null }, rebuilding, false)).toBe('refused');
  expect(newsOf(rebuilding, { state: 'refused', code: 'locked' }, false)).toBeNull();
  expect(newsOf(rebuilding, { state: 'saved', at: 1 }, false)).toBeNull();
});

it('says that words were erased, and blames nobody for it', () => {
  const rebuilding: DocumentState = { state: 'rebuilding', code: 'epoch' };
  expect(newsOf({ state: 'saved', at: 1 }, rebuilding, false)).toBe('erased');
  expect(newsOf(rebuilding, { state: 'saved', at: 2 }, false)).toBeNull();
});
