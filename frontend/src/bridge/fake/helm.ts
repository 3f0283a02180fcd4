import { type Answering, refuse } from './answers';
import type { Bound } from './bound';
import { releaseOf, valuesOf } from './details';
import { revisionDiff } from './diffs';
import { perform } from './door';
import type { Landscape } from './landscape';

export const helmService = (world: Landscape, { list, pause }: Answering): Bound['HelmService'] => ({
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
    await pause();
    const environment = ref.namespace.split('-')[1] ?? '';
    return perform(
      world,
      'helm.release.rollback',
      { environment, namespace: ref.namespace, cluster: environment === 'prod' ? 'ocean' : 'harbor' },
      ref.name,
      `revision ${revision}`,
      () => {
        world.list({ view: 'releases', scope: { context: ref.context, namespace: '', instance: '' } }).change((rows) =>
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
});
