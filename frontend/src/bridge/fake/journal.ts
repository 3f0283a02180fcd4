import type { AuditEvent, Row } from '../types';
import { ago } from './world';

export const journalColumns = [
  'at',
  'person',
  'role',
  'proof',
  'action',
  'outcome',
  'environment',
  'customer',
  'name',
  'cluster',
  'namespace',
  'rule',
  'reason',
  'emergency',
  'operation',
];

export const journalRow = (e: AuditEvent): Row => ({
  id: String(e.seq),
  cells: [
    e.at,
    e.person,
    e.role,
    e.proof,
    e.action,
    e.outcome,
    e.environment,
    e.customer,
    e.name,
    e.cluster,
    e.namespace,
    e.rule,
    e.reason,
    e.emergency,
    e.operation,
  ],
});

const hash = (seq: number) =>
  Array.from({ length: 8 }, (_, i) => ((seq * 2_654_435_761 + i * 40_503) >>> 0).toString(16).padStart(8, '0')).join(
    '',
  );

export function event(seq: number, known: Partial<AuditEvent>): AuditEvent {
  const [customer = '', product = '', environment = ''] = (known.name ?? '').split('-');
  const role = known.role ?? 'operations';
  return {
    seq,
    at: ago(0),
    operation: `OP${hash(seq).slice(0, 10).toUpperCase()}`,
    outcome: 'asked',
    person: 'ops1',
    role,
    proof: `group sluice:${role}`,
    logins: [`kubernetes:${known.person ?? 'ops1'}`, `argocd:${known.person ?? 'ops1'}`],
    action: 'argocd.application.sync',
    cluster: environment === 'prod' ? 'ocean' : 'harbor',
    namespace: customer && environment ? `${customer}-${environment}` : '',
    name: '',
    environment,
    customer,
    product,
    details: {},
    rule: '',
    fault: '',
    reason: '',
    emergency: '',
    millis: 0,
    version: '0.1.0',
    host: 'desk-14',
    prev: hash(seq - 1),
    hash: hash(seq),
    ...known,
  };
}

/** What was done before the story begins, newest first. */
export function pastEvents(): AuditEvent[] {
  const deeds: [
    minutes: number,
    person: string,
    role: string,
    action: string,
    name: string,
    outcome: string,
    reason: string,
  ][] = [
    [
      26,
      'dev1',
      'developer',
      'argocd.application.sync',
      'acme-shop-prod',
      'refused',
      'Developers change dev only. Ask Operations: ops1, ops2',
    ],
    [
      95,
      'devops1',
      'devops',
      'argocd.application.sync',
      'globex-billing-stage',
      'failed',
      'Deployment billing-worker exceeded its progress deadline',
    ],
    [160, 'devops1', 'devops', 'argocd.application.sync', 'acme-shop-stage', 'succeeded', ''],
    [310, 'dev1', 'developer', 'helm.release.rollback', 'initech-shop-dev', 'succeeded', ''],
    [60 * 9, 'ops2', 'operations', 'argocd.application.sync', 'globex-shop-prod', 'succeeded', ''],
    [60 * 26, 'ops1', 'operations', 'argocd.application.sync', 'acme-billing-prod', 'succeeded', ''],
    [
      60 * 27,
      'support1',
      'support',
      'helm.release.rollback',
      'acme-billing-prod',
      'refused',
      'Support changes customer overrides in production only. Ask Operations: ops1, ops2',
    ],
    [60 * 49, 'ops1', 'operations', 'argocd.application.sync', 'initech-shop-prod', 'cancelled', 'Cancelled'],
  ];
  const events: AuditEvent[] = [];
  let seq = 1;
  for (const [minutes, person, role, action, name, outcome, reason] of deeds.toReversed()) {
    const shared = { person, role, action, name, operation: `OP${hash(seq).slice(0, 10).toUpperCase()}` };
    const details = action.startsWith('argocd')
      ? { revision: hash(seq).slice(0, 40), prune: 'false', dryRun: 'false' }
      : { from: '6', to: '5' };
    if (outcome !== 'refused')
      events.push(event(seq++, { ...shared, details, at: ago(minutes), outcome: 'asked', rule: `${role}-may` }));
    const millis = outcome === 'refused' ? 0 : 8_412;
    events.push(
      event(seq++, {
        ...shared,
        details,
        at: ago(minutes - millis / 60_000),
        outcome,
        reason,
        millis,
        rule: outcome === 'refused' ? 'dev-only' : `${role}-may`,
        fault: outcome === 'refused' ? 'denied' : '',
      }),
    );
  }
  return events.reverse();
}
