import type { ClusterContext, Environment, Row } from '../types';
import { nothing } from './bound';

/** The landscape that stories and tests look at: three customers, two products, two clusters. */

export const customers = ['acme', 'globex', 'initech'] as const;
export const products = ['shop', 'billing'] as const;
export const environments: Environment[] = [
  { name: 'dev', cluster: 'harbor', production: false },
  { name: 'stage', cluster: 'harbor', production: false },
  { name: 'prod', cluster: 'ocean', production: true },
];

export const clusterOf = (environment: string) => (environment === 'prod' ? 'ocean' : 'harbor');

const minute = 60_000;
export const ago = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString();

const context = (user: string, cluster: string, extra: Partial<ClusterContext> = {}): ClusterContext => ({
  name: `${user}@${cluster}`,
  cluster,
  server: `https://${cluster}.example.test:6443`,
  user,
  namespace: 'default',
  environments: cluster === 'ocean' ? ['prod'] : cluster === 'harbor' ? ['dev', 'stage'] : [],
  own: [],
  production: cluster === 'ocean',
  current: false,
  insecure: false,
  problem: nothing,
  ...extra,
});

export const contexts: ClusterContext[] = [
  context('dev1', 'harbor', { current: true }),
  context('devops1', 'harbor'),
  context('platform1', 'harbor'),
  context('ops1', 'ocean'),
  context('ops2', 'ocean'),
  context('support1', 'ocean'),
  context('legacy', 'quay', { server: 'https://10.20.0.4:6443', insecure: true }),
  context('broken', 'quay', {
    problem: {
      kind: 'invalid',
      system: 'kubernetes',
      detail:
        'The context names the user "broken", which the kubeconfig does not hold. Add the user or remove the context',
    },
  }),
];

export const roleOf: Record<string, string> = {
  dev1: 'developer',
  devops1: 'devops',
  platform1: 'platform',
  ops1: 'operations',
  ops2: 'operations',
  support1: 'support',
};

export interface App {
  name: string;
  customer: string;
  product: string;
  environment: string;
  sync: string;
  health: string;
  target: string;
  live: string;
  desired: string;
  autoSync: string;
  operation: string;
}

const sha = (seed: string) => {
  let h = 0x811c9dc5;
  let out = '';
  for (let round = 0; out.length < 40; round++) {
    for (const c of `${seed}${round}`) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193) >>> 0;
    out += h.toString(16).padStart(8, '0');
  }
  return out.slice(0, 40);
};

const versions: Record<string, string> = { dev: 'main', stage: 'v1.5.0-rc.1', prod: 'v1.4.1' };

/** The eighteen applications, with the four that need a person. */
export function makeApplications(): App[] {
  return environments.flatMap(({ name: environment }) =>
    customers.flatMap((customer) =>
      products.map((product) => {
        const name = `${customer}-${product}-${environment}`;
        const target = versions[environment] ?? 'main';
        const live = sha(`${product}-${target}`);
        const app: App = {
          name,
          customer,
          product,
          environment,
          sync: 'Synced',
          health: 'Healthy',
          target,
          live,
          desired: live,
          autoSync: environment === 'dev' ? 'on, prunes and heals' : 'off',
          operation: 'Succeeded',
        };
        return { ...app, ...exceptions(name) };
      }),
    ),
  );
}

function exceptions(name: string): Partial<App> {
  switch (name) {
    case 'acme-shop-prod':
      return { sync: 'OutOfSync', target: 'v1.4.2', desired: sha('shop-v1.4.2') };
    case 'globex-billing-stage':
      return { health: 'Degraded', operation: 'Failed' };
    case 'initech-billing-prod':
      return { autoSync: 'on' };
    case 'initech-shop-dev':
      return { health: 'Progressing', operation: 'Running' };
    default:
      return {};
  }
}

export const applicationColumns = [
  'name',
  'instance',
  'project',
  'environment',
  'customer',
  'product',
  'sync',
  'health',
  'revision',
  'cluster',
  'autosync',
  'operation',
];

export const instanceOf = (app: App) => (app.environment === 'prod' ? 'ocean' : 'harbor');

export const applicationRow = (app: App): Row => ({
  id: `${instanceOf(app)}/${app.customer}/${app.name}`,
  cells: [
    app.name,
    instanceOf(app),
    app.customer,
    app.environment,
    app.customer,
    app.product,
    app.sync,
    app.health,
    app.live.slice(0, 8),
    clusterOf(app.environment),
    app.autoSync,
    app.operation,
  ],
});
