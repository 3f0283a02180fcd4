import { describe, expect, it } from 'vitest';
import type { MatrixCell } from '@/bridge/types';
import { linesOf, merged } from './matrix';

const cell = (action: string, environment: string, allowed: boolean): MatrixCell => ({
  action,
  title: action,
  environment,
  decision: { allowed, rule: 'r', reason: '', ask: [], people: [] },
});

describe('the duties as a grid', () => {
  it('one line an action, in the order of the policy', () => {
    const lines = linesOf([cell('sync', 'dev', true), cell('sync', 'prod', false), cell('push', 'dev', true)]);
    expect(lines.map(({ action, cells }) => `${action}: ${cells.length}`)).toEqual(['sync: 2', 'push: 1']);
  });

  it.each([
    ['the same answer everywhere is said once', [true, true, true], [3]],
    ['another answer stands alone', [true, false, true], [1, 1, 1]],
    ['neighbours share', [false, false, true], [2, 1]],
  ])('%s', (_name, answers, want) => {
    expect(merged(answers.map((allowed, i) => cell('sync', `e${i}`, allowed))).map(({ span }) => span)).toEqual(want);
  });
});
