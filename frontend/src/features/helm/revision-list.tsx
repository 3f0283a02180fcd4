import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '@/bridge/policy';
import type { Answer, Release, Revision } from '@/bridge/types';
import { ExplainLink } from '@/ui/explain-link';
import { GuardedButton } from '@/ui/guarded-button';
import { Status } from '@/ui/status';
import { Time } from '@/ui/time';
import { targetOf } from './api';
import { RollbackSheet } from './rollback-sheet';

/** Why this release is not Helm's to roll back, and where it is done instead; undefined when it is. */
export const ownedElsewhere = ({ owner }: Release): string | undefined =>
  owner.system
    ? `${owner.system === 'argocd' ? 'Argo CD' : owner.system} ${owner.name} owns this release and would undo it. Roll back in Git`
    : undefined;

/** The revisions, newest first, each a way back. */
export function RevisionList({ release }: { release: Release }) {
  const [to, setTo] = useState<number>();
  const decision = useCan('helm.release.rollback', targetOf(release.ref));
  const blocked = ownedElsewhere(release);
  return (
    <>
      {decision?.asked && (decision.held || !decision.allowed) ? (
        <p className="mb-2 text-muted">
          {decision.held || decision.reason}. <ExplainLink asked={decision.asked} />
        </p>
      ) : null}
      {blocked && decision?.allowed ? <p className="mb-2 text-muted">{blocked}.</p> : null}
      <table aria-label={`Revisions of ${release.ref.name}`} className="w-full">
        <thead className="sr-only">
          <tr>
            <th>Revision</th>
            <th>What it was</th>
            <th>Actions</th>
          </tr>
        </thead>
        <tbody>
          {release.history.map((revision) => (
            <RevisionRow
              key={revision.revision}
              revision={revision}
              current={revision.revision === release.current.revision}
              decision={decision}
              blocked={blocked}
              onRollback={() => setTo(revision.revision)}
            />
          ))}
        </tbody>
      </table>
      {to === undefined ? null : <RollbackSheet release={release} to={to} onClose={() => setTo(undefined)} />}
    </>
  );
}

interface RevisionRowProps {
  revision: Revision;
  current: boolean;
  decision: Answer | undefined;
  blocked: string | undefined;
  onRollback: () => void;
}

const RevisionRow = ({ revision, current, decision, blocked, onRollback }: RevisionRowProps) => (
  <tr className="border-line border-t first:border-t-0">
    <td className="w-8 pr-3 text-right font-medium">{revision.revision}</td>
    <td className="h-12 py-1.5">
      <div className="flex flex-wrap items-center gap-x-3">
        <Status word={revision.problem ? 'Unknown' : revision.status} />
        <span className="mono">{revision.chart}</span>
        <span className="text-muted">
          <Time at={revision.updated} ago />
        </span>
      </div>
      <p className="text-12 text-muted">{revision.problem || revision.description}</p>
    </td>
    <td className="pl-3 text-right">
      {current ? (
        <span className="px-2.5 text-12 text-faint">current</span>
      ) : (
        <GuardedButton
          opens
          explained
          variant="secondary"
          decision={decision}
          blocked={blocked ?? (revision.problem ? 'This revision cannot be read' : undefined)}
          icon={<Undo2 size={13} aria-hidden="true" />}
          onPress={onRollback}
        >
          Roll back
        </GuardedButton>
      )}
    </td>
  </tr>
);
