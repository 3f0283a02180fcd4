import { describe, expect, it } from 'vitest';
import type { MatrixCell } from '@/bridge/types';
import { everything, linesOf, narrow, reasonsOf } from './narrow';

const cell = (action: string, environment: string, allowed: boolean): MatrixCell => ({
  action,
  title: action,
  kind: action === 'push' ? 'Chart' : 'Application',
  environment,
  decision: { allowed, rule: 'r', reason: '', ask: [], people: [], held: '' },
});

describe('the duties as a grid', () => {
  it('one line an action, in the order of the policy', () => {
    const lines = linesOf([cell('sync', 'dev', true), cell('sync', 'prod', false), cell('push', 'dev', true)]);
    expect(lines.map(({ action, cells }) => `${action}: ${cells.length}`)).toEqual(['sync: 2', 'push: 1']);
  });

  it('says each reason once, and none for what is allowed', () => {
    const refused = (environment: string, reason: string): MatrixCell => ({
      ...cell('sync', environment, false),
      decision: { allowed: false, rule: 'r', reason, ask: [], people: [], held: '' },
    });
    const cells = [cell('sync', 'dev', true), refused('stage', 'Not there'), refused('prod', 'Not there')];
    expect(reasonsOf(cells)).toEqual(['Not there']);
  });

  it('is narrowed by words, kind, environment and answer', () => {
    const lines = linesOf([
      cell('sync', 'dev', true),
      cell('sync', 'prod', false),
      cell('push', 'dev', false),
      cell('push', 'prod', false),
    ]);
    const found = (part: Partial<typeof everything>) =>
      narrow(lines, { ...everything, ...part }).map(
        ({ action, cells }) => `${action}: ${cells.map((c) => c.environment).join(' ')}`,
      );
    expect(found({})).toEqual(['sync: dev prod', 'push: dev prod']);
    expect(found({ text: 'PU' })).toEqual(['push: dev prod']);
    expect(found({ kinds: ['Application'] })).toEqual(['sync: dev prod']);
    expect(found({ environments: ['prod'] })).toEqual(['sync: prod', 'push: prod']);
    expect(found({ answers: ['May'] })).toEqual(['sync: dev prod']);
    expect(found({ answers: ['May'], environments: ['prod'] })).toEqual([]);
  });
});
