import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Release, ReleaseRef } from '@/bridge/types';
import { CodeBlock } from '@/ui/code-block';
import { Fact, Facts } from '@/ui/facts';
import { HistoryLink } from '@/ui/history-link';
import { TextLink } from '@/ui/links';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Status } from '@/ui/status';
import { Tabs } from '@/ui/tabs';
import { Time } from '@/ui/time';
import { releaseQuery } from './api';
import { RevisionList } from './revision-list';
import { ValuesView } from './values-view';

/** One release: its revisions, values and notes, and the way back to an earlier revision. */
export function ReleaseDetails({ reference }: { reference: ReleaseRef }) {
  const { data: release, error, refetch } = useQuery(releaseQuery(reference));
  const [tab, setTab] = useState('history');
  if (!release) return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} />;
  return (
    <>
      <div className="flex flex-col gap-2 px-4 pb-3">
        <Facts>
          <Fact name="Status">
            <Status word={release.current.status} />
          </Fact>
          <Fact name="Chart">
            <span className="mono">{release.current.chart}</span>
            {release.current.appVersion ? <span className="text-muted"> app {release.current.appVersion}</span> : null}
          </Fact>
          <Fact name="Updated">
            <Time at={release.current.updated} ago />
            {release.current.description ? <span className="text-muted"> {release.current.description}</span> : null}
          </Fact>
          <Fact name="Owned by">
            <OwnerLine release={release} />
          </Fact>
          <Fact name="Done here">
            <HistoryLink of={{ name: reference.name, namespace: reference.namespace }} />
          </Fact>
        </Facts>
      </div>
      <Tabs
        label={`Details of ${reference.name}`}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'history',
            title: 'History',
            count: release.history.length,
            content: <RevisionList release={release} />,
          },
          { id: 'values', title: 'Values', content: <ValuesView release={release} /> },
          {
            id: 'notes',
            title: 'Notes',
            content: release.notes ? (
              <CodeBlock name="Notes" text={release.notes} />
            ) : (
              <Empty title="The chart wrote no notes" />
            ),
          },
        ]}
      />
    </>
  );
}

function OwnerLine({ release }: { release: Release }) {
  const { system, name } = release.owner;
  if (!system) return <>Helm alone</>;
  if (system !== 'argocd') return <>{`${system} ${name}`}</>;
  return (
    <>
      Argo CD{' '}
      <TextLink to="/applications" search={{ q: name }}>
        <span className="mono">{name}</span>
      </TextLink>
    </>
  );
}
