import { describe, expect, it } from 'vitest';
import { asText, fold, pair } from './fold';

const lines = (marks: string) =>
  [...marks].map((mark, i) => ({
    op: mark === '+' ? 'add' : mark === '-' ? 'delete' : 'same',
    old: mark === '+' ? 0 : i + 1,
    new: mark === '-' ? 0 : i + 1,
    text: `line ${i + 1}`,
  }));

describe('folding what is alike', () => {
  it.each([
    ['nothing differs: all is folded', '......', ['folded 6']],
    ['a change keeps three lines around it', '......-+......', ['folded 3', 'shown 8', 'folded 3']],
    ['a fold of two lines is not worth it', '.....+', ['shown 2', 'shown 4']],
    ['everything is new', '+++', ['shown 3']],
  ])('%s', (_name, marks, want) => {
    expect(fold(lines(marks)).map((s) => `${s.folded ? 'folded' : 'shown'} ${s.lines.length}`)).toEqual(want);
  });
});

describe('side by side', () => {
  it.each([
    ['a replaced line stands beside its successor', '-+', [[1, 2]]],
    [
      'more are deleted than added',
      '--+',
      [
        [1, 3],
        [2, 0],
      ],
    ],
    [
      'an added line stands alone',
      '.+.',
      [
        [1, 1],
        [0, 2],
        [3, 3],
      ],
    ],
    [
      'a change does not pair across lines alike',
      '-.+',
      [
        [1, 0],
        [2, 2],
        [0, 3],
      ],
    ],
  ])('%s', (_name, marks, want) => {
    expect(pair(lines(marks)).map(({ left, right }) => [left?.old ?? 0, right?.new ?? 0])).toEqual(want);
  });
});

it('copies as a patch reads', () => {
  expect(asText(lines('.-+'))).toBe(' line 1\n-line 2\n+line 3');
});
