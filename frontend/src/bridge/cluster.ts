import { queryOptions } from '@tanstack/react-query';
import { call } from './fault';
import { service } from './wails';

/** All contexts of the kubeconfig files; asks no cluster. */
export const contextsQuery = queryOptions({
  queryKey: ['contexts'],
  queryFn: () => call(() => service('ClusterService').Contexts()),
});

/** Who we are in one context and what its cluster serves. An answer that says unreachable is no fault. */
export const probeQuery = (context: string) =>
  queryOptions({
    queryKey: ['probe', context],
    queryFn: () => call(() => service('ClusterService').Probe(context)),
    enabled: context !== '',
    staleTime: 30_000,
    refetchInterval: (query) => (query.state.data?.reachable ? 60_000 : 10_000),
  });
