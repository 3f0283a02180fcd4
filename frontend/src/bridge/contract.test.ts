import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installFake } from './fake/install';

/** The backend's tests write every shape that crosses the bridge; the fake must answer in the same shapes. */
const golden = JSON.parse(readFileSync('../test/contract/bridge.json', 'utf8')) as Record<string, unknown>;

/** The first way in which a value differs from its golden shape; empty when it fits. */
function misfit(value: unknown, shape: unknown, at: string): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '';
  if (Array.isArray(shape)) return Array.isArray(value) ? misfit(value[0], shape[0], `${at}[0]`) : `${at} is no list`;
  if (typeof value !== typeof shape) return `${at} is ${typeof value}, not ${typeof shape}`;
  if (typeof shape !== 'object' || shape === null) return '';
  const [have, want] = [value as Record<string, unknown>, shape as Record<string, unknown>];
  if (/\.details$/.test(at)) return '';
  const optional = /(problem|stale|fault)$/.test(at) ? ['system', 'field'] : [];
  const missing = Object.keys(want).filter((key) => !(key in have) && !optional.includes(key));
  const extra = Object.keys(have).filter((key) => !(key in want));
  if (missing.length + extra.length > 0) return `${at}: missing [${missing}], unknown [${extra}]`;
  return (
    Object.keys(have)
      .map((key) => misfit(have[key], want[key], `${at}.${key}`))
      .find(Boolean) ?? ''
  );
}

const ref = { instance: 'ocean', project: 'acme', name: 'acme-shop-prod' };
const release = { context: 'dev1@harbor', namespace: 'acme-dev', name: 'shop' };
const query = {
  view: 'pods',
  scope: { context: 'dev1@harbor', namespace: '', instance: '' },
  filter: '',
  facets: {},
  ranges: {},
  sort: '',
  descending: false,
  offset: 0,
  limit: 10,
};

describe('the fake answers in the shapes of the backend', () => {
  it.each([
    ['argocd.Application', 'ArgocdService', 'Application', [ref]],
    ['diff.Result', 'ArgocdService', 'Compare', [ref]],
    ['helm.Release', 'HelmService', 'Release', [release]],
    ['helm.Values', 'HelmService', 'Values', [release, 3]],
    ['cluster.Contexts', 'ClusterService', 'Contexts', []],
    ['cluster.State', 'ClusterService', 'Probe', ['dev1@harbor']],
    ['identity.Acting', 'IdentityService', 'Acting', []],
    ['live.Page', 'LiveService', 'Window', [query]],
    ['desktop.About', 'AboutService', 'About', []],
    ['desktop.FleetFile', 'FleetService', 'File', []],
    ['fleet.Proposal', 'FleetService', 'Propose', []],
    ['audit.Verdict', 'AuditService', 'Verify', []],
    ['audit.State', 'AuditService', 'State', []],
    [
      'policy.Explanation',
      'PolicyService',
      'Explain',
      [{ action: 'argocd.application.sync', target: { namespace: 'acme-prod' } }, ''],
    ],
    ['siem.Overview', 'SiemService', 'Overview', []],
    ['siem.Sink', 'SiemService', 'Try', ['central']],
    ['operation.Status', 'ConnectionService', 'SignOut', ['argocd/ocean']],
    ['connection.Connection', 'ConnectionService', 'Test', ['vault/main']],
  ])('%s', async (shape, service, method, args) => {
    const world = installFake({ latency: 0, pods: 20 });
    const bound = window.go?.desktop as unknown as Record<
      string,
      Record<string, (...given: unknown[]) => Promise<unknown>>
    >;
    const value = await bound[service]?.[method]?.(...args);
    expect(misfit(value, golden[shape], shape)).toBe('');
    expect(world.scenario).toBe('full');
  });

  it.each([
    ['argocd.Instance', 'ArgocdService', 'Instances', []],
    ['connection.Connection', 'ConnectionService', 'Connections', []],
    ['connection.Entry', 'ConnectionService', 'Kept', []],
    ['desktop.Cell', 'PolicyService', 'Matrix', ['developer', '', '']],
    ['siem.Letter', 'SiemService', 'Letters', ['central']],
  ])('%s', async (shape, service, method, args) => {
    installFake({ latency: 0, pods: 20 });
    const bound = window.go?.desktop as unknown as Record<
      string,
      Record<string, (...given: unknown[]) => Promise<unknown>>
    >;
    expect(misfit(await bound[service]?.[method]?.(...args), [golden[shape]], shape)).toBe('');
  });
});
