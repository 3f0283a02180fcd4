import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import clsx from 'clsx';
import { X } from 'lucide-react';
import { probeQuery } from '@/bridge/cluster';
import { liveRows } from '@/bridge/live';
import { IconButton } from '@/ui/button';
import type { PickedRow } from '@/ui/data-table/columns';
import { DataTable } from '@/ui/data-table/data-table';
import { useListState } from '@/ui/data-table/use-list-state';
import { Empty } from '@/ui/notices';
import { Page } from '@/ui/page';
import { columnsOf } from './columns';
import { views } from './context-details';

const order = { sort: '', descending: false };
const at = '/clusters/$context/$view' as const;

/** Namespaces, deployments and pods of one cluster, as live tables. */
export function WorkloadsPage() {
  const { context, view } = useParams({ from: at });
  const { namespace = '' } = useSearch({ from: at });
  const { data: state } = useQuery(probeQuery(context));
  const tabs = views(state ?? { ...nobody, context });
  return (
    <Page
      title={
        <>
          <Link to="/clusters" className="font-normal text-muted hover:text-text">
            Clusters
          </Link>
          <span className="text-faint">/</span>
          <span className="truncate">{context}</span>
        </>
      }
      about={namespace ? <NamespaceChip context={context} view={view} namespace={namespace} /> : null}
      actions={
        <nav aria-label="Kinds" className="flex gap-1">
          {tabs.map((tab) => (
            <Link
              key={tab.view}
              to={at}
              params={{ context, view: tab.view }}
              search={tab.view === 'namespaces' || !namespace ? {} : { namespace }}
              aria-current={tab.view === view ? 'page' : undefined}
              className={clsx(
                'flex h-7 items-center rounded-md px-2.5 hover:bg-hover hover:text-text',
                tab.view === view ? 'bg-accent-soft font-medium text-text' : 'text-muted',
              )}
            >
              {tab.title}
            </Link>
          ))}
        </nav>
      }
    >
      <WorkloadTable key={`${context}/${view}/${namespace}`} context={context} view={view} namespace={namespace} />
    </Page>
  );
}

const nobody = {
  reachable: false,
  version: '',
  login: '',
  loginNote: '',
  expires: '',
  groups: [],
  capabilities: [],
  checkedAt: '',
};

function NamespaceChip({ context, view, namespace }: { context: string; view: string; namespace: string }) {
  const navigate = useNavigate();
  return (
    <span className="inline-flex items-center gap-1">
      in <span className="mono text-text">{namespace}</span>
      <IconButton
        name="All namespaces"
        className="size-5!"
        onClick={() => void navigate({ to: at, params: { context, view }, search: {} })}
      >
        <X size={12} />
      </IconButton>
    </span>
  );
}

function WorkloadTable({ context, view, namespace }: { context: string; view: string; namespace: string }) {
  const [state, setState] = useListState(order);
  const navigate = useNavigate();
  const into = (row: PickedRow, kind: string) =>
    void navigate({ to: at, params: { context, view: kind }, search: { namespace: row.cell('name') } });
  const drills = view === 'namespaces';
  return (
    <DataTable
      source={liveRows}
      view={view}
      scope={{ context, namespace, instance: '' }}
      caption={view}
      columns={columnsOf(view)}
      state={state}
      onState={setState}
      onOpen={drills ? (row) => into(row, 'pods') : () => undefined}
      actions={
        drills
          ? [
              { title: 'Show its deployments', run: (row) => into(row, 'deployments') },
              { title: 'Show its pods', run: (row) => into(row, 'pods') },
            ]
          : []
      }
      empty={
        <Empty title={`No ${view}${namespace ? ` in ${namespace}` : ''}`}>
          There are none, or none that you may see.
        </Empty>
      }
    />
  );
}
