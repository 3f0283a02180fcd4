import type { Connection } from '@/bridge/types';

/** What a group of connections is called, in the plural. */
const titles: Record<string, string> = {
  argocd: 'Argo CD',
  vault: 'Vault',
  git: 'Git hosts',
  registry: 'Registries',
  siem: 'SIEM',
  cluster: 'Clusters, by context',
};

export interface KindGroup {
  kind: string;
  title: string;
  members: Connection[];
}

/** Connections under their kind, in the order in which the backend gives them. */
export function byKind(connections: readonly Connection[]): KindGroup[] {
  const groups = new Map<string, Connection[]>();
  for (const one of connections) groups.set(one.kind, [...(groups.get(one.kind) ?? []), one]);
  return [...groups].map(([kind, members]) => ({ kind, title: titles[kind] ?? kind, members }));
}
