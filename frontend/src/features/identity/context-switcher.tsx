import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { contextsQuery, probeQuery } from '@/bridge/cluster';
import { useActing, useChooseContext } from '@/bridge/identity';
import type { ClusterContext } from '@/bridge/types';
import { EnvironmentBadge, UnverifiedTLS } from '@/ui/badges';
import { menuItem, menuLabel, menuPanel } from '@/ui/popups';
import { StatusShape } from '@/ui/status';
import { byCluster } from './by-cluster';

/** All contexts of the kubeconfig, grouped by cluster; choosing one changes nothing outside this window. */
export function ContextSwitcher() {
  const { data, error } = useQuery(contextsQuery);
  const acting = useActing();
  const choose = useChooseContext();
  const navigate = useNavigate();
  const contexts = data?.contexts ?? [];
  const current = contexts.find((context) => context.name === acting?.context);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="flex h-8 min-w-0 max-w-80 shrink-0 items-center gap-2 rounded-md px-2 hover:bg-hover data-[state=open]:bg-hover">
        <span className="sr-only">Context: </span>
        <span className="mono truncate font-medium">{acting?.context || 'No context'}</span>{' '}
        {current?.environments.map((name) => (
          <EnvironmentBadge key={name} name={name} production={current.production} />
        ))}
        <ChevronDown size={13} className="shrink-0 text-faint" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={`${menuPanel} max-h-[70vh] w-105 overflow-y-auto`}
          align="start"
          sideOffset={4}
        >
          {byCluster(contexts).map(({ cluster, members }) => (
            <DropdownMenu.Group key={cluster}>
              <DropdownMenu.Label className={menuLabel}>{cluster}</DropdownMenu.Label>
              {members.map((context) => (
                <ContextItem
                  key={context.name}
                  context={context}
                  chosen={context.name === acting?.context}
                  onChoose={() => choose.mutate(context.name)}
                />
              ))}
            </DropdownMenu.Group>
          ))}
          {current && current.environments.length + current.own.length === 0 ? (
            <DropdownMenu.Item
              className={`${menuItem} mt-1`}
              onSelect={() => void navigate({ to: '/clusters', search: { context: current.name } })}
            >
              <span className="w-3.5" />
              Classify {current.name}: it is read only until then
            </DropdownMenu.Item>
          ) : null}
          <Problems
            lines={[...(data?.problems ?? []), ...(error ? [{ detail: error.message }] : [])].map((p) => p.detail)}
          />
          {data && contexts.length === 0 ? (
            <p className="p-3 text-muted">No contexts. Put a kubeconfig at ~/.kube/config or name one in KUBECONFIG.</p>
          ) : null}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ContextItemProps {
  context: ClusterContext;
  chosen: boolean;
  onChoose: () => void;
}

function ContextItem({ context, chosen, onChoose }: ContextItemProps) {
  // Asked only while the menu is open: eight contexts are eight small questions.
  const { data: state } = useQuery({ ...probeQuery(context.problem ? '' : context.name), refetchInterval: false });
  const problem = context.problem ?? state?.problem;
  const shape = problem ? 'cross' : state?.reachable ? 'dot' : 'ring';
  const tone = problem ? 'bad' : state?.reachable ? 'ok' : 'unknown';
  const word = problem ? 'has a problem' : state?.reachable ? 'reachable' : 'being asked';
  return (
    <DropdownMenu.Item
      className={`${menuItem} h-auto min-h-7 items-start py-1`}
      onSelect={onChoose}
      disabled={Boolean(context.problem)}
    >
      <span className="flex h-5 w-3.5 shrink-0 items-center">
        {chosen ? <Check size={13} className="text-accent" /> : null}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <StatusShape shape={shape} tone={tone} />
          <span className="mono truncate">{context.name}</span>
          <span className="sr-only">{word}</span>
          {context.insecure ? <UnverifiedTLS /> : null}
        </span>
        {problem ? <span className="block pl-5 text-12 text-muted">{problem.detail}</span> : null}
        {state?.login && !problem ? (
          <span className="block pl-5 text-12 text-faint">
            you are {state.login} there, Kubernetes {state.version}
          </span>
        ) : null}
      </span>
      <span className="flex h-5 shrink-0 items-center gap-1">
        {context.environments.length + context.own.length === 0 ? (
          <span className="text-11 text-faint">unclassified</span>
        ) : null}
        {context.environments.map((name) => (
          <EnvironmentBadge key={name} name={name} production={context.production} />
        ))}
        {context.own.map((name) => (
          <EnvironmentBadge key={name} name={name} production={name.startsWith('prod')} />
        ))}
      </span>
    </DropdownMenu.Item>
  );
}

const Problems = ({ lines }: { lines: string[] }) =>
  lines.length === 0 ? null : (
    <ul className="mt-1 border-line border-t px-2 py-1.5">
      {lines.map((line) => (
        <li key={line} className="flex items-start gap-2 text-12 text-muted">
          <span className="pt-1">
            <StatusShape shape="triangle" tone="bad" />
          </span>
          {line}
        </li>
      ))}
    </ul>
  );
