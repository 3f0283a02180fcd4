import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { connectionsQuery, useSignIn } from '@/bridge/connection';
import type { Connection } from '@/bridge/types';
import { Beside, Inspector } from '@/ui/inspector';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { SignInSheet } from '@/ui/sign-in-sheet';
import { systemTitle } from '@/ui/system-title';
import { ConnectionDetails } from './connection-details';
import { ConnectionTable } from './connection-table';
import { Keychain } from './keychain';

/** Which connection is looked at, and to which one signs in. It is in the address, so that others can lead here. */
interface Looked {
  open?: string;
  signIn?: string;
}

/** Every system that Sluice speaks to, and who one is there. */
export function ConnectionsPage() {
  const { data, error, refetch } = useQuery({ ...connectionsQuery, refetchInterval: 30_000 });
  const looked = useSearch({ strict: false }) as Looked;
  const navigate = useNavigate();
  const look = useCallback(
    (next: Looked) => void navigate({ to: '/connections', search: next, replace: true }),
    [navigate],
  );
  const picked = data?.find(({ id }) => id === looked.open);
  const entering = data?.find(({ id, methods }) => id === looked.signIn && methods.length > 0);
  const signIn = (id: string) => look({ open: id, signIn: id });
  const leave = useCallback(() => look(looked.open ? { open: looked.open } : {}), [look, looked.open]);
  return (
    <Page title="Connections" about={data ? summary(data) : 'Every system that Sluice speaks to'}>
      <Beside
        inspector={
          picked ? (
            <Inspector
              title={
                <>
                  {systemTitle(picked.kind)} <span className="mono">{picked.name}</span>
                </>
              }
              onClose={() => look({})}
            >
              <ConnectionDetails key={picked.id} connection={picked} onSignIn={() => signIn(picked.id)} />
            </Inspector>
          ) : null
        }
      >
        <div className="@container h-full overflow-y-auto border-line border-t">
          {!data && !error ? <Skeleton rows={8} /> : null}
          {!data && error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : null}
          {data && data.length === 0 ? (
            <Empty title="No connections">
              Neither the kubeconfig nor the fleet file names a system. Put a kubeconfig at ~/.kube/config, and name
              Argo CD, Vault, Git hosts and registries in the fleet file.
            </Empty>
          ) : null}
          {data && data.length > 0 ? (
            <ConnectionTable
              connections={data}
              picked={picked?.id}
              onPick={(id) => look({ open: id })}
              onSignIn={signIn}
            />
          ) : null}
          {data ? (
            <div className="p-4">
              <Keychain />
            </div>
          ) : null}
        </div>
      </Beside>
      {entering ? <Entering key={entering.id} connection={entering} onClose={leave} /> : null}
    </Page>
  );
}

function Entering({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const client = useQueryClient();
  const { signIn, running, succeeded, fault } = useSignIn();
  useEffect(() => {
    if (!succeeded) return;
    void client.invalidateQueries({ queryKey: ['connections'] });
    onClose();
  }, [succeeded, client, onClose]);
  return (
    <SignInSheet
      connection={connection}
      onSignIn={(input) => void signIn(input)}
      running={running}
      fault={fault}
      onClose={onClose}
    />
  );
}

/** How many answer, and how many want something, in a line. */
function summary(connections: readonly Connection[]): string {
  const count = (...states: string[]) => connections.filter(({ state }) => states.includes(state)).length;
  const parts = [
    [count('connected', 'expiring'), 'connected'],
    [count('expiring'), 'about to end'],
    [count('signedOut'), 'signed out'],
    [count('unreachable', 'forbidden', 'wrongPerson', 'problem'), 'with a problem'],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(', ');
}
