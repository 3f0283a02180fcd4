import type { Application, ClusterContext, ContextState, Emergency, OperationStatus, Target } from '../types';
import { auditService } from './audit';
import { type Bound, nothing, unseen } from './bound';
import { connectionService, connectionsOf } from './connections';
import { applicationOf, releaseOf, valuesOf } from './details';
import { noDiff, outOfSyncDiff, revisionDiff } from './diffs';
import { decide, explain, matrix, roleTitle, titleOf } from './duties';
import { fleetService } from './fleet';
import { event } from './journal';
import type { Landscape } from './landscape';
import { siemService } from './siem';
import { contexts, customers, environments, instanceOf, products, roleOf } from './world';

const refuse = (shape: { kind: string; system?: string; detail: string; field?: string }): never => {
  throw new Error(JSON.stringify(shape));
};

const failure = (system: string) =>
  ({
    kind: 'unreachable',
    system,
    detail: `${system === 'argocd' ? 'Argo CD' : 'The cluster harbor'} did not answer within 5 s. Check the network or the VPN, then retry`,
  }) as const;
const forbidden = {
  kind: 'denied',
  system: 'kubernetes',
  detail: 'The cluster does not let dev1 list these objects. Ask Platform for read access: platform1',
  field: 'rbac',
};

const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** The bound services over a landscape, with a little latency. */
export function services(world: Landscape, latency: number): Bound {
  const answer = async <T>(system: string, value: () => T): Promise<T> => {
    await after(latency);
    if (world.scenario === 'failing') refuse(failure(system));
    return value();
  };
  const list = async <T>(system: string, value: () => T): Promise<T> => {
    await after(latency);
    if (world.scenario === 'failing') refuse(failure(system));
    if (world.scenario === 'forbidden') refuse(forbidden);
    return value();
  };
  return {
    AboutService: { About: () => after(latency).then(() => about(world)) },
    ArgocdService: {
      Instances: () => answer('argocd', () => instancesOf(world)),
      Application: (ref) => list('argocd', () => find(world, ref.name)),
      Compare: (ref) =>
        list('argocd', () => (find(world, ref.name).sync === 'OutOfSync' ? outOfSyncDiff : noDiff('live', 'Git'))),
      Sync: async (input) => {
        await after(latency);
        const app = find(world, input.ref.name);
        return perform(
          world,
          'argocd.application.sync',
          app,
          app.ref.name,
          input.dryRun ? 'dry run' : app.target,
          () => {
            if (!input.dryRun)
              world.updateApplication(app.ref.name, { sync: 'Synced', live: app.desired, operation: 'Succeeded' });
          },
          input.emergency,
        );
      },
    },
    AuditService: auditService(world, answer, (action) => decide(roleNow(world), action, nowhere)),
    BreakglassService: {
      Open: () => answer('audit', () => world.emergencies()),
      Acknowledge: async (id) => {
        await after(latency);
        const { person, role } = acting(world).actor;
        const open = world.emergencies().find((e) => e.operation === id);
        if (!open) return refuse({ kind: 'conflict', system: 'audit', detail: 'It has been acknowledged meanwhile' });
        const target = { ...nowhere, environment: open.environment, requestedBy: open.person };
        const decision = decide(role, 'breakglass.acknowledge', target, person);
        if (!decision.allowed) return refuse({ kind: 'denied', system: 'policy', detail: decision.reason });
        const operation = `ACK${world.events.length}`;
        world.record(
          event(world.events.length + 1, {
            operation,
            person,
            role,
            action: 'breakglass.acknowledge',
            name: open.name,
            outcome: 'succeeded',
            details: { acknowledged: id },
          }),
        );
        return world.status({
          id: operation,
          title: 'Acknowledge an emergency',
          action: 'breakglass.acknowledge',
          target: open.name,
          person,
          state: 'succeeded',
          outcome: `The emergency of ${open.person} on ${open.name} is acknowledged`,
          ended: new Date().toISOString(),
        });
      },
    },
    ClusterService: {
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
    },
    ConnectionService: connectionService(world, latency),
    FleetService: fleetService(
      world,
      (value) => answer('fleet', value),
      async (action, name, outcome, done) => {
        await after(latency);
        return perform(
          world,
          action,
          { environment: '', namespace: '', cluster: '' },
          name,
          '',
          done,
          undefined,
          outcome,
        );
      },
    ),
    HelmService: {
      Release: (ref) =>
        list('kubernetes', () => {
          const row = world
            .list({ view: 'releases', scope: { context: ref.context, namespace: '', instance: '' } })
            .rows.find((r) => r.id === `${ref.namespace}/${ref.name}`);
          if (!row)
            return refuse({
              kind: 'notFound',
              system: 'helm',
              detail: `There is no release ${ref.name} in ${ref.namespace}`,
            });
          return releaseOf(ref, Number(row.cells[2]), row.cells[5] ?? '', row.cells[3] === 'failed');
        }),
      Values: (_ref, revision) => list('kubernetes', () => valuesOf(revision)),
      Compare: (_ref, from, to) => list('kubernetes', () => revisionDiff(from, to)),
      Rollback: async ({ ref, revision, emergency }) => {
        await after(latency);
        const environment = ref.namespace.split('-')[1] ?? '';
        return perform(
          world,
          'helm.release.rollback',
          { environment, namespace: ref.namespace, cluster: environment === 'prod' ? 'ocean' : 'harbor' },
          ref.name,
          `revision ${revision}`,
          () => {
            world
              .list({ view: 'releases', scope: { context: ref.context, namespace: '', instance: '' } })
              .change((rows) =>
                rows.map((r) =>
                  r.id === `${ref.namespace}/${ref.name}`
                    ? {
                        id: r.id,
                        cells: r.cells.map((c, i) =>
                          i === 2 ? String(Number(c) + 1) : i === 4 ? new Date().toISOString() : c,
                        ),
                      }
                    : r,
                ),
              );
          },
          emergency,
        );
      },
    },
    IdentityService: {
      Acting: () => after(latency).then(() => acting(world)),
      Use: (name) =>
        after(latency).then(() => {
          world.acting = { context: name, role: world.acting.role };
          world.announce('identity');
          return acting(world);
        }),
      Refresh: () => after(latency).then(() => acting(world)),
      ActAs: (role) =>
        after(latency).then(() => {
          if (world.scenario === 'failing')
            refuse({
              kind: 'internal',
              system: 'audit',
              detail: 'The audit journal cannot be written, so nothing was changed',
            });
          world.acting = { ...world.acting, role };
          world.announce('identity');
          return world.status({
            id: `act-as-${role}`,
            action: 'session.actAs',
            title: "Act as another of one's roles",
            target: roleTitle(role),
            state: 'succeeded',
            outcome: `Acting as ${roleTitle(role)}`,
            ended: new Date().toISOString(),
          });
        }),
    },
    LiveService: {
      Window: (query) =>
        query.view === 'audit' ? answer('audit', () => world.page(query)) : list('kubernetes', () => world.page(query)),
    },
    OperationService: {
      Statuses: () => after(latency).then(() => [...world.statuses.values()]),
      Cancel: async (id) => {
        const running = world.statuses.get(id)?.state === 'running';
        if (running)
          world.status({
            id,
            state: 'cancelled',
            ended: new Date().toISOString(),
            fault: { kind: 'cancelled', detail: 'Cancelled' },
          });
        return running;
      },
    },
    SiemService: siemService(world, () => after(latency)),
    PolicyService: {
      May: (questions) =>
        after(latency).then(() =>
          questions.map((q) => decide(roleNow(world), q.action, classify(q.target), acting(world).actor.person)),
        ),
      Explain: (question, role) =>
        answer('policy', () => {
          const { person, proof } = acting(world).actor;
          return explain(role || roleNow(world), question.action, classify(question.target), person, proof);
        }),
      Matrix: (role, customer, product) =>
        answer('policy', () =>
          matrix(role || roleNow(world), (environment) => ({
            ...nowhere,
            environment,
            customer,
            product,
            production: environment === 'prod',
          })),
        ),
    },
  };
}

