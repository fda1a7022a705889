import { expect, it } from 'vitest';
import { byOrder, orderBetween } from './order';

it('gives the same places as the server', () => {
  expect(orderBetween(null, null)).toBe('80');
  expect(orderBetween('80', null)).toBe('8180');
  expect(orderBetween(null, '80')).toBe('7f80');
  expect(orderBetween('80', '8180')).toBe('817f80');
  expect(orderBetween('7f80', '80')).toBe('7f8180');
});

it('always finds a place between two, also after many', () => {
  let random = 7;
  const places = [orderBetween(null, null)];
  for (let count = 0; count < 400; count += 1) {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
    const at = random % (places.length + 1);
    places.splice(at, 0, orderBetween(places[at - 1] ?? null, places[at] ?? null));
  }
  expect([...places].sort()).toEqual(places);
  expect(new Set(places).size).toBe(places.length);
});

it('what has no place comes last, and a place that cannot be read counts for none', () => {
  const ordered = [
    { id: 'b', order: '' },
    { id: 'a', order: '' },
    { id: 'c', order: '80' },
  ].sort(byOrder);
  expect(ordered.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  expect(orderBetween('somewhere', null)).toBe('80');
});
