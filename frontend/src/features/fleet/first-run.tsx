import { useQuery } from '@tanstack/react-query';
import { proposalQuery } from '@/bridge/fleet';
import type { FleetFile, Guess } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { Button } from '@/ui/button';
import { Section } from '@/ui/facts';
import { TextLink } from '@/ui/links';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';

const least = 'apiVersion: sluice.dev/v1\nkind: Fleet\nname: my fleet\n';

/** There is no fleet yet: the clusters found, where each seems to belong, and the ways to go on. */
export function FirstRun({ file, onText }: { file: FleetFile; onText: (text: string) => void }) {
  const { data, error, refetch } = useQuery(proposalQuery);
  return (
    <Page title="Fleet" about="You have no fleet yet">
      <div className="h-full overflow-y-auto border-line border-t px-4 py-4">
        <div className="flex max-w-5xl flex-col gap-6">
          <p className="max-w-2xl text-muted">
            The fleet is one file of the team. It says which namespaces are dev, stage and production, which groups have
            which role, and whose login is whose. Without it every context is unclassified, so it is read only until you
            classify it, and your role is self-declared.
          </p>
          <Section title="Clusters of your kubeconfig, and where each seems to belong">
            <div className="rounded-md border border-line bg-surface">
              {!data && error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : null}
              {!data && !error ? <Skeleton rows={4} /> : null}
              {data?.guesses.length === 0 ? (
                <Empty title="No clusters found">
                  Put a kubeconfig at ~/.kube/config, or name one in KUBECONFIG. Or try the sandbox: make demo.
                </Empty>
              ) : null}
              {data && data.guesses.length > 0 ? <Guesses guesses={data.guesses} /> : null}
            </div>
          </Section>
          <div className="flex flex-wrap items-center gap-2">
            <Button
              variant="primary"
              off={!data || data.guesses.length === 0}
              onClick={() => data && onText(data.text)}
            >
              Propose a fleet file
            </Button>
            <Button onClick={() => onText(least)}>Begin with an empty one</Button>
            <span className="text-muted">
              Nothing is written before you have looked at it. It will lie at{' '}
              <span className="mono">{file.address}</span>
            </span>
          </div>
          <ul className="flex max-w-2xl flex-col gap-1 text-muted">
            <li>
              Your team has one already? Start Sluice with{' '}
              <span className="mono selectable">{'SLUICE_FLEET=git+https://host/team/repo.git//sluice.yaml'}</span>, or
              the path of the file.
            </li>
            <li>
              Go on without one: classify single contexts on this computer under{' '}
              <TextLink to="/clusters">Clusters</TextLink>.
            </li>
            <li>
              No cluster at hand? <span className="mono selectable">make demo</span> starts a sandbox with real servers
              and a fleet.
            </li>
          </ul>
        </div>
      </div>
    </Page>
  );
}

const head = 'h-7 border-line border-b px-3 text-left font-medium text-12 text-muted';
const data = 'h-8 border-line/60 border-b px-3 py-1';

const Guesses = ({ guesses }: { guesses: readonly Guess[] }) => (
  <table aria-label="Clusters" className="w-full border-separate border-spacing-0">
    <thead>
      <tr>
        <th className={head}>Cluster</th>
        <th className={head}>Seems to be</th>
        <th className={head}>Why</th>
        <th className={head}>Contexts</th>
      </tr>
    </thead>
    <tbody>
      {guesses.map((guess) => (
        <tr key={guess.server} title={guess.server} className="last:[&>td]:border-b-0">
          <td className={`${data} mono whitespace-nowrap`}>{guess.cluster}</td>
          <td className={data}>
            <span className="flex gap-1">
              {guess.environments.map((name) => (
                <EnvironmentBadge key={name} name={name} />
              ))}
              {guess.environments.length === 0 ? <span className="text-faint">not known</span> : null}
            </span>
          </td>
          <td className={`${data} text-muted`}>{guess.why}</td>
          <td className={`${data} mono max-w-80 truncate text-muted`} title={guess.contexts.join(', ')}>
            {guess.contexts.join(', ')}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
