import { describe, expect, it } from 'vitest';
import { windowAround } from './use-rows';

describe('the window around what is on screen', () => {
  it.each([
    ['at the top', 0, 40, 0, 100],
    ['a little down asks for the same rows', 20, 60, 0, 100],
    ['further down', 200, 240, 150, 150],
    ['a tall screen', 0, 140, 0, 200],
  ])('%s', (_name, first, last, offset, limit) => {
    expect(windowAround(first, last)).toEqual({ offset, limit });
  });

  it('always holds what is on screen', () => {
    for (let first = 0; first < 10_000; first += 37) {
      const { offset, limit } = windowAround(first, first + 38);
      expect(offset).toBeLessThanOrEqual(first);
      expect(offset + limit).toBeGreaterThan(first + 38);
      expect(limit).toBeLessThanOrEqual(200);
    }
  });
});
