import type { Application } from '../types';
import { type Answering, refuse } from './answers';
import { type Bound, nothing, unseen } from './bound';
import { applicationOf } from './details';
import { noDiff, outOfSyncDiff } from './diffs';
import { perform } from './door';
import type { Landscape } from './landscape';
import { instanceOf } from './world';

export const argocdService = (world: Landscape, { answer, list, pause }: Answering): Bound['ArgocdService'] => ({
  Instances: () => answer('argocd', () => instancesOf(world)),
  Application: (ref) => list('argocd', () => find(world, ref.name)),
  Compare: (ref) =>
    list('argocd', () => (find(world, ref.name).sync === 'OutOfSync' ? outOfSyncDiff : noDiff('live', 'Git'))),
  Sync: async (input) => {
    await pause();
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
});

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
