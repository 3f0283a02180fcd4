import type { ClusterContext } from '@/bridge/types';

export interface ClusterGroup {
  cluster: string;
  members: ClusterContext[];
}

/** Contexts under the cluster they reach, both by name. */
export function byCluster(contexts: readonly ClusterContext[]): ClusterGroup[] {
  const groups = new Map<string, ClusterContext[]>();
  for (const context of contexts) {
    const cluster = context.cluster || 'Unknown cluster';
    groups.set(cluster, [...(groups.get(cluster) ?? []), context]);
  }
  return [...groups]
    .map(([cluster, members]) => ({ cluster, members: members.toSorted((a, b) => a.name.localeCompare(b.name)) }))
    .toSorted((a, b) => a.cluster.localeCompare(b.cluster));
}
