import type { Decision, Explanation, MatrixCell, Target } from '../types';
import { environments } from './world';

/** The duties of the default policy, in small: enough for every answer a story shows. */

const everybody = Object.fromEntries(
  ['unknown', 'developer', 'devops', 'platform', 'operations', 'support'].map((role) => [role, ['*']]),
);

const may: Record<string, Record<string, string[]>> = {
  'chart.check': { developer: ['*'], devops: ['*'], platform: ['*'] },
  'helm.release.apply': { developer: ['dev'], devops: ['dev', 'stage'], operations: ['prod'] },
  'helm.release.rollback': { developer: ['dev'], devops: ['dev', 'stage'], operations: ['prod'] },
  'helm.release.values': { developer: ['*'], devops: ['*'], platform: ['*'], operations: ['*'], support: ['*'] },
  'argocd.application.sync': { developer: ['dev'], devops: ['dev', 'stage'], operations: ['prod'] },
  'argocd.application.configure': { devops: ['dev', 'stage'] },
  'promotion.propose': { developer: ['dev'], devops: ['dev'] },
  'promotion.deploy': { operations: ['prod'] },
  'override.write': { operations: ['prod'], support: ['prod'] },
  'secret.keys': { developer: ['*'], devops: ['*'], platform: ['*'], operations: ['*'], support: ['*'] },
  'secret.reveal': { developer: ['dev'], devops: ['dev', 'stage'], operations: ['prod'], support: ['prod'] },
  'cluster.objects': { platform: ['*'] },
  'audit.export': {
    developer: ['*'],
    devops: ['*'],
    platform: ['*'],
    operations: ['*'],
    support: ['*'],
    unknown: ['*'],
  },
  breakglass: { operations: ['prod'] },
  'breakglass.acknowledge': { operations: ['prod'] },
  'audit.replay': { developer: ['*'], devops: ['*'], platform: ['*'], operations: ['*'], support: ['*'] },
  'fleet.create': everybody,
  'fleet.write': { devops: ['*'], platform: ['*'] },
  'fleet.classify': everybody,
};

const titles: Record<string, string> = {
  'chart.check': 'Lint, template or package a chart',
  'helm.release.apply': 'Install, upgrade or uninstall a release',
  'helm.release.rollback': 'Roll back a release',
  'helm.release.values': 'Read the values of a release, redacted',
  'argocd.application.sync': 'Sync an application',
  'argocd.application.configure': 'Change applications and application sets',
  'promotion.propose': 'Propose a promotion',
  'promotion.deploy': 'Deploy or schedule to production',
  'override.write': 'Change customer overrides',
  'secret.keys': 'See which secret keys exist',
  'secret.reveal': 'Reveal a secret value',
  'cluster.objects': 'Change CRDs, cluster policies and quotas',
  'audit.export': 'Export the journal',
  breakglass: 'Act in an emergency, outside windows and approvals',
  'breakglass.acknowledge': 'Acknowledge an emergency',
  'audit.replay': 'Send records again that a SIEM refused',
  'fleet.create': 'Write the first fleet file',
  'fleet.write': 'Change the fleet file',
  'fleet.classify': 'Say on this computer where a context belongs',
};

export const roleTitle = (role: string) =>
  role === 'devops' ? 'DevOps' : role.charAt(0).toUpperCase() + role.slice(1);

const people: Record<string, string[]> = {
  developer: ['dev1'],
  devops: ['devops1'],
  platform: ['platform1'],
  operations: ['ops1', 'ops2'],
  support: ['support1'],
};

const reasons: Record<string, [rule: string, reason: string]> = {
  developer: ['dev-only', 'Developers change dev only'],
  devops: ['not-production', 'DevOps changes dev and stage, never production'],
  operations: ['production-only', 'Operations changes production only'],
  platform: ['platform-objects', 'Platform changes cluster-wide objects, never applications'],
  support: ['overrides-only', 'Support changes customer overrides in production only'],
  unknown: ['no-role', 'None of your groups maps to a role, so you may read and change nothing'],
};

