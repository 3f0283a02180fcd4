import { describe, expect, it } from 'vitest';
import type { MatrixCell } from '@/bridge/types';
import { linesOf, reasonsOf } from './matrix';

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

  it('says each reason once, and none for what is allowed', () => {
    const refused = (environment: string, reason: string): MatrixCell => ({
      ...cell('sync', environment, false),
      decision: { allowed: false, rule: 'r', reason, ask: [], people: [] },
    });
    const cells = [cell('sync', 'dev', true), refused('stage', 'Not there'), refused('prod', 'Not there')];
    expect(reasonsOf(cells)).toEqual(['Not there']);
  });
});
