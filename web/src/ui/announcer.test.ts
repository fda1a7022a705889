import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ANNOUNCE_EVERY_MS, createAnnouncer } from './announcer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listening() {
  const announcer = createAnnouncer();
  const said: string[] = [];
  announcer.subscribe((message) => said.push(message));
  return { announcer, said };
}

test('the first sentence is said at once, the next after a pause', () => {
  const { announcer, said } = listening();
  announcer.announce('uno');
  announcer.announce('due');
  expect(said).toEqual(['uno']);
  vi.advanceTimersByTime(ANNOUNCE_EVERY_MS);
  expect(said).toEqual(['uno', 'due']);
});

test('of a crowd of sentences only the newest three wait', () => {
  const { announcer, said } = listening();
  for (let n = 0; n <= 20; n += 1) announcer.announce(`${n}`);
  vi.advanceTimersByTime(ANNOUNCE_EVERY_MS * 30);
  expect(said).toEqual(['0', '18', '19', '20']);
});

test('the same sentence waits only once', () => {
  const { announcer, said } = listening();
  announcer.announce('uno');
  announcer.announce('due');
  announcer.announce('due');
  vi.advanceTimersByTime(ANNOUNCE_EVERY_MS * 5);
  expect(said).toEqual(['uno', 'due']);
});
