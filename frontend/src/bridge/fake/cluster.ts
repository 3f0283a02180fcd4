import type { ClusterContext, ContextState } from '../types';
import { after } from './answers';
import { type Bound, nothing, unseen } from './bound';
import type { Landscape } from './landscape';
import { contexts, roleOf } from './world';

export const clusterService = (world: Landscape, latency: number): Bound['ClusterService'] => ({
  Contexts: () =>
    after(latency).then(() => ({
      files: ['/home/dev1/.kube/config'],
      contexts: world.scenario === 'empty' ? [] : contexts.map((c) => ({ ...c, own: ownOf(world, c) })),
      problems:
        world.scenario === 'empty'
          ? [
              {
                kind: 'notFound',
                system: 'kubernetes',
                detail: 'There is no kubeconfig at /home/dev1/.kube/config',
              },
            ]
          : [],
    })),
  Probe: (name) => after(latency * 2).then(() => probe(world, name)),
});

const ownOf = (world: Landscape, context: ClusterContext) =>
  world.fleet.own.filter((own) => own.server === context.server).map((own) => `${own.tier} (own)`);

const groups: [name: string, group: string, presence: string, version: string][] = [
  ['OpenShift projects', 'project.openshift.io', 'absent', ''],
  ['OpenShift routes', 'route.openshift.io', 'absent', ''],
  ['Argo CD', 'argoproj.io', 'present', 'v1alpha1'],
  ['External Secrets', 'external-secrets.io', 'present', 'v1'],
  ['cert-manager', 'cert-manager.io', 'absent', ''],
  ['Metrics', 'metrics.k8s.io', 'unknown', ''],
  ['Flux', 'kustomize.toolkit.fluxcd.io', 'absent', ''],
];

function probe(world: Landscape, name: string): ContextState {
  const found: Partial<ClusterContext> = contexts.find((c) => c.name === name) ?? {};
  const reachable = found.cluster !== 'quay' && world.scenario !== 'failing';
  const problem =
    found.problem ??
    (reachable
      ? nothing
      : {
          kind: 'unreachable',
          system: 'kubernetes',
          detail: `${found.cluster ?? name} did not answer within 5 s. Check the network or the VPN, then retry`,
        });
  const login = name.split('@')[0] ?? '';
  return {
    context: name,
    reachable,
    problem,
    version: reachable ? 'v1.37.0' : '',
    login: reachable ? login : '',
    loginNote: '',
    expires: '',
    certificate: unseen,
    groups: reachable ? [`sluice:${roleOf[login] ?? 'none'}`, 'system:authenticated'] : [],
    capabilities: reachable
      ? groups.map(([n, group, presence, version]) => ({ name: n, group, presence, version }))
      : [],
    checkedAt: new Date().toISOString(),
  };
}
