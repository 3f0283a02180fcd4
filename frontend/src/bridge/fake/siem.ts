import type { DeadLetter, SiemOverview, Sink } from '../types';
import { type Bound, nothing } from './bound';
import type { Landscape } from './landscape';
import { ago } from './world';

const hash = '9f2c41d07be85a36c1d4e0f7a9b2835d6c7e10f4a8b9c2d3e4f5061728394a5b';

const sink = (name: string, kind: string, url: string, more: Partial<Sink> = {}): Sink => ({
  name,
  kind,
  url,
  hint: '',
  state: 'ok',
  insecure: false,
  mutual: false,
  tokens: kind !== 'syslog',
  signedIn: kind !== 'syslog',
  certificate: { name: `${name}.example.test`, issuer: 'Example internal CA', until: '2027-03-01T00:00:00Z' },
  queue: 0,
  oldest: '',
  acked: { seq: 14, hash, at: ago(2) },
  dead: 0,
  tried: ago(2),
  next: '',
  problem: nothing,
  ...more,
});

/** Two SIEMs that have everything; in trouble, one of each kind of it. */
const sinksOf = (world: Landscape): Sink[] => {
  const central = sink('central', 'https', 'https://siem.example.test/ingest', {
    hint: 'Ask security@example.test for a token',
  });
  const archive = sink('archive', 'syslog', 'tls://logs.example.test:6514', { mutual: true });
  if (world.scenario === 'empty') return [];
  if (!world.siemTrouble) return [central, archive];
  return [
    { ...central, state: 'dead', dead: 2 },
    sink('collector', 'otlp', 'https://otel.example.test:4318', {
      state: 'failing',
      insecure: true,
      queue: 412,
      oldest: ago(190),
      acked: { seq: 7_402, hash, at: ago(190) },
      tried: ago(0.2),
      next: new Date(Date.now() + 48_000).toISOString(),
      problem: {
        kind: 'unreachable',
        system: 'siem',
        detail: 'SIEM collector at otel.example.test:4318 did not answer in time. Check the network or the VPN',
      },
    }),
    sink('abroad', 'https', 'https://siem.abroad.example.test/v1/audit', {
      state: 'signIn',
      signedIn: false,
      queue: 3,
      oldest: ago(12),
      problem: {
        kind: 'signIn',
        system: 'siem',
        detail: 'SIEM abroad wants a token (401). Sign in with one that may write records',
      },
    }),
    archive,
  ];
};

const worst = ['tampered', 'signIn', 'failing', 'dead', 'behind', 'idle', 'ok'];

const letters: DeadLetter[] = [3, 9].map((seq) => ({
  sink: 'central',
  seq,
  key: `5d0c1c7c-${seq}`,
  reason: '422 Unprocessable Entity: field "details.revision" is longer than 64 characters',
  at: ago(40),
  action: 'argocd.application.sync',
  name: seq === 3 ? 'globex-billing-stage' : 'acme-shop-prod',
  person: seq === 3 ? 'devops1' : 'ops1',
  outcome: 'succeeded',
  recorded: ago(41),
}));

const refuse = (shape: { kind: string; detail: string; field?: string }): never => {
  throw new Error(JSON.stringify({ system: 'siem', ...shape }));
};

/** The SIEM service over a landscape. */
export function siemService(world: Landscape, wait: () => Promise<void>): Bound['SiemService'] {
  let sinks = sinksOf(world);
  const change = (name: string, more: Partial<Sink>) => {
    sinks = sinks.map((one) => (one.name === name ? { ...one, ...more } : one));
    world.announce('siem');
  };
  const find = (name: string): Sink =>
    sinks.find((one) => one.name === name) ?? refuse({ kind: 'notFound', detail: `The fleet names no SIEM "${name}"` });
  const done = (id: string, title: string, action: string, name: string, outcome: string) =>
    world.status({
      id: `${id}-${name}`,
      title,
      action,
      target: `SIEM ${name}`,
      state: 'succeeded',
      outcome,
      ended: new Date().toISOString(),
    });
  const overview = (): SiemOverview => ({
    state: worst.find((state) => sinks.some((one) => one.state === state)) ?? 'off',
    queue: Math.max(0, ...sinks.map((one) => one.queue)),
    oldest:
      sinks
        .map((one) => one.oldest)
        .filter(Boolean)
        .sort()[0] ?? '',
    dead: sinks.reduce((sum, one) => sum + one.dead, 0),
    sinks,
    problem: nothing,
  });
  return {
    Overview: async () => {
      await wait();
      if (world.scenario === 'failing')
        refuse({ kind: 'unreachable', detail: 'The progress file did not answer in time. Retry' });
      return overview();
    },
    Letters: async (name) => {
      await wait();
      return letters.slice(0, find(name).dead);
    },
    Try: async (name) => {
      await wait();
      return find(name);
    },
    SignIn: async ({ sink: name, token }) => {
      await wait();
      if (token === 'wrong') refuse({ kind: 'signIn', detail: `${name} does not accept this token`, field: 'token' });
      change(name, { signedIn: true, state: 'ok', queue: 0, oldest: '', problem: nothing });
      return done('signin', 'Sign in to a system', 'session.signIn', name, `Signed in to ${name}`);
    },
    SignOut: async (name) => {
      await wait();
      change(name, { signedIn: false });
      return done('signout', 'Sign out of a system', 'session.signOut', name, `Signed out of ${name}`);
    },
    Replay: async ({ sink: name, seq }) => {
      await wait();
      const left = seq === 0 ? 0 : find(name).dead - 1;
      change(name, { dead: left, state: left > 0 ? 'dead' : 'ok' });
      return done(
        `replay${seq}`,
        'Send records again that a SIEM refused',
        'audit.replay',
        name,
        `${name} has taken them`,
      );
    },
  };
}
