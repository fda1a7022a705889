import { expect, it } from 'vitest';
import { Rebuilds } from './rebuilds';

it('allows three within a minute, and again when it has passed', () => {
  let time = 0;
  const rebuilds = new Rebuilds(() => time);
  expect([rebuilds.take(), rebuilds.take(), rebuilds.take(), rebuilds.take()]).toEqual([true, true, true, false]);
  time = 59_999;
  expect(rebuilds.take()).toBe(false);
  time = 60_000;
  expect(rebuilds.take()).toBe(true);
});