const nowhere: Target = {
  context: '',
  cluster: '',
  namespace: '',
  name: '',
  environment: '',
  tier: '',
  production: false,
  customer: '',
  product: '',
};

const classify = (target: Target): Target => {
  const environment =
    target.environment || (environments.find((e) => target.namespace.endsWith(`-${e.name}`))?.name ?? '');
  return { ...nowhere, requestedBy: '', platform: false, ...target, environment, production: environment === 'prod' };
};

/** Without a mapping the role is the chosen one; with it, the chosen one counts where a group proves it. */
function roleNow(world: Landscape): string {
  const roles = rolesOf(world);
  if (roles.includes(world.acting.role)) return world.acting.role;
  return world.unmapped ? 'unknown' : (roles[0] ?? 'unknown');
}

function rolesOf(world: Landscape): string[] {
  if (world.unmapped) return ['developer', 'devops', 'platform', 'operations', 'support'];
  const person = world.acting.context.split('@')[0] ?? '';
  const own = roleOf[person];
  if (!own) return [];
  return person === 'devops1' ? [own, 'developer'] : [own];
}

function acting(world: Landscape) {
  const { context } = world.acting;
  const [person = '', cluster = ''] = context.split('@');
  const role = roleNow(world);
  const group = `sluice:${role}`;
  return {
    context,
    cluster,
    production: cluster === 'ocean',
    actor: {
      person,
      role,
      roles: rolesOf(world),
      proof: role === 'unknown' || world.unmapped ? '' : `group ${group}`,
      logins: [
        { system: 'kubernetes', at: '', name: person, groups: world.unmapped ? [] : [group], person, note: '' },
        ...connectionsOf(world)
          .filter((one) => ['argocd', 'vault', 'git'].includes(one.kind) && /connected|expiring/.test(one.state))
          .map((one) => ({
            system: one.kind,
            at: one.name,
            name: one.login,
            groups: [],
            person: one.person,
            note: '',
          })),
      ],
    },
    selfDeclared: world.unmapped,
    problem: nothing,
  };
}

