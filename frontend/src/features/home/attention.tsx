import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { aboutQuery } from '@/bridge/about';
import { EnvironmentBadge } from '@/ui/badges';
import type { PickedRow } from '@/ui/data-table/columns';
import { Section } from '@/ui/facts';
import { TextLink } from '@/ui/links';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Status, StatusShape } from '@/ui/status';
import { useFirstRows } from './api';
import { countsOf, type Need, needs } from './needs';

/** Applications that need a person, by environment: production first, because there it matters most. */
export function Attention() {
  const { data: about } = useQuery(aboutQuery);
  const drifted = useFirstRows('applications', { sync: ['OutOfSync'] });
  const degraded = useFirstRows('applications', { health: ['Degraded', 'Missing'] });
  const automatic = useFirstRows('applications', { environment: productionOf(about?.environments) });
  const error = drifted.error ?? degraded.error;
  if (!drifted.rows || !degraded.rows || !automatic.rows) {
    return (
      <Section title="Needs a person">
        {error ? (
          <FaultNotice compact fault={error} onRetry={() => void drifted.refetch()} action={signInUnder(error.kind)} />
        ) : (
          <Skeleton rows={5} />
        )}
      </Section>
    );
  }
  const stale = drifted.page?.stale;
  const found = needs(drifted.rows, degraded.rows, automatic.rows);
  const environments = (about?.environments ?? []).map((environment) => environment.name);
  const total = drifted.page?.total ?? 0;
  return (
    <Section title="Needs a person" aside={<TextLink to="/applications">All {total} applications</TextLink>}>
      {stale ? <FaultNotice compact fault={stale} action={signInUnder(stale.kind)} /> : null}
      {/* Where nothing is known, nothing is in order. */}
      {environments.length > 0 && total > 0 ? <Tiles environments={environments} found={found} /> : null}
      {found.length > 0 ? <NeedList found={found} /> : null}
      {found.length === 0 && !stale ? (
        <div className="rounded-md border border-line bg-surface">
          <Empty title={total > 0 ? 'Nothing needs you now' : 'No applications yet'}>
            {total > 0
              ? 'Everything is in sync and healthy, and auto-sync is off in production.'
              : 'Sign in to Argo CD under Applications to see them here.'}
          </Empty>
        </div>
      ) : null}
    </Section>
  );
}

const signInUnder = (kind: string) =>
  kind === 'signIn' ? <TextLink to="/applications">Sign in under Applications</TextLink> : null;

const productionOf = (environments: { name: string; production: boolean }[] | undefined) => {
  const names = (environments ?? [])
    .filter((environment) => environment.production)
    .map((environment) => environment.name);
  return names.length > 0 ? names : ['prod'];
};

function Tiles({ environments, found }: { environments: string[]; found: readonly Need[] }) {
  return (
    <ul className="grid auto-cols-fr grid-flow-col gap-2">
      {environments.map((environment) => {
        const { drifted, degraded, automatic } = countsOf(found, environment);
        const calm = drifted + degraded + automatic === 0;
        return (
          <li key={environment} className="flex flex-col gap-1 rounded-md border border-line bg-surface p-3">
            <Link
              to="/applications"
              search={{ f: { environment: [environment] } }}
              className="self-start rounded-sm"
              aria-label={`Applications in ${environment}`}
            >
              <EnvironmentBadge name={environment} />
            </Link>
            {calm ? (
              <span className="flex items-center gap-1.5 text-muted">
                <StatusShape shape="dot" tone="ok" /> In order
              </span>
            ) : null}
            <Count
              n={drifted}
              word="out of sync"
              shape="diamond"
              tone="attention"
              search={{ environment: [environment], sync: ['OutOfSync'] }}
            />
            <Count
              n={degraded}
              word="degraded"
              shape="triangle"
              tone="bad"
              search={{ environment: [environment], health: ['Degraded', 'Missing'] }}
            />
            <Count
              n={automatic}
              word="auto-sync on"
              shape="diamond"
              tone="attention"
              search={{ environment: [environment] }}
            />
          </li>
        );
      })}
    </ul>
  );
}

interface CountProps {
  n: number;
  word: string;
  shape: 'diamond' | 'triangle';
  tone: 'attention' | 'bad';
  search: Record<string, string[]>;
}

const Count = ({ n, word, shape, tone, search }: CountProps) =>
  n === 0 ? null : (
    <Link to="/applications" search={{ f: search }} className="flex items-center gap-1.5 rounded-sm hover:underline">
      <StatusShape shape={shape} tone={tone} />
      <span>
        <span className="font-semibold">{n}</span> {word}
      </span>
    </Link>
  );

const NeedList = ({ found }: { found: readonly Need[] }) => (
  <ul aria-label="Applications that need a person" className="rounded-md border border-line bg-surface">
    {found.map(({ row, why }) => (
      <li key={row.id} className="flex h-8 items-center gap-3 border-line/60 border-b px-3 last:border-b-0">
        <span className="w-14 shrink-0">
          <EnvironmentBadge name={row.cell('environment')} />
        </span>
        <ApplicationLink row={row} />
        <span className="flex shrink-0 items-center gap-4">
          {why.map((word) => (
            <Status key={word} word={word} />
          ))}
        </span>
      </li>
    ))}
  </ul>
);

const ApplicationLink = ({ row }: { row: PickedRow }) => (
  <Link
    to="/applications/$instance/$project/$name"
    params={{ instance: row.cell('instance'), project: row.cell('project'), name: row.cell('name') }}
    className="mono min-w-0 flex-1 truncate rounded-sm hover:underline"
  >
    {row.cell('name')}
  </Link>
);
