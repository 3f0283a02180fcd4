import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '@/bridge/policy';
import type { Release } from '@/bridge/types';
import { GuardedButton } from '@/ui/guarded-button';
import { TextLink } from '@/ui/links';
import { Status } from '@/ui/status';
import { Time } from '@/ui/time';
import { targetOf } from './api';
import { RollbackSheet } from './rollback-sheet';

/** Why this release is not Helm's to roll back, and where it is done instead; undefined when it is. */
export const ownedElsewhere = ({ owner }: Release): string | undefined =>
  owner.system
    ? `${owner.system === 'argocd' ? 'Argo CD' : owner.system} ${owner.name} owns this release and would undo it. Roll back in Git`
    : undefined;

const head = 'h-7 px-2 text-left font-medium text-12 text-muted';

/** The revisions, newest first, each a way back. */
export function RevisionList({ release }: { release: Release }) {
  const [to, setTo] = useState<number>();
  const decision = useCan('helm.release.rollback', targetOf(release.ref));
  const blocked = ownedElsewhere(release);
  return (
    <>
      {decision && !decision.allowed ? (
        <p className="mb-2 text-muted">
          {decision.reason}.{' '}
          <TextLink to="/duties" search={{ action: 'helm.release.rollback' }}>
            Explain
          </TextLink>
        </p>
      ) : null}
      {blocked && decision?.allowed ? <p className="mb-2 text-muted">{blocked}.</p> : null}
      <table aria-label={`Revisions of ${release.ref.name}`} className="w-full">
        <thead>
          <tr>
            <th className={`${head} w-8 text-right`}>#</th>
            <th className={head}>Status</th>
            <th className={head}>Chart</th>
            <th className={head}>Updated</th>
            <th className={head}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {release.history.map((revision) => (
            <tr key={revision.revision} className="border-line border-t">
              <td className="h-8 px-2 text-right">{revision.revision}</td>
              <td className="px-2">
                {revision.problem ? <Status word="Unknown" /> : <Status word={revision.status} />}
              </td>
              <td className="px-2">
                <span className="mono">{revision.chart}</span>
                <p className="text-12 text-muted">{revision.problem || revision.description}</p>
              </td>
              <td className="px-2">
                <Time at={revision.updated} ago />
              </td>
              <td className="px-2 text-right">
                {revision.revision === release.current.revision ? (
                  <span className="text-12 text-faint">current</span>
                ) : (
                  <GuardedButton
                    variant="secondary"
                    decision={decision}
                    blocked={blocked ?? (revision.problem ? 'This revision cannot be read' : undefined)}
                    icon={<Undo2 size={13} aria-hidden="true" />}
                    onPress={() => setTo(revision.revision)}
                  >
                    Roll back
                  </GuardedButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {to === undefined ? null : <RollbackSheet release={release} to={to} onClose={() => setTo(undefined)} />}
    </>
  );
}