/** What the fake's one freeze holds: deployments to initech's production. */
const deploys = ['helm.release.apply', 'helm.release.rollback', 'argocd.application.sync', 'promotion.deploy'];
const frozen = (action: string, { environment, customer, namespace }: Target) =>
  deploys.includes(action) && environment === 'prod' && (customer === 'initech' || namespace === 'initech-prod')
    ? 'The freeze "audit week" holds this until Fri 12 Mar 2027 18:00 CET (17:00 UTC): auditors are in the house. In an emergency ops1 or ops2 may break glass'
    : '';

export function decide(role: string, action: string, target: Target, person = ''): Decision {
  if (action.startsWith('session.'))
    return { allowed: true, rule: 'everyone-session', reason: '', ask: [], people: [], held: '' };
  const rows = may[action] ?? {};
  const fits = (r: string) => (rows[r] ?? []).some((e) => e === '*' || e === target.environment);
  const own = person !== '' && target.requestedBy === person;
  if (fits(role) && !own) {
    return {
      allowed: true,
      rule: `${role}-${target.environment || 'any'}`,
      reason: `${roleTitle(role)} does this ${target.environment ? `in ${target.environment}` : 'everywhere'}`,
      ask: [],
      people: [],
      held: frozen(action, target),
    };
  }
  const others = Object.keys(rows).filter(fits);
  const [rule, reason] = own
    ? ['four-eyes', 'Nobody acknowledges their own emergency: another person of the role must do it']
    : (reasons[role] ?? ['no-role', 'Nobody may do this']);
  return {
    allowed: false,
    rule,
    reason,
    ask: others.map(roleTitle),
    people: others.flatMap((r) => people[r] ?? []).filter((one) => one !== person),
    held: '',
  };
}

const kindOf = (action: string) =>
  action.startsWith('helm')
    ? 'Release'
    : action.startsWith('argocd')
      ? 'Application'
      : action.startsWith('chart')
        ? 'Chart'
        : action.startsWith('secret')
          ? 'Secret'
          : action.startsWith('cluster')
            ? 'ClusterObject'
            : 'Promotion';

export const matrix = (role: string, target: (environment: string) => Target): MatrixCell[] =>
  Object.keys(may).flatMap((action) =>
    environments.map(({ name }) => ({
      action,
      title: titles[action] ?? action,
      kind: kindOf(action),
      environment: name,
      decision: decide(role, action, target(name)),
    })),
  );

export const titleOf = (action: string) => titles[action] ?? action;

/** The answer as the backend would explain it, with one rule in the words of Cedar. */
export function explain(role: string, action: string, target: Target, person: string, proof: string): Explanation {
  const decision = decide(role, action, target, person);
  const effect = decision.allowed ? 'permit' : 'forbid';
  const text = `@id("${decision.rule}")
@reason("${decision.reason}")
${effect} (principal in Role::"${role}", action == Action::"${action}", resource)
when { resource.tier ${decision.allowed ? '==' : '!='} "${role === 'operations' ? 'prod' : 'dev'}" };`;
  return {
    action,
    title: titleOf(action),
    role,
    target,
    decision,
    rules: [
      { id: decision.rule, reason: decision.reason, text, forbids: !decision.allowed, fleet: false, decides: true },
    ],
    facts: [
      { name: 'Person', value: person },
      { name: 'Role', value: roleTitle(role) },
      { name: 'Environment', value: target.environment },
      { name: 'Tier', value: target.environment },
      { name: 'Classified', value: target.environment ? 'yes' : 'no' },
      { name: 'Customer', value: target.customer },
      { name: 'Requested by', value: target.requestedBy ?? '' },
      { name: 'Proof', value: proof },
    ],
    roles: Object.keys(people).map((one) => {
      const answer = decide(one, action, target);
      return {
        role: one,
        title: roleTitle(one),
        allowed: answer.allowed,
        rule: answer.rule,
        people: people[one] ?? [],
      };
    }),
    changes: decision.allowed ? [] : decision.ask.map((title) => `you acted as ${title}`),
  };
}
