import { describe, expect, it } from 'vitest';
import { localOf, rangeOf, utcOf, wordsOf } from './span';

const now = Date.parse('2026-03-10T12:34:56.789Z');

describe('a span of time', () => {
  it.each([
    ['1h', { from: '2026-03-10T11:34:00Z', to: '' }],
    ['24h', { from: '2026-03-09T12:34:00Z', to: '' }],
    ['7d', { from: '2026-03-03T12:34:00Z', to: '' }],
    ['2026-03-01T00:00:00Z/2026-03-02T00:00:00Z', { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' }],
    ['/2026-03-02T00:00:00Z', { from: '', to: '2026-03-02T00:00:00Z' }],
    ['', { from: '', to: '' }],
  ])('%s is what the backend is asked for', (span, range) => {
    expect(rangeOf(span, now)).toEqual(range);
  });

  it('stays what it is for a minute, so that the list is not asked anew all the time', () => {
    expect(rangeOf('1h', now + 2_000)).toEqual(rangeOf('1h', now));
  });

  it('goes from local time to UTC and back', () => {
    expect(localOf(utcOf('2026-07-01T08:30'))).toBe('2026-07-01T08:30');
    expect([utcOf('soon'), localOf('')]).toEqual(['', '']);
  });

  it('is told in a few words', () => {
    const noon = utcOf('2026-03-01T12:00');
    const one = utcOf('2026-03-01T13:00');
    expect(['7d', `${noon}/`, `/${one}`, `${noon}/${one}`].map(wordsOf)).toEqual([
      'last 7 days',
      'since 2026-03-01 12:00',
      'before 2026-03-01 13:00',
      '2026-03-01 12:00 to 2026-03-01 13:00',
    ]);
  });
});
