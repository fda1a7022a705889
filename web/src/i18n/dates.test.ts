import { expect, test } from 'vitest';
import { civilMoment, formatDate, formatHours, formatLongDate, formatShortDate, formatTime } from './dates';

test('dates are written as people say them', () => {
  expect(formatDate('2025-11-20', 'it')).toBe('20 novembre 2025');
  expect(formatLongDate('2025-11-20', 'it')).toBe('giovedì 20 novembre 2025');
  expect(formatShortDate('2025-09-11', '2025-11-22', 'it')).toBe('11 set');
  expect(formatShortDate('2025-12-03', '2026-01-10', 'it')).toBe('3 dic 2025');
  expect(formatDate('2025-11-20', 'en')).toBe('20 November 2025');
});

test('hours have a point in Italian and a colon in English', () => {
  expect(formatTime('17:30:00', 'it')).toBe('17.30');
  expect(formatTime('09:00', 'it')).toBe('9.00');
  expect(formatTime('17:30', 'en')).toBe('17:30');
});

test('hours say as much as is known', () => {
  expect(formatHours('17:30', '19:00', 'it')).toBe('17.30–19.00');
  expect(formatHours('17:30', null, 'it')).toBe('17.30');
  expect(formatHours(null, null, 'it')).toBe('');
});

test('a date that cannot be read is shown as it came', () => {
  expect(formatDate('da stabilire', 'it')).toBe('da stabilire');
});

test('the day is the one of the place, not of the reader', () => {
  expect(civilMoment(new Date('2025-11-19T23:30:00Z'))).toEqual({ date: '2025-11-20', time: '00:30' });
  expect(civilMoment(new Date('2025-07-01T15:30:00Z'))).toEqual({ date: '2025-07-01', time: '17:30' });
});
