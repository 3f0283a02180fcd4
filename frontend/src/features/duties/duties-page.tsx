import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useActing } from '@/bridge/identity';
import { matrixQuery } from '@/bridge/policy';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { roleTitle } from '@/ui/role-title';
import { Segments } from '@/ui/segments';
import { Matrix } from './matrix';

const roles = ['developer', 'devops', 'platform', 'operations', 'support'] as const;

/** What each role may do in each environment, and why not. */
export function DutiesPage() {
  const acting = useActing();
  const { action } = useSearch({ from: '/duties' });
  const [chosen, setChosen] = useState<string>();
  const own = acting?.actor.role ?? '';
  const role = chosen ?? own;
  const { data, error, refetch } = useQuery({ ...matrixQuery(role), enabled: acting !== undefined });
  const mine = role === own;
  return (
    <Page
      title="Duties"
      about={mine ? `What you may do as ${roleTitle(own)}, and why not` : `What ${roleTitle(role)} may do, and why not`}
      actions={
        <Segments
          label="Role"
          value={role}
          onChange={setChosen}
          options={roles.map((id) => ({
            id: id as string,
            title: id === own ? `${roleTitle(id)} (you)` : roleTitle(id),
          }))}
        />
      }
    >
      <section
        aria-label="Duties by environment"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reached by the keyboard
        tabIndex={0}
        className="h-full overflow-y-auto border-line border-t bg-surface outline-offset-[-2px]"
      >
        {!data && !error ? <Skeleton rows={10} /> : null}
        {!data && error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : null}
        {data?.length === 0 ? (
          <Empty title="No environments">The fleet file names no environments, so there are no duties to show.</Empty>
        ) : null}
        {data && data.length > 0 ? <Matrix cells={data} marked={action} /> : null}
      </section>
    </Page>
  );
}
