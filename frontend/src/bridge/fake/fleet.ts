import schema from '../../../../docs/sluice.schema.json?raw';
import type { DiffLine, FleetFile, FleetProblem, OwnPlace } from '../types';
import { refuse } from './answers';
import { type Bound, nothing } from './bound';
import type { Landscape } from './landscape';
import { contexts } from './world';

export const fleetText = `apiVersion: sluice.dev/v1
kind: Fleet
name: harbor and ocean

# In promotion order.
environments:
  - {name: dev, cluster: harbor, namespaces: ["*-dev"]}
  - {name: stage, cluster: harbor, namespaces: ["*-stage"]}
  - {name: prod, cluster: ocean, namespaces: ["*-prod"], production: true}
clusters:
  - {name: harbor, server: "https://harbor.example.test:6443", argocd: in-cluster}
  - {name: ocean, server: "https://ocean.example.test:6443"}
customers: [acme, globex, initech]
products: [shop, billing]
platform: ["*-system", argocd]
argocd:
  - {name: harbor, url: "https://argocd.harbor.example.test", hint: Sign in with your directory password}
  - {name: ocean, url: "https://argocd.ocean.example.test", cluster: ocean}
roles:                     # groups of the identity provider
  developer: ["sluice:developer"]
  devops: ["sluice:devops"]
  platform: ["sluice:platform"]
  operations: ["sluice:operations"]
  support: ["sluice:support"]
people:                    # one person behind several logins
  - {name: ops1, roles: [operations], kubernetes: ops1, argocd: ops1, vault: ops1, git: ops1}
  - {name: devops1, roles: [devops], kubernetes: devops1, argocd: devops1, git: devops1}
`;

const path = '/home/dev1/fleet/sluice.yaml';

/** The fleet's file as the fake keeps it. */
export class FleetDisk {
  text: string;
  previous = '';
  own: OwnPlace[] = [];
  git = false;

  constructor(readonly missing: boolean) {
    this.text = missing ? '' : fleetText;
  }

  file(): FleetFile {
    const problems = this.text ? problemsOf(this.text) : [];
    return {
      address: this.git ? 'git+https://git.example.test/team/fleet.git//sluice.yaml?ref=main' : path,
      file: 'sluice.yaml',
      git: this.git,
      missing: this.text === '',
      readOnly: this.git
        ? 'The fleet comes from Git, so it is changed there: by a commit or a pull request. Sluice reads it again within a minute'
        : '',
      text: this.text,
      hash: hashOf(this.text),
      problems,
      problem:
        this.text === ''
          ? { kind: 'notFound', system: 'fleet', detail: `There is no fleet file at ${path}` }
          : problems[0]
            ? {
                kind: 'invalid',
                system: 'fleet',
                detail: `${path}:${problems[0].line}:${problems[0].column}: ${problems[0].detail}`,
              }
            : nothing,
      name: this.missing && this.text === '' ? '' : 'harbor and ocean',
      commit: this.git ? '9f2c1e7ab4d05c88e1f3a6b29d70c4e5f6a7b8c9' : '',
      at: this.text === '' ? '' : new Date(Date.now() - 3 * 86_400_000).toISOString(),
      checked: new Date(Date.now() - 20_000).toISOString(),
      kept: false,
      previous: this.previous !== '',
    };
  }

  save(text: string): void {
    this.previous = this.text;
    this.text = text;
  }
}

const hashOf = (text: string) => `h${text.length}-${[...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7)}`;

const keys = Object.keys((JSON.parse(schema) as { properties: object }).properties);

/** The backend knows every rule; the fake knows the keys at the top, and tabs. */
export const problemsOf = (text: string): FleetProblem[] =>
  text.split('\n').flatMap((line, i): FleetProblem[] => {
    const key = /^([\w.-]+):/.exec(line)?.[1];
    if (line.startsWith('\t'))
      return [{ line: i + 1, column: 1, path: '', detail: 'There is a tab in the indentation. Use spaces' }];
    return key && !keys.includes(key)
      ? [
          {
            line: i + 1,
            column: 1,
            path: key,
            detail: `There is no key "${key}". Known here: ${keys.toSorted().join(', ')}`,
          },
        ]
      : [];
  });

/** A plain comparison: what stands in both is alike, the rest was removed or added. */
function linesOf(before: string, after: string): DiffLine[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const out: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && old[i] === now[j]) out.push({ op: 'same', old: ++i, new: ++j, text: now[j - 1] ?? '' });
    else if (i < old.length && !now.slice(j).includes(old[i] ?? ''))
      out.push({ op: 'delete', old: ++i, new: 0, text: old[i - 1] ?? '' });
    else out.push({ op: 'add', old: 0, new: ++j, text: now[j - 1] ?? '' });
  }
  return out;
}

type Perform = (
  action: string,
  name: string,
  outcome: string,
  done: () => void,
) => ReturnType<Bound['FleetService']['Write']>;

export function fleetService(
  world: Landscape,
  answer: <T>(value: () => T) => Promise<T>,
  perform: Perform,
): Bound['FleetService'] {
  const disk = world.fleet;
  return {
    File: () => answer(() => disk.file()),
    Refresh: () => answer(() => disk.file()),
    Previous: () => answer(() => disk.previous),
    Schema: () => answer(() => schema),
    Check: (text) => answer(() => problemsOf(text)),
    Own: () => answer(() => disk.own),
    Compare: (text) =>
      answer(() => {
        const lines = linesOf(disk.text, text);
        const count = (op: string) => lines.filter((line) => line.op === op).length;
        return {
          before: 'as it is saved',
          after: 'as you changed it',
          objects: [
            {
              group: '',
              kind: 'Fleet',
              namespace: '',
              name: 'sluice.yaml',
              change: disk.text ? 'changed' : 'added',
              hidden: false,
              noise: 0,
              added: count('add'),
              removed: count('delete'),
              lines,
            },
          ],
        };
      }),
    Propose: () =>
      answer(() => ({
        text: fleetText.replace('harbor and ocean', 'my fleet'),
        guesses: [
          guess('harbor', ['dev', 'stage'], "Its namespaces' names say so"),
          guess('ocean-prod', ['prod'], '"prod" in its name says so'),
          guess('quay', [], 'quay did not answer within 5 s. Check the network or the VPN, then retry'),
        ],
      })),
    Create: ({ text }) => perform('fleet.create', 'sluice.yaml', `The fleet file is at ${path}`, () => disk.save(text)),
    Write: ({ text, base }) =>
      base === hashOf(disk.text)
        ? perform('fleet.write', 'sluice.yaml', 'sluice.yaml is saved and in force', () => disk.save(text))
        : refuse({
            kind: 'conflict',
            system: 'fleet',
            detail: `${path} was changed by somebody else while you edited it. Nothing was written`,
          }),
    Classify: ({ context, namespaces, tier }) => {
      const server = contexts.find((c) => c.name === context)?.server ?? '';
      return perform('fleet.classify', namespaces, `Namespaces ${namespaces} are ${tier || 'unclassified'}`, () => {
        disk.own = disk.own.filter((own) => own.server !== server || own.namespaces !== namespaces);
        if (tier) disk.own.push({ server, namespaces, tier, at: new Date().toISOString() });
        world.announce('contexts');
      });
    },
  };
}

const guess = (cluster: string, environments: string[], why: string) => ({
  cluster,
  server: `https://${cluster}.example.test:6443`,
  contexts: contexts.filter((c) => c.cluster === cluster.split('-')[0]).map((c) => c.name),
  environments,
  why,
});
