import { describe, expect, it } from 'vitest';
import { probeQuery } from '@/bridge/cluster';
import { makeQueryClient } from './providers';

const lost = { kind: 'unreachable', detail: 'ocean refused the connection' };

describe('a list of a cluster', () => {
  it.each([
    ['that has gone stale has the cluster asked again at once', true, lost, true],
    ['that is fresh again has the cluster asked again at once', false, null, true],
    ['that lives leaves a cluster that answers alone', true, null, false],
    ['that stays stale leaves a cluster that is known to be down alone', false, lost, false],
    ['that may not be read says nothing about the cluster', true, { kind: 'denied', detail: 'no' }, false],
  ])('%s', async (_, reachable, stale, again) => {
    const client = makeQueryClient();
    const { queryKey } = probeQuery('ops1@ocean');
    client.setQueryData(queryKey, { reachable } as never);
    await client.fetchQuery({
      queryKey: ['live', 'pods', { context: 'ops1@ocean', namespace: '', instance: '' }],
      queryFn: () => Promise.resolve({ stale }),
    });
    expect(client.getQueryState(queryKey)?.isInvalidated).toBe(again);
  });
});
