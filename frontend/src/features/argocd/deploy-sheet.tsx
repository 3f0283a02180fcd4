import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { cancelOperation, useOperation } from '@/bridge/operation';
import { useCan } from '@/bridge/policy';
import type { Application, DiffResult, Emergency } from '@/bridge/types';
import { ChangeSheet, type CheckLine } from '@/ui/change-sheet';
import { Diff } from '@/ui/diff/diff';
import { Tick } from '@/ui/fields';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { compareQuery, targetOf, useSync } from './api';
import { short, verb, wanted } from './revision';

interface DeploySheetProps {
  app: Application;
  open: boolean;
  onClose: () => void;
}

/** Brings an application to the revision that is looked at: deploy in production, sync elsewhere. */
export function DeploySheet({ app, open, onClose }: DeploySheetProps) {
  const [prune, setPrune] = useState(false);
  const [dryRun, setDryRun] = useState(false);
  const decision = useCan('argocd.application.sync', targetOf(app));
  const glass = useCan('breakglass', decision?.held ? targetOf(app) : undefined);
  const sync = useSync();
  const status = useOperation(sync.data?.id);
  const compare = useQuery({ ...compareQuery(app.ref, app.desired), enabled: open });
  // What was looked at stays on screen while it is being deployed, although by then it no longer differs.
  const [asked, setAsked] = useState<{ diff: DiffResult | undefined; revision: string }>();
  const diff = asked?.diff ?? compare.data;

  const close = () => {
    onClose();
    if (status?.state !== 'running') {
      sync.reset();
      setAsked(undefined);
      setDryRun(false);
    }
  };
  const run = (emergency?: Emergency) => {
    setAsked({ diff: compare.data, revision: wanted(app) });
    const input = { ref: app.ref, revision: app.desired || app.target, prune, dryRun };
    sync.mutate(emergency ? { ...input, emergency } : input);
  };
  const revision = asked?.revision ?? wanted(app);
  const words = dryRun ? `Dry run of ${app.ref.name} at ${revision}` : `${verb(app)} ${app.ref.name} at ${revision}`;
  return (
    <ChangeSheet
      open={open}
      onClose={close}
      title={words}
      where={`${app.environment || 'Unclassified'} · cluster ${app.cluster} · namespace ${app.namespace}${app.customer ? ` · customer ${app.customer}` : ''}`}
      production={app.production}
      change={<Change diff={diff} fault={diff ? null : compare.error} onRetry={() => void compare.refetch()} />}
      checks={checksOf(app, diff)}
      options={
        <div className="flex flex-col gap-1">
          <Tick label="Prune" hint="Delete objects that are no longer in Git" checked={prune} onChange={setPrune} />
          <Tick label="Dry run" hint="Ask the cluster, change nothing" checked={dryRun} onChange={setDryRun} />
        </div>
      }
      confirm={app.production && !dryRun ? app.ref.name : ''}
      button={words}
      decision={decision}
      glass={{ decision: glass, name: app.ref.name }}
      blocked={compare.isPending ? 'What would change is still being read' : undefined}
      onRun={run}
      asking={sync.isPending}
      refused={sync.error}
      status={status}
      onCancel={() => status && void cancelOperation(status.id)}
      next={next(status?.state, dryRun)}
    />
  );
}

interface ChangeProps {
  diff: DiffResult | undefined;
  fault: Parameters<typeof FaultNotice>[0]['fault'] | null;
  onRetry: () => void;
}

function Change({ diff, fault, onRetry }: ChangeProps) {
  if (diff) return <Diff result={diff} />;
  return fault ? <FaultNotice compact fault={fault} onRetry={onRetry} /> : <Skeleton rows={4} />;
}

function next(state: string | undefined, dryRun: boolean): string {
  if (state === 'succeeded')
    return dryRun ? 'Nothing was changed.' : 'Both records are in the audit journal. Watch its health here.';
  return 'Nothing more runs. The audit journal says what was asked and what came of it.';
}

/** What is known about the application before it is touched. */
export function checksOf(app: Application, diff: DiffResult | undefined): CheckLine[] {
  const differing = diff?.objects.filter((object) => object.change !== 'unchanged').length;
  const lines: CheckLine[] = [
    app.desired
      ? { verdict: 'pass', text: `Pinned: ${app.target} is ${short(app.desired)}, and only this commit is deployed` }
      : { verdict: 'unknown', text: `It is not known which commit ${app.target} means now` },
    app.sync === 'Synced'
      ? { verdict: 'warn', text: 'Already in sync: nothing would change' }
      : { verdict: 'pass', text: `Out of sync${differing === undefined ? '' : `: ${differing} objects differ`}` },
    app.health === 'Healthy'
      ? { verdict: 'pass', text: 'Healthy now' }
      : { verdict: 'warn', text: `${app.health || 'Health unknown'} now${app.healthWhy ? `: ${app.healthWhy}` : ''}` },
  ];
  if (app.production) {
    lines.push(
      app.autoSync === 'off'
        ? { verdict: 'pass', text: 'Auto-sync is off: nothing deploys here without a decision' }
        : { verdict: 'warn', text: `Auto-sync is ${app.autoSync}: a push deploys without a decision` },
    );
  }
  if (app.lastSync.phase === 'Running') lines.push({ verdict: 'warn', text: 'A sync is running already' });
  return lines;
}
