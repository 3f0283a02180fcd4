import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { contextsQuery } from '@/bridge/cluster';
import { Beside, Inspector } from '@/ui/inspector';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { ContextDetails } from './context-details';
import { ContextTable } from './context-table';

/** Every context of the kubeconfig and what its cluster says. */
export function ClustersPage() {
  const { data, error, refetch } = useQuery(contextsQuery);
  const { context: picked } = useSearch({ from: '/clusters' });
  const navigate = useNavigate();
  const setPicked = (name: string | undefined) =>
    void navigate({ to: '/clusters', search: name ? { context: name } : {}, replace: true });
  const context = data?.contexts.find((c) => c.name === picked);
  return (
    <Page title="Clusters" about={data ? `Contexts from ${data.files.join(', ')}` : 'Contexts of the kubeconfig'}>
      <Beside
        inspector={
          context ? (
            <Inspector title={<span className="mono">{context.name}</span>} onClose={() => setPicked(undefined)}>
              <ContextDetails key={context.name} context={context} />
            </Inspector>
          ) : null
        }
      >
        <div className="@container h-full overflow-y-auto border-line border-t bg-surface">
          {data?.problems.map((problem) => (
            <div key={problem.detail} className="p-3">
              <FaultNotice compact fault={problem} onRetry={() => void refetch()} />
            </div>
          ))}
          {!data && !error ? <Skeleton rows={8} /> : null}
          {!data && error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : null}
          {data && data.contexts.length === 0 ? (
            <Empty title="No contexts">
              Put a kubeconfig at ~/.kube/config, or name one in KUBECONFIG. Sluice reads it again as soon as it
              changes.
            </Empty>
          ) : null}
          {data && data.contexts.length > 0 ? (
            <ContextTable contexts={data.contexts} picked={picked} onPick={setPicked} />
          ) : null}
        </div>
      </Beside>
    </Page>
  );
}
