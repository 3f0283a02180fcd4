import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { contextsQuery } from '@/bridge/cluster';
import { cancelOperation, useOperation } from '@/bridge/operation';
import { useCan } from '@/bridge/policy';
import type { Release } from '@/bridge/types';
import { ChangeSheet, type CheckLine } from '@/ui/change-sheet';
import { Diff } from '@/ui/diff/diff';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { compareQuery, targetOf, useRollback } from './api';

interface RollbackSheetProps {
  release: Release;
  to: number;
  onClose: () => void;
}

/** Returns a release to an earlier revision, with the rendered difference first. */
export function RollbackSheet({ release, to, onClose }: RollbackSheetProps) {
  const { ref } = release;
  // The revision that was current when the sheet opened: another one by now is a conflict, which the backend says.
  const [current] = useState(release.current.revision);
  const decision = useCan('helm.release.rollback', targetOf(ref));
  const glass = useCan('breakglass', decision?.held ? targetOf(ref) : undefined);
  const compare = useQuery(compareQuery(ref, current, to));
  const rollback = useRollback();
  const status = useOperation(rollback.data?.id);
  const { data: contexts } = useQuery(contextsQuery);
  const production = contexts?.contexts.find((context) => context.name === ref.context)?.production ?? false;
  return (
    <ChangeSheet
      open
      onClose={onClose}
      title={`Roll back ${ref.name} to revision ${to}`}
      where={`Namespace ${ref.namespace}, as ${ref.context}`}
      production={production}
      change={
        compare.data ? (
          <Diff result={compare.data} />
        ) : compare.error ? (
          <FaultNotice compact fault={compare.error} onRetry={() => void compare.refetch()} />
        ) : (
          <Skeleton rows={4} />
        )
      }
      checks={checksOf(release, current, to)}
      confirm={production ? ref.name : ''}
      button={`Roll back ${ref.name} to revision ${to}`}
      decision={decision}
      glass={{ decision: glass, name: ref.name }}
      blocked={compare.isPending ? 'What would change is still being read' : undefined}
      onRun={(emergency) => rollback.mutate({ ref, revision: to, current, ...(emergency ? { emergency } : {}) })}
      asking={rollback.isPending}
      refused={rollback.error}
      status={status}
      onCancel={() => status && void cancelOperation(status.id)}
      next={
        status?.state === 'succeeded'
          ? 'The rollback is a new revision; the ones before it stay in the history.'
          : 'Nothing more runs. Look at the history for the state it left.'
      }
    />
  );
}

function checksOf(release: Release, current: number, to: number): CheckLine[] {
  const earlier = release.history.find((revision) => revision.revision === to);
  return [
    release.current.revision === current
      ? { verdict: 'pass', text: `Revision ${current} is still the current one` }
      : {
          verdict: 'fail',
          text: `Meanwhile revision ${release.current.revision} was deployed: close this and look again`,
        },
    release.owner.system
      ? { verdict: 'fail', text: `${release.owner.system} ${release.owner.name} owns this release` }
      : { verdict: 'pass', text: 'Helm alone owns this release' },
    earlier?.status === 'failed'
      ? { verdict: 'warn', text: `Revision ${to} itself had failed` }
      : { verdict: 'pass', text: `Revision ${to} was ${earlier?.chart ?? 'another chart'}` },
  ];
}
