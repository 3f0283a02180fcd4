import type { Application, Release, ReleaseRef, Resource, Revision, Values } from '../types';
import { type App, ago, clusterOf, instanceOf } from './world';

/** One application and one release in full, as the fake tells them. */

const resource = (kind: string, name: string, app: App, known: Partial<Resource> = {}): Resource => ({
  group: kind === 'Deployment' ? 'apps' : kind === 'Ingress' ? 'networking.k8s.io' : '',
  kind,
  namespace: `${app.customer}-${app.environment}`,
  name,
  sync: 'Synced',
  health: kind === 'ConfigMap' || kind === 'Secret' ? '' : 'Healthy',
  message: '',
  prune: false,
  ...known,
});

function resources(app: App): Resource[] {
  const drift = app.sync === 'OutOfSync' ? { sync: 'OutOfSync' } : {};
  const sick =
    app.health === 'Degraded' ? { health: 'Degraded', message: 'Deployment exceeded its progress deadline' } : {};
  const rolling =
    app.health === 'Progressing' ? { health: 'Progressing', message: '2 of 3 updated replicas are available' } : {};
  const p = app.product;
  return [
    resource('Deployment', `${p}-web`, app, { ...drift, ...rolling }),
    resource('Deployment', `${p}-api`, app, drift),
    resource('Deployment', `${p}-worker`, app, sick),
    resource('Service', `${p}-web`, app),
    resource('Service', `${p}-api`, app),
    resource('ConfigMap', `${p}-settings`, app, drift),
    resource('Secret', `${p}-payment`, app, drift),
    resource('Ingress', `${p}-web`, app),
  ];
}

export function applicationOf(app: App): Application {
  const degraded = app.health === 'Degraded';
  return {
    ref: { instance: instanceOf(app), project: app.customer, name: app.name },
    cluster: clusterOf(app.environment),
    namespace: `${app.customer}-${app.environment}`,
    environment: app.environment,
    production: app.environment === 'prod',
    customer: app.customer,
    product: app.product,
    repository: `https://git.example.test/${app.product}/deploy.git`,
    path: `overlays/${app.customer}/${app.environment}`,
    target: app.target,
    desired: app.desired,
    live: app.live,
    sync: app.sync,
    health: app.health,
    healthWhy: degraded ? 'Deployment billing-worker exceeded its progress deadline' : '',
    autoSync: app.autoSync,
    warnings:
      app.environment === 'prod' && app.autoSync !== 'off'
        ? ['Auto-sync is on in production: a push to the target revision deploys without a decision here']
        : [],
    conditions: degraded
      ? [
          {
            type: 'SyncError',
            message: 'Failed last sync attempt: one or more objects failed to become healthy',
            at: ago(95),
          },
        ]
      : [],
    resources: resources(app),
    history: [
      {
        id: 14,
        revision: app.live,
        target: app.environment === 'prod' ? 'v1.4.1' : app.target,
        at: ago(60 * 26),
        by: 'ops1',
      },
      { id: 13, revision: app.live.split('').reverse().join(''), target: 'v1.4.0', at: ago(60 * 24 * 9), by: 'ops2' },
      {
        id: 12,
        revision: `${app.live.slice(20)}${app.live.slice(0, 20)}`,
        target: 'v1.3.7',
        at: ago(60 * 24 * 23),
        by: 'ops1',
      },
    ],
    lastSync: {
      phase: app.operation,
      message: degraded ? 'one or more objects failed to become healthy' : 'successfully synced (all tasks run)',
      revision: app.live,
      started: ago(60 * 26),
      finished: app.operation === 'Running' ? '' : ago(60 * 26 - 1),
      by: app.environment === 'prod' ? 'ops1' : 'devops1',
      objects: [],
    },
    readAt: new Date().toISOString(),
  };
}

const revision = (n: number, newest: number, product: string, failed: boolean): Revision => ({
  revision: n,
  status: n === newest ? (failed ? 'failed' : 'deployed') : 'superseded',
  chart: `${product}-1.${n}.0`,
  appVersion: `1.${n}.0`,
  updated: ago(60 * 24 * (newest - n) * 3 + 190),
  description:
    n === newest && failed
      ? 'Upgrade failed: timed out waiting for billing-worker'
      : n === 1
        ? 'Install complete'
        : 'Upgrade complete',
  problem: n === 2 ? 'The record of this revision does not decode: unexpected end of data' : '',
});

export function releaseOf(ref: ReleaseRef, newest: number, owner: string, failed: boolean): Release {
  const history = Array.from({ length: newest }, (_, i) => revision(newest - i, newest, ref.name, failed));
  return {
    ref,
    current: history[0] ?? revision(1, 1, ref.name, failed),
    history,
    owner: owner ? { system: 'argocd', name: owner.replace('Argo CD ', '') } : { system: '', name: '' },
    notes: `${ref.name} is installed in ${ref.namespace}.\n\nOpen it at https://${ref.name}.${ref.namespace}.example.test\n`,
  };
}

export const valuesOf = (revisionNumber: number): Values => ({
  revision: revisionNumber,
  user: 'ingress:\n  host: shop.acme.example.test\nreplicas: 3\npayment:\n  apiKey: •••\n',
  computed:
    'image:\n  repository: registry.example.test/shop/web\n  tag: 1.5.0\ningress:\n  enabled: true\n  host: shop.acme.example.test\npayment:\n  apiKey: •••\n  timeout: 8s\nreplicas: 3\nresources:\n  limits:\n    memory: 384Mi\n',
  hidden: 1,
});
