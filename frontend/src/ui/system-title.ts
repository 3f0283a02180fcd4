const titles: Record<string, string> = {
  argocd: 'Argo CD',
  vault: 'Vault',
  git: 'Git host',
  registry: 'registry',
  siem: 'SIEM',
  cluster: 'cluster',
  kubernetes: 'Kubernetes',
};

/** A kind of system in words, before its name: "Argo CD harbor". */
export const systemTitle = (kind: string): string => titles[kind] ?? kind;
