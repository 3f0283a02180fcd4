import { useQuery } from '@tanstack/react-query';
import { actingQuery } from '@/bridge/identity';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { roleTitle } from '@/ui/role-title';
import { Attention } from './attention';
import { LastOperations } from './last-operations';
import { NoFleet } from './no-fleet';
import { Sessions } from './sessions';
import { WhoAmI } from './who-am-i';

/** What needs a person, what was done last, and who one is here. */
export function HomePage() {
  const { data: acting, error, refetch } = useQuery(actingQuery);
  if (!acting) return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} />;
  return (
    <Page title="Home" about={`What needs ${roleTitle(acting.actor.role)} now`}>
      <div className="h-full overflow-y-auto px-4 pb-6">
        <div className="grid grid-cols-[minmax(0,1fr)_22rem] gap-6 max-[1100px]:grid-cols-1">
          <div className="flex min-w-0 flex-col gap-6">
            <NoFleet />
            <Sessions />
            <Attention />
            <LastOperations />
          </div>
          <WhoAmI acting={acting} />
        </div>
      </div>
    </Page>
  );
}