function about(world: Landscape) {
  return {
    version: '0.1.0',
    build: 'development',
    fleet: fleetState(world),
    keychain: {
      mode: world.keychain,
      note: world.keychain === 'locked' ? 'Tokens are kept until Sluice is closed: the keychain is locked' : '',
      asking: false,
    },
    journal: {
      path: '/home/dev1/.local/share/sluice/journal.db',
      records: world.events.length,
      problem: '',
      doubt: world.tampered ? `record ${world.tampered} was changed` : '',
    },
    environments: world.scenario === 'empty' ? [] : environments,
  };
}

function fleetState(world: Landscape) {
  const { name, address, missing, commit, problem } = world.fleet.file();
  const listed = <T>(all: readonly T[]) => (missing ? [] : [...all]);
  return {
    name,
    path: address,
    missing,
    commit,
    problem: problem?.detail ?? '',
    customers: listed(customers),
    products: listed(products),
  };
}

const ownOf = (world: Landscape, context: ClusterContext) =>
  world.fleet.own.filter((own) => own.server === context.server).map((own) => `${own.tier} (own)`);

function find(world: Landscape, name: string): Application {
  const app = world.applications.get(name);
  return app
    ? applicationOf(app)
    : refuse({ kind: 'notFound', system: 'argocd', detail: `There is no application ${name}, or you may not see it` });
}

function instancesOf(world: Landscape) {
  const [person = ''] = world.acting.context.split('@');
  const used = new Set([...world.applications.values()].map(instanceOf));
  return [...used].sort().map((name) => {
    const signedIn = world.signedIn.has(name);
    return {
      name,
      url: `https://argocd.${name}.example.test`,
      hint: 'Sign in with your directory password',
      signedIn,
      login: signedIn ? person : '',
      suggest: person,
      version: 'v2.14.21',
      expires: signedIn ? new Date(Date.now() + 75_600_000).toISOString() : '',
      insecure: name === 'ocean',
      certificate: unseen,
      problem: signedIn
        ? nothing
        : { kind: 'signIn', system: 'argocd', detail: `You are not signed in to Argo CD ${name}` },
    };
  });
}

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

/** Runs one operation as the backend would: decide, record, report by phase, record the outcome. */
function perform(
  world: Landscape,
  action: string,
  where: { environment: string; namespace: string; cluster: string },
  name: string,
  what: string,
  done: () => void,
  emergency?: Emergency,
  outcome = `${name} is deployed at ${what}`,
): OperationStatus {
  const { person, role } = acting(world).actor;
  const decision = decide(role, action, { ...nowhere, environment: where.environment, namespace: where.namespace });
  const seq = world.events.length + 1;
  const shared = {
    person,
    role,
    action,
    name,
    environment: where.environment,
    namespace: where.namespace,
    cluster: where.cluster,
    operation: `OP${Date.now().toString(36).toUpperCase()}`,
    rule: decision.rule,
    emergency: emergency?.reason ?? '',
    reason: emergency ? decision.held : '',
  };
  if (decision.held && !emergency) return refuse({ kind: 'held', system: 'schedule', detail: decision.held });
  if (!decision.allowed) {
    const detail = `${decision.reason}. Ask ${decision.ask.join(' or ')}: ${decision.people.join(', ')}`;
    world.record(event(seq, { ...shared, outcome: 'refused', reason: detail, fault: 'denied' }));
    return refuse({ kind: 'denied', system: 'policy', detail, field: decision.rule });
  }
  world.record(event(seq, { ...shared, outcome: 'asked' }));
  const id = shared.operation;
  const phases: [string, number][] = action.startsWith('fleet.')
    ? []
    : [
        ['asked Argo CD to sync', 1],
        ['applying objects', 3],
        ['waiting for health', 6],
        ['waiting for health', 8],
      ];
  void (async () => {
    for (const [phase, n] of phases) {
      await after(900);
      if (world.statuses.get(id)?.state !== 'running') return;
      world.status({
        id,
        step: { phase, done: n, total: 8, detail: n === 6 ? 'Deployment shop-api: 2 of 3 replicas are available' : '' },
      });
    }
    await after(phases.length === 0 ? 0 : 700);
    if (world.statuses.get(id)?.state !== 'running') return;
    done();
    world.status({
      id,
      state: 'succeeded',
      outcome,
      ended: new Date().toISOString(),
    });
    if (action.startsWith('fleet.')) world.announce('fleet');
    world.record(event(world.events.length + 1, { ...shared, outcome: 'succeeded', millis: 4_300 }));
  })();
  return world.status({
    id,
    action,
    title: titleOf(action),
    target: `${name} in ${where.cluster}/${where.namespace}`,
    person,
    emergency: shared.emergency,
    step: { phase: 'recorded in the journal', done: 0, total: 8, detail: '' },
  });
}
