import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useActing } from '@/bridge/identity';
import { matrixQuery, target } from '@/bridge/policy';
import { Button } from '@/ui/button';
import { type ExplainSearch, explainSearch } from '@/ui/explain-link';
import { Beside, Inspector } from '@/ui/inspector';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { roleTitle } from '@/ui/role-title';
import { Segments } from '@/ui/segments';
import { Explanation } from './explanation';
import { Filters } from './filters';
import { Matrix } from './matrix';
import { everything, linesOf, narrow } from './narrow';

const roles = ['developer', 'devops', 'platform', 'operations', 'support'] as const;

/** What leaves the place that a link named, and asks about an environment in general. */
const nowhere = { context: '', cluster: '', namespace: '', name: '', requestedBy: '' };

/** What each role may do in each environment, why not, and how an answer came about. The address holds what is asked. */
export function DutiesPage() {
  const acting = useActing();
  const search: ExplainSearch = useSearch({ from: '/duties' });
  const navigate = useNavigate();
  const [narrowing, setNarrowing] = useState(everything);
  const own = acting?.actor.role ?? '';
  const { role = own, customer = '', product = '', action, environment } = search;
  const look = (part: ExplainSearch) =>
    void navigate({ to: '/duties', search: explainSearch({ ...search, ...part }), replace: true });
  const { data, error, refetch } = useQuery({
    ...matrixQuery(role, customer, product),
    enabled: acting !== undefined,
  });
  const lines = linesOf(data ?? []);
  const found = narrow(lines, narrowing);
  const asked = action && (environment || search.cluster || search.context) ? action : undefined;
  return (
    <Page
      title="Duties"
      about={aboutOf(role === own, role, [customer, product])}
      actions={
        <>
          {role !== own || customer || product ? (
            <Button variant="quiet" onClick={() => look({ role: '', customer: '', product: '' })}>
              Back to what I may
            </Button>
          ) : null}
          <Segments
            label="Role"
            value={role}
            onChange={(next) => look({ role: next === own ? '' : next })}
            options={roles.map((id) => ({
              id: id as string,
              title: id === own ? `${roleTitle(id)} (you)` : roleTitle(id),
            }))}
          />
        </>
      }
    >
      <Beside
        inspector={
          asked ? (
            <Inspector
              title={lines.find((line) => line.action === asked)?.title ?? asked}
              onClose={() => look({ ...nowhere, environment: '' })}
            >
              <Explanation
                key={asked}
                question={{ action: asked, target: target(explainSearch({ ...search, action: '', role: '' })) }}
                role={role === own ? '' : role}
              />
            </Inspector>
          ) : null
        }
      >
        <div className="flex h-full min-h-0 flex-col">
          <Filters
            cells={data ?? []}
            narrowing={narrowing}
            onNarrow={setNarrowing}
            customer={customer}
            product={product}
            onLook={look}
            count={data ? `${found.length} of ${lines.length} actions` : ''}
          />
          <section
            aria-label="Duties by environment"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reached by the keyboard
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto border-line border-t bg-surface outline-offset-[-2px]"
          >
            {!data && !error ? <Skeleton rows={10} /> : null}
            {!data && error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : null}
            {data?.length === 0 ? (
              <Empty title="No environments">
                The fleet file names no environments, so there are no duties to show.
              </Empty>
            ) : null}
            {lines.length > 0 && found.length === 0 ? (
              <Empty title="No action fits" action={<Button onClick={() => setNarrowing(everything)}>Show all</Button>}>
                {lines.length} actions are hidden by the filter.
              </Empty>
            ) : null}
            {found.length > 0 ? (
              <Matrix
                lines={found}
                marked={action}
                picked={environment}
                onPick={(picked, place) => look({ ...nowhere, action: picked, environment: place })}
              />
            ) : null}
          </section>
        </div>
      </Beside>
    </Page>
  );
}

function aboutOf(own: boolean, role: string, about: readonly string[]): string {
  const whose = about.filter(Boolean).join(' ');
  const where = whose ? ` for ${whose}` : '';
  return own
    ? `What you may do as ${roleTitle(role)}${where}, and why not`
    : `What ${roleTitle(role)} may do${where}, and why not. Looking acts as nobody and records nothing`;
}
