import { describe, expect, it } from 'vitest';
import { merge } from './operation';
import type { OperationStatus } from './types';

const status = (id: string, seq: number, state = 'running', started = '2026-01-01T00:00:00Z') =>
  ({ id, seq, state, started }) as OperationStatus;

describe('statuses that overtake each other', () => {
  it.each([
    ['a newer one replaces', [status('a', 1)], [status('a', 2, 'succeeded')], ['a:2:succeeded']],
    ['an older one is ignored', [status('a', 5, 'succeeded')], [status('a', 4)], ['a:5:succeeded']],
    ['the same one changes nothing', [status('a', 5)], [status('a', 5, 'failed')], ['a:5:running']],
    [
      'the newest operation stands first',
      [status('a', 1)],
      [status('b', 2, 'running', '2026-01-01T00:00:09Z')],
      ['b:2:running', 'a:1:running'],
    ],
  ])('%s', (_name, known, news, want) => {
    expect(merge(known, news).map(({ id, seq, state }) => `${id}:${seq}:${state}`)).toEqual(want);
  });
});
