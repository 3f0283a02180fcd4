import type { Row } from '../types';
import { ago, customers, environments, products } from './world';

/** Kubernetes rows of the fake: namespaces, deployments, ten thousand pods, Helm releases. */

export const namespaceColumns = ['name', 'environment', 'customer', 'status', 'created'];
export const deploymentColumns = ['name', 'namespace', 'ready', 'status', 'images', 'created'];
export const podColumns = ['name', 'namespace', 'status', 'ready', 'restarts', 'node', 'created'];
export const releaseColumns = ['name', 'namespace', 'revision', 'status', 'updated', 'owner'];

const places = (cluster: string) =>
  environments
    .filter((e) => e.cluster === cluster)
    .flatMap((e) => customers.map((customer) => ({ customer, environment: e.name, name: `${customer}-${e.name}` })));

export const namespaceRows = (cluster: string): Row[] => [
  ...places(cluster).map((p) => ({
    id: p.name,
    cells: [p.name, p.environment, p.customer, 'Active', ago(60 * 24 * 92)],
  })),
  ...['argocd', 'default', 'external-secrets', 'kube-system', 'monitoring'].map((name) => ({
    id: name,
    cells: [name, '', '', 'Active', ago(60 * 24 * 120)],
  })),
];

const components = ['web', 'api', 'worker', 'cache', 'scheduler'];

export const deploymentRows = (cluster: string): Row[] =>
  places(cluster).flatMap((p, i) =>
    products.flatMap((product) =>
      components.map((part, j) => {
        const degraded = p.name === 'globex-stage' && product === 'billing' && part === 'worker';
        const rolling = p.name === 'initech-dev' && product === 'shop' && part === 'web';
        const name = `${product}-${part}`;
        const version = p.environment === 'prod' ? '1.4.1' : '1.5.0';
        return {
          id: `${p.name}/${name}`,
          cells: [
            name,
            p.name,
            degraded ? '1/3' : rolling ? '2/3' : '3/3',
            degraded ? 'Degraded' : rolling ? 'Progressing' : 'Available',
            `registry.example.test/${product}/${part}:${version}`,
            ago(60 * (7 + i * 13 + j * 31)),
          ],
        };
      }),
    ),
  );

/** A small generator, so that every run shows the same rows. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

export function podRows(cluster: string, count: number): Row[] {
  const roll = dice(cluster.length * 7919);
  const homes = places(cluster);
  const tail = (n: number) => Array.from({ length: n }, () => letters[roll(letters.length)]).join('');
  return Array.from({ length: count }, (_, i) => {
    const home = homes[i % homes.length] ?? { name: 'default' };
    const workload = `${products[roll(2)]}-${components[roll(components.length)]}`;
    const name = `${workload}-${tail(9)}-${tail(5)}`;
    const bad = roll(400);
    const status = bad === 0 ? 'CrashLoopBackOff' : bad === 1 ? 'Pending' : bad === 2 ? 'ImagePullBackOff' : 'Running';
    const restarts = bad === 0 ? 4 + roll(60) : roll(30) === 0 ? 1 + roll(3) : 0;
    const node = bad === 1 ? '' : `${cluster}-node-${String(roll(1000)).padStart(3, '0')}`;
    return {
      id: `${home.name}/${name}`,
      cells: [
        name,
        home.name,
        status,
        status === 'Running' ? '1/1' : '0/1',
        String(restarts),
        node,
        ago(1 + roll(60 * 24 * 20)),
      ],
    };
  });
}

export const releaseRows = (cluster: string): Row[] =>
  places(cluster).flatMap((p, i) =>
    products.map((product, j) => {
      const failed = p.name === 'globex-stage' && product === 'billing';
      const owner = p.environment === 'dev' ? '' : `Argo CD ${p.customer}-${product}-${p.environment}`;
      return {
        id: `${p.name}/${product}`,
        cells: [
          product,
          p.name,
          String(3 + ((i + j) % 5)),
          failed ? 'failed' : 'deployed',
          ago(40 + i * 190 + j * 35),
          owner,
        ],
      };
    }),
  );
