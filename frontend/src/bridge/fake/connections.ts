import type { Connection, KeptEntry, OperationStatus } from '../types';
import { after, refuse } from './answers';
import { type Bound, nothing, unseen } from './bound';
import type { Landscape } from './landscape';
import { contexts } from './world';

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

const blank: Connection = {
  id: '',
  kind: '',
  name: '',
  url: '',
  hint: '',
  state: 'signedOut',
  login: '',
  person: '',
  suggest: '',
  version: '',
  methods: [],
  facts: [],
  expires: '',
  warn: '',
  renewable: false,
  kept: false,
  lasting: false,
  insecure: false,
  certificate: unseen,
  checkedAt: '',
  restsUntil: '',
  problem: nothing,
};

const certificate = (name: string, verified = true) => ({
  name,
  issuer: verified ? 'Harbor Internal CA' : name,
  until: inMinutes(60 * 24 * 74),
  verified,
});

type Known = Partial<Connection> & Pick<Connection, 'kind' | 'name' | 'url'>;

/** The systems of the fake fleet, as they are once one has signed in. */
const systems = (person: string): Known[] => [
  {
    kind: 'argocd',
    name: 'harbor',
    url: 'https://argocd.harbor.example.test',
    version: 'v2.14.21',
    methods: ['password'],
    expires: inMinutes(60 * 21),
    certificate: certificate('argocd.harbor.example.test'),
  },
  {
    kind: 'argocd',
    name: 'ocean',
    url: 'https://argocd.ocean.example.test',
    version: 'v2.14.21',
    methods: ['password'],
    expires: inMinutes(60 * 23),
    insecure: true,
    certificate: certificate('argocd.ocean.example.test', false),
  },
  {
    kind: 'vault',
    name: 'main',
    url: 'https://vault.example.test',
    version: '1.14.1',
    methods: ['password', 'approle', 'token'],
    expires: inMinutes(8),
    renewable: true,
    state: 'expiring',
    facts: [
      { name: 'Signed in by', value: 'userpass' },
      { name: 'Policies', value: `default, sluice-${person.replace(/\d/, '')}` },
    ],
    certificate: certificate('vault.example.test'),
  },
  {
    kind: 'git',
    name: 'code',
    url: 'https://git.example.test',
    version: '1.26.4',
    methods: ['password', 'token'],
    lasting: true,
    certificate: certificate('git.example.test'),
  },
  {
    kind: 'registry',
    name: 'images',
    url: 'http://127.0.0.1:5000',
    version: 'registry/2.0',
    methods: ['password'],
    login: 'robot',
    lasting: true,
    facts: [{ name: 'Whose', value: 'a registry knows accounts, not people' }],
  },
];

const signedInAs = (world: Landscape) => world.acting.context.split('@')[0] ?? '';

/** Argo CD's sessions are named as the instances are, others by their id. */
const session = (one: Pick<Connection, 'kind' | 'name'>) =>
  one.kind === 'argocd' ? one.name : `${one.kind}/${one.name}`;

export function connectionsOf(world: Landscape): Connection[] {
  if (world.scenario === 'empty') return [];
  const person = signedInAs(world);
  return [
    ...systems(person).map((one) => systemOf(world, person, one)),
    ...contexts.map((one) => clusterOf(world, one)),
  ];
}

function systemOf(world: Landscape, person: string, known: Known): Connection {
  const one: Connection = {
    ...blank,
    ...known,
    id: `${known.kind}/${known.name}`,
    checkedAt: inMinutes(-1),
    suggest: person,
  };
  one.hint = 'Sign in with your directory password';
  if (world.scenario === 'failing') {
    const detail = `${one.name} did not answer in time. Check the network or the VPN, then retry`;
    return {
      ...one,
      state: 'unreachable',
      login: '',
      expires: '',
      version: '',
      facts: [],
      problem: { kind: 'unreachable', detail },
    };
  }
  if (world.scenario === 'forbidden' && one.kind === 'git') {
    const detail =
      'Signed in to Git host code as devops1, which is devops1, but acting as dev1. Sign out there and sign in as yourself';
    return {
      ...one,
      state: 'wrongPerson',
      login: 'devops1',
      person: 'devops1',
      kept: true,
      problem: { kind: 'denied', detail },
    };
  }
  if (!world.signedIn.has(session(one))) {
    const detail = `${person} is not signed in to ${one.name}`;
    return {
      ...one,
      state: 'signedOut',
      login: '',
      expires: '',
      facts: [],
      renewable: false,
      problem: { kind: 'signIn', detail },
    };
  }
  return {
    ...one,
    state: one.state === 'expiring' ? 'expiring' : 'connected',
    login: one.login || person,
    person: one.login ? '' : person,
    kept: true,
  };
}

