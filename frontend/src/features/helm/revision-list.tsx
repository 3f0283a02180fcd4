import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '@/bridge/policy';
import type { Decision, Release, Revision } from '@/bridge/types';
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
      <ol aria-label={`Revisions of ${release.ref.name}`} className="flex flex-col">
        {release.history.map((revision) => (
          <RevisionLine
            key={revision.revision}
            revision={revision}
            current={revision.revision === release.current.revision}
            decision={decision}
            blocked={blocked}
            onRollback={() => setTo(revision.revision)}
          />
        ))}
      </ol>
      {to === undefined ? null : <RollbackSheet release={release} to={to} onClose={() => setTo(undefined)} />}
    </>
  );
}

interface RevisionLineProps {
  revision: Revision;
  current: boolean;
  decision: Decision | undefined;
  blocked: string | undefined;
  onRollback: () => void;
}

const RevisionLine = ({ revision, current, decision, blocked, onRollback }: RevisionLineProps) => (
  <li className="flex min-h-12 items-center gap-3 border-line border-t py-1.5 first:border-t-0">
    <span className="w-6 shrink-0 text-right font-medium">{revision.revision}</span>
    <div className="min-w-0 flex-1">
      <div className="flex flex-wrap items-center gap-x-3">
        <Status word={revision.problem ? 'Unknown' : revision.status} />
        <span className="mono">{revision.chart}</span>
        <span className="text-muted">
          <Time at={revision.updated} ago />
        </span>
      </div>
      <p className="text-12 text-muted">{revision.problem || revision.description}</p>
    </div>
    {current ? (
      <span className="shrink-0 px-2.5 text-12 text-faint">current</span>
    ) : (
      <GuardedButton
        variant="secondary"
        decision={decision}
        blocked={blocked ?? (revision.problem ? 'This revision cannot be read' : undefined)}
        icon={<Undo2 size={13} aria-hidden="true" />}
        onPress={onRollback}
      >
        Roll back
      </GuardedButton>
    )}
  </li>
);
