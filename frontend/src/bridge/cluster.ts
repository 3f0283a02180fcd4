import { queryOptions } from '@tanstack/react-query';
import * as ClusterService from '../../wailsjs/go/desktop/ClusterService';
import { call } from './fault';

/** All contexts of the kubeconfig files; asks no cluster. */
export const contextsQuery = queryOptions({
  queryKey: ['contexts'],
  queryFn: () => call(() => ClusterService.Contexts()),
});

/** Who we are in one context and what its cluster serves. An answer that says unreachable is no fault. */
export const probeQuery = (context: string) =>
  queryOptions({
    queryKey: ['probe', context],
    queryFn: () => call(() => ClusterService.Probe(context)),
    enabled: context !== '',
    staleTime: 30_000,
    refetchInterval: (query) => (query.state.data?.reachable ? 60_000 : 10_000),
  });
