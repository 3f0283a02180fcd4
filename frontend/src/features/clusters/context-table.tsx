import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { probeQuery } from '@/bridge/cluster';
import { useActing } from '@/bridge/identity';
import type { ClusterContext } from '@/bridge/types';
import { EnvironmentBadge, UnverifiedTLS } from '@/ui/badges';
import { TextLink } from '@/ui/links';
import { Status } from '@/ui/status';
import { Time } from '@/ui/time';

interface ContextTableProps {
  contexts: readonly ClusterContext[];
  picked: string | undefined;
  onPick: (name: string) => void;
}

const head = 'sticky top-0 z-10 h-7 border-line border-b bg-surface px-3 text-left font-medium text-12 text-muted';

/** Columns that the inspector also tells of: beside it there is no room for them. */
const roomy = 'hidden @min-[800px]:table-cell';

export const ContextTable = ({ contexts, picked, onPick }: ContextTableProps) => (
  <table aria-label="Contexts" className="w-full border-separate border-spacing-0">
    <thead>
      <tr>
        <th className={head}>Context</th>
        <th className={head}>Cluster</th>
        <th className={head}>Environments</th>
        <th className={head}>State</th>
        <th className={head}>You are</th>
        <th className={`${head} ${roomy}`}>Kubernetes</th>
        <th className={`${head} ${roomy}`}>Asked</th>
        <th className={head}>
          <span className="sr-only">Look into it</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {contexts.map((context) => (
        <ContextRow
          key={context.name}
          context={context}
          picked={context.name === picked}
          onPick={() => onPick(context.name)}
        />
      ))}
    </tbody>
  </table>
);

const data = 'h-8 border-line/60 border-b px-3 py-1';

function ContextRow({ context, picked, onPick }: { context: ClusterContext; picked: boolean; onPick: () => void }) {
  const acting = useActing();
  const { data: state } = useQuery(probeQuery(context.problem ? '' : context.name));
  const word = context.problem ? 'Error' : state ? (state.reachable ? 'Reachable' : 'Unreachable') : 'Unknown';
  const why = context.problem?.detail ?? state?.problem?.detail;
  return (
    <tr className={picked ? 'bg-accent-soft' : 'hover:bg-hover'}>
      <td className={data}>
        <button
          type="button"
          onClick={onPick}
          className="mono rounded-sm text-left hover:underline"
          aria-pressed={picked}
        >
          {context.name}
        </button>
        {acting?.context === context.name ? <span className="pl-2 text-12 text-faint">in use</span> : null}
      </td>
      <td className={data}>
        {context.cluster}
        {context.insecure ? (
          <span className="pl-2">
            <UnverifiedTLS />
          </span>
        ) : null}
      </td>
      <td className={data}>
        <span className="flex gap-1">
          {context.environments.map((name) => (
            <EnvironmentBadge key={name} name={name} production={context.production} />
          ))}
          {context.own.map((name) => (
            <span key={name} title="Classified by you, on this computer">
              <EnvironmentBadge name={name} production={name.startsWith('prod')} />
            </span>
          ))}
          {context.environments.length + context.own.length === 0 ? (
            <span className="text-faint">unclassified</span>
          ) : null}
        </span>
      </td>
      <td className={clsx(data, 'max-w-64')} title={why}>
        <Status word={word} />
        {why ? <p className="truncate text-12 text-muted">{why}</p> : null}
      </td>
      <td className={data}>
        {state?.login ? <span className="mono">{state.login}</span> : <span className="text-faint">–</span>}
      </td>
      <td className={`${data} ${roomy}`}>{state?.version || <span className="text-faint">–</span>}</td>
      <td className={`${data} ${roomy}`}>{state ? <Time at={state.checkedAt} ago /> : null}</td>
      <td className={`${data} whitespace-nowrap text-right`}>
        {state?.reachable ? (
          <TextLink
            to="/clusters/$context/$view"
            params={{ context: context.name, view: 'namespaces' }}
            aria-label={`Look into it: ${context.name}`}
          >
            Look into it
          </TextLink>
        ) : null}
      </td>
    </tr>
  );
}
