import type { Decision, MatrixCell, Target } from '../types';
import { environments } from './world';

/** The duties of the default policy, in small: enough for every answer a story shows. */

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

export function decide(role: string, action: string, target: Target): Decision {
  if (action.startsWith('session.'))
    return { allowed: true, rule: 'everyone-session', reason: '', ask: [], people: [] };
  const rows = may[action] ?? {};
  const fits = (r: string) => (rows[r] ?? []).some((e) => e === '*' || e === target.environment);
  if (fits(role)) {
    return { allowed: true, rule: `${role}-${target.environment || 'any'}`, reason: '', ask: [], people: [] };
  }
  const others = Object.keys(rows).filter(fits);
  const [rule, reason] = reasons[role] ?? ['no-role', 'Nobody may do this'];
  return { allowed: false, rule, reason, ask: others.map(roleTitle), people: others.flatMap((r) => people[r] ?? []) };
}

export const matrix = (role: string, target: (environment: string) => Target): MatrixCell[] =>
  Object.keys(may).flatMap((action) =>
    environments.map(({ name }) => ({
      action,
      title: titles[action] ?? action,
      environment: name,
      decision: decide(role, action, target(name)),
    })),
  );

export const titleOf = (action: string) => titles[action] ?? action;
