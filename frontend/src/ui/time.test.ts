import { describe, expect, it } from 'vitest';
import { bothTimes, since } from './time';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('how long ago', () => {
  it.each([
    ['2026-03-01T11:59:58Z', 'now'],
    ['2026-03-01T11:59:30Z', '30 s'],
    ['2026-03-01T11:57:01Z', '2 min'],
    ['2026-03-01T09:00:00Z', '3 h'],
    ['2026-02-24T12:00:00Z', '5 d'],
    ['2024-01-01T00:00:00Z', '2 y'],
    ['2026-03-01T12:00:09Z', 'now'],
    ['no time', '–'],
  ])('%s is %s', (at, want) => expect(since(at, now)).toBe(want));
});

it('a hover tells local time and UTC', () => {
  expect(bothTimes('2026-03-01T12:00:00Z')).toContain('2026-03-01 12:00:00 UTC');
  expect(bothTimes('')).toBe('');
});
