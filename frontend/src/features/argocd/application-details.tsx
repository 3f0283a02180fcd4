import { useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '@/bridge/policy';
import type { Application, ApplicationRef } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { Diff } from '@/ui/diff/diff';
import { GuardedButton } from '@/ui/guarded-button';
import { HistoryLink } from '@/ui/history-link';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { Status } from '@/ui/status';
import { Tabs } from '@/ui/tabs';
import { applicationQuery, compareQuery, targetOf } from './api';
import { DeploySheet } from './deploy-sheet';
import { History, Overview, Resources } from './facets';
import { verb } from './revision';

/** One application: where it stands, what differs, what was deployed, and the button that deploys. */
export function ApplicationDetails({ reference }: { reference: ApplicationRef }) {
  const { data: app, error, refetch } = useQuery(applicationQuery(reference));
  const [tab, setTab] = useState('overview');
  const [open, setOpen] = useState(false);
  if (!app) return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} />;
  const differing = app.resources.filter((resource) => resource.sync === 'OutOfSync').length;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3">
        <EnvironmentBadge name={app.environment} production={app.production} />
        <Status word={app.sync} />
        <Status word={app.health} />
        <div className="ml-auto flex items-center gap-3">
          <HistoryLink of={{ name: app.ref.name, namespace: app.namespace, cluster: app.cluster }} />
          <DeployButton app={app} onPress={() => setOpen(true)} />
        </div>
      </div>
      <Tabs
        label={`Details of ${app.ref.name}`}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'overview', title: 'Overview', content: <Overview app={app} /> },
          { id: 'diff', title: 'Diff', count: differing || undefined, content: <Compare app={app} /> },
          { id: 'resources', title: 'Resources', count: app.resources.length, content: <Resources app={app} /> },
          { id: 'history', title: 'History', content: <History app={app} /> },
        ]}
      />
      <DeploySheet app={app} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function DeployButton({ app, onPress }: { app: Application; onPress: () => void }) {
  const decision = useCan('argocd.application.sync', targetOf(app));
  return (
    <GuardedButton opens decision={decision} onPress={onPress} icon={<Rocket size={14} aria-hidden="true" />}>
      {app.production ? 'Deploy now' : verb(app)}
    </GuardedButton>
  );
}

function Compare({ app }: { app: Application }) {
  const { data, error, refetch } = useQuery(compareQuery(app.ref, app.desired));
  if (data) return <Diff result={data} />;
  return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={6} />;
}
