import { describe, expect, it } from 'vitest';
import { addMonths, firstDay, lastDay, monthOf, overlaps, readWhen, shifted, spanOf, type When } from './when';

const at = (text: string) => text as When;
const march = { start: '2027-03-15', months: 12 };
const unknown = { start: null, months: 12 };

it('reads months and days, and nothing else', () => {
  expect(['M1', 'M60', '2027-02-28'].map(readWhen)).toEqual(['M1', 'M60', '2027-02-28']);
  expect(['M0', 'M61', 'M01', 'm3', '2027-02-29', '2027-2-1', 'marzo', '', 3].map(readWhen)).toEqual(
    Array(9).fill(null),
  );
});

describe('a month of the pact', () => {
  it('is counted from the start, whatever day that is', () => {
    expect(monthOf(at('2027-03-15'), march)).toBe(1);
    expect(monthOf(at('2027-04-14'), march)).toBe(1);
    expect(monthOf(at('2027-04-15'), march)).toBe(2);
    expect(monthOf(at('2028-03-14'), march)).toBe(12);
    expect(monthOf(at('2028-03-15'), march)).toBe(13);
    expect(monthOf(at('2027-03-14'), march)).toBe(0);
  });

  it('is all that is known before the start is', () => {
    expect(monthOf(at('M4'), unknown)).toBe(4);
    expect(monthOf(at('2027-04-15'), unknown)).toBeNull();
    expect(firstDay(at('M4'), unknown)).toBeNull();
  });

  it('begins and ends on days of the calendar', () => {
    expect(firstDay(at('M1'), march)).toBe('2027-03-15');
    expect(lastDay(at('M1'), march)).toBe('2027-04-14');
    expect(firstDay(at('2027-05-05'), march)).toBe('2027-05-05');
  });

  it('counts from the start itself when months are too short for its day', () => {
    const january = { start: '2027-01-31', months: 12 };
    expect(firstDay(at('M2'), january)).toBe('2027-02-28');
    expect(lastDay(at('M2'), january)).toBe('2027-03-30');
    expect(firstDay(at('M3'), january)).toBe('2027-03-31');
    expect(monthOf(at('2027-02-28'), january)).toBe(2);
    expect(monthOf(at('2027-03-30'), january)).toBe(2);
  });
});

it('lies in the month whose first and last day it is, for every month', () => {
  for (const start of ['2027-01-31', '2027-03-01', '2024-02-29', '2026-12-15']) {
    for (let month = 1; month <= 60; month += 1) {
      const calendar = { start, months: 60 };
      const when = at(`M${month}`);
      expect(
        [firstDay(when, calendar), lastDay(when, calendar)].map((day) => monthOf(at(day ?? ''), calendar)),
      ).toEqual([month, month]);
    }
  }
});

it('a span takes a single end for both, and never ends before it begins', () => {
  expect(spanOf(at('M2'), at('M5'), unknown)).toEqual({ first: 2, last: 5 });
  expect(spanOf(null, at('M5'), unknown)).toEqual({ first: 5, last: 5 });
  expect(spanOf(at('M5'), at('M2'), unknown)).toEqual({ first: 5, last: 5 });
  expect(spanOf(null, null, unknown)).toBeNull();
  expect(overlaps({ first: 1, last: 3 }, { first: 3, last: 4 })).toBe(true);
  expect(overlaps({ first: 1, last: 3 }, { first: 4, last: 4 })).toBe(false);
});

it('moves a month and a day in their own kind', () => {
  expect(shifted(at('M3'), 2)).toBe('M5');
  expect(shifted(at('M1'), -3)).toBe('M1');
  expect(shifted(at('2027-12-31'), 2)).toBe('2028-02-29');
  expect(addMonths('2027-01-15', -1)).toBe('2026-12-15');
});