function clusterOf(world: Landscape, context: (typeof contexts)[number]): Connection {
  const one = {
    ...blank,
    id: `cluster/${context.name}`,
    kind: 'cluster',
    name: context.name,
    url: context.server,
    insecure: context.insecure,
  };
  const down = world.scenario === 'failing' || context.cluster === 'quay';
  if (context.problem) return { ...one, state: 'problem', problem: context.problem };
  if (down) {
    const detail = `${context.cluster} did not answer within 5 s. Check the network or the VPN, then retry`;
    return { ...one, state: 'unreachable', checkedAt: inMinutes(-2), problem: { kind: 'unreachable', detail } };
  }
  return {
    ...one,
    state: 'connected',
    login: context.user,
    person: context.user,
    version: 'v1.37.0',
    expires: inMinutes(60 * 24 * 61),
    checkedAt: inMinutes(-1),
    certificate: certificate(`${context.cluster}.example.test`),
  };
}

/** Signing in and out, over the landscape. */
export function connectionService(world: Landscape, latency: number): Bound['ConnectionService'] {
  const find = (id: string) =>
    connectionsOf(world).find((one) => one.id === id) ??
    refuse({ kind: 'notFound', detail: `There is no connection ${id}` });
  const ended = (id: string, action: string, title: string, outcome: string): OperationStatus => {
    const now = find(id);
    world.announceConnection(now);
    return world.status({
      id: `${action} ${id} ${Date.now()}`,
      action,
      title,
      target: `${now.kind} ${now.name}`,
      person: signedInAs(world),
      state: 'succeeded',
      outcome,
      ended: new Date().toISOString(),
    });
  };
  return {
    Connections: async () => {
      await after(latency);
      return connectionsOf(world);
    },
    Test: async (id) => {
      await after(latency * 3);
      return { ...find(id), checkedAt: new Date().toISOString() };
    },
    SignIn: async ({ id, login, secret }) => {
      await after(latency * 3);
      const one = find(id);
      if (secret === 'wrong')
        refuse({
          kind: 'signIn',
          system: one.kind,
          detail: `${one.name} does not accept this login and password`,
          field: 'secret',
        });
      world.signedIn.add(session(one));
      if (one.kind === 'argocd') world.updateApplication('acme-shop-prod', {});
      return ended(id, 'session.signIn', 'Sign in to a system', `Signed in to ${one.name} as ${login}`);
    },
    SignOut: async (id) => {
      await after(latency);
      world.signedIn.delete(session(find(id)));
      return ended(id, 'session.signOut', 'Sign out of a system', `Signed out of ${find(id).name}`);
    },
    Renew: async (id) => {
      await after(latency);
      return ended(id, 'session.renew', 'Prolong a session', `The session at ${find(id).name} goes on`);
    },
    Kept: async () => {
      await after(latency);
      return connectionsOf(world)
        .filter(({ kept }) => kept)
        .map(
          ({ kind, url }): KeptEntry => ({
            system: kind,
            account: `${signedInAs(world)} at ${url}`,
            durable: world.keychain === 'available',
          }),
        );
    },
    Forget: async ({ system, account }) => {
      const one = connectionsOf(world).find(({ kind, url }) => kind === system && account.endsWith(url));
      if (!one) return refuse({ kind: 'notFound', detail: 'It is not kept any more' });
      world.signedIn.delete(session(one));
      return ended(one.id, 'session.forget', 'Forget a kept credential', `Forgotten: ${account}`);
    },
    Unlock: async () => {
      await after(latency * 5);
      world.keychain = 'available';
      world.announce('keychain');
      return true;
    },
  };
}
