import type { DiffLine, DiffObject, DiffResult } from '../types';

/** Builds a diff object out of lines marked "+", "-" or " ". */
function object(kind: string, name: string, marked: string[], extra: Partial<DiffObject> = {}): DiffObject {
  let before = 0;
  let after = 0;
  const lines: DiffLine[] = marked.map((line) => {
    const op = line.startsWith('+') ? 'add' : line.startsWith('-') ? 'delete' : 'same';
    if (op !== 'add') before += 1;
    if (op !== 'delete') after += 1;
    return { op, old: op === 'add' ? 0 : before, new: op === 'delete' ? 0 : after, text: line.slice(1) };
  });
  const added = lines.filter((line) => line.op === 'add').length;
  const removed = lines.filter((line) => line.op === 'delete').length;
  return {
    group: kind === 'Deployment' ? 'apps' : '',
    kind,
    namespace: 'acme-prod',
    name,
    change: added + removed === 0 ? 'unchanged' : 'changed',
    hidden: false,
    noise: 0,
    added,
    removed,
    lines,
    ...extra,
  };
}

const deployment = (name: string, from: string, to: string) =>
  object(
    'Deployment',
    name,
    [
      ' apiVersion: apps/v1',
      ' kind: Deployment',
      ' metadata:',
      '   labels:',
      '     app.kubernetes.io/instance: acme-shop-prod',
      `     app.kubernetes.io/name: ${name}`,
      `-    app.kubernetes.io/version: ${from}`,
      `+    app.kubernetes.io/version: ${to}`,
      `   name: ${name}`,
      '   namespace: acme-prod',
      ' spec:',
      '   replicas: 3',
      '   selector:',
      '     matchLabels:',
      `       app.kubernetes.io/name: ${name}`,
      '   template:',
      '     spec:',
      '       containers:',
      '       - name: app',
      `-        image: registry.example.test/shop/${name}:${from}`,
      `+        image: registry.example.test/shop/${name}:${to}`,
      '         ports:',
      '         - containerPort: 8080',
      '         readinessProbe:',
      '           httpGet:',
      '             path: /ready',
      '             port: 8080',
      '         resources:',
      '           limits:',
      '-            memory: 256Mi',
      '+            memory: 384Mi',
      '           requests:',
      '             cpu: 100m',
      '             memory: 128Mi',
    ],
    { noise: 7 },
  );

const config = object(
  'ConfigMap',
  'shop-settings',
  [
    ' apiVersion: v1',
    ' data:',
    '   currency: EUR',
    '-  checkout.retries: "2"',
    '+  checkout.retries: "3"',
    '+  checkout.timeout: 8s',
    ' kind: ConfigMap',
  ],
  { noise: 2 },
);

const secretObject = object(
  'Secret',
  'shop-payment',
  [' apiVersion: v1', ' data:', '-  api-key: (value hidden)', '+  api-key: (value hidden, changed)', ' kind: Secret'],
  { hidden: true },
);

const added = object(
  'PodDisruptionBudget',
  'shop-web',
  [
    '+apiVersion: policy/v1',
    '+kind: PodDisruptionBudget',
    '+metadata:',
    '+  name: shop-web',
    '+spec:',
    '+  minAvailable: 2',
  ],
  { group: 'policy', change: 'added' },
);

const same = object('Service', 'shop-web', [' apiVersion: v1', ' kind: Service', ' metadata:', '   name: shop-web'], {
  noise: 4,
});

export const outOfSyncDiff: DiffResult = {
  before: 'live in acme-prod',
  after: 'Git at v1.4.2',
  objects: [
    deployment('shop-web', '1.4.1', '1.4.2'),
    deployment('shop-api', '1.4.1', '1.4.2'),
    config,
    secretObject,
    added,
    same,
  ],
};

export const noDiff = (before: string, after: string): DiffResult => ({ before, after, objects: [same] });

export const revisionDiff = (from: number, to: number): DiffResult => ({
  before: `revision ${from}`,
  after: `revision ${to}`,
  objects: from === to ? [same] : [deployment('shop-web', '1.5.0', '1.4.1'), config, same],
});
