import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { probeQuery } from '@/bridge/cluster';
import { useActing, useChooseContext } from '@/bridge/identity';
import type { ClusterContext, ContextState } from '@/bridge/types';
import { Button } from '@/ui/button';
import { Copyable, Fact, Facts, Section } from '@/ui/facts';
import { HistoryLink } from '@/ui/history-link';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { Status } from '@/ui/status';
import { Time } from '@/ui/time';
import { Belongs } from './classify';

/** One context: who we are there, and what its cluster serves. */
export function ContextDetails({ context }: { context: ClusterContext }) {
  const { data: state, refetch } = useQuery(probeQuery(context.problem ? '' : context.name));
  const acting = useActing();
  const choose = useChooseContext();
  const problem = context.problem ?? state?.problem;
  return (
    <div className="flex flex-col gap-5 overflow-y-auto px-4 pb-4">
      {problem ? <FaultNotice compact fault={problem} onRetry={() => void refetch()} /> : null}
      <div className="flex flex-wrap gap-2">
        {acting?.context !== context.name && !context.problem ? (
          <Button variant="primary" onClick={() => choose.mutate(context.name)}>
            Work from this context
          </Button>
        ) : null}
        {state?.reachable
          ? views(state).map(({ view, title }) => (
              <Link
                key={view}
                to="/clusters/$context/$view"
                params={{ context: context.name, view }}
                className="inline-flex h-7 items-center rounded-md border border-line-strong bg-surface px-2.5 font-medium text-12 hover:bg-hover"
              >
                {title}
              </Link>
            ))
          : null}
      </div>
      <Facts>
        <Fact name="Server">
          <Copyable text={context.server} />
        </Fact>
        <Fact name="Credentials">
          <span className="mono">{context.user}</span>
        </Fact>
        {context.namespace ? (
          <Fact name="Namespace">
            <span className="mono">{context.namespace}</span>
          </Fact>
        ) : null}
        <Fact name="Done there">
          <HistoryLink of={{ cluster: [context.cluster, context.server] }} />
        </Fact>
        {state?.reachable ? (
          <>
            <Fact name="You are">
              <span className="mono">{state.login}</span>
            </Fact>
            <Fact name="In groups">{state.groups.join(', ') || 'none'}</Fact>
            <Fact name="Kubernetes">{state.version}</Fact>
            <Fact name="Asked">
              <Time at={state.checkedAt} ago />
            </Fact>
          </>
        ) : null}
      </Facts>
      <Belongs context={context} />
      {state || context.problem ? null : <Skeleton rows={4} />}
      {state && state.capabilities.length > 0 ? <Capabilities state={state} /> : null}
    </div>
  );
}

/** OpenShift calls namespaces projects. */
export const views = (state: ContextState) => [
  {
    view: 'namespaces',
    title: state.capabilities.some((c) => c.group === 'project.openshift.io' && c.presence === 'present')
      ? 'Projects'
      : 'Namespaces',
  },
  { view: 'deployments', title: 'Deployments' },
  { view: 'pods', title: 'Pods' },
];

const Capabilities = ({ state }: { state: ContextState }) => (
  <Section title="What it serves">
    <ul className="flex flex-col">
      {state.capabilities.map((capability) => (
        <li
          key={capability.group + capability.name}
          className="flex h-7 items-center gap-2 border-line border-t"
          title={capability.group}
        >
          <span className="min-w-0 flex-1 truncate">{capability.name}</span>
          <span className="text-12 text-faint">{capability.version}</span>
          <span className="w-24">
            <Status word={capability.presence} />
          </span>
        </li>
      ))}
    </ul>
  </Section>
);
