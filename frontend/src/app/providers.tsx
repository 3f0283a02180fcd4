import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import { probeQuery } from '@/bridge/cluster';
import { connectionsQuery, noteConnection } from '@/bridge/connection';
import { onConnection, onContexts, onFleet, onIdentity, onKeychain, onOperation, onSiem } from '@/bridge/events';
import type { Fault } from '@/bridge/fault';
import { actingQuery } from '@/bridge/identity';
import { noteOperation } from '@/bridge/operation';
import type { Page, Scope } from '@/bridge/types';
import { PreferencesProvider } from '@/ui/preferences';

/** Only an answer that never came is asked for again by itself; a refusal is not. */
const worthAnotherTry = (failures: number, fault: Fault) => fault.kind === 'unreachable' && failures < 1;

export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onSuccess: (data, { queryKey }) => {
        const [kind, , scope] = queryKey;
        if (kind === 'live' && typeof scope === 'object') probeAgain(client, data as Page, scope as Scope);
      },
    }),
    mutationCache: new MutationCache(),
    defaultOptions: {
      queries: { retry: worthAnotherTry, staleTime: 3_000, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

/** A list that has just lost or regained its cluster knows so before the next probe does. */
function probeAgain(client: QueryClient, page: Page, { context }: Scope): void {
  const { queryKey } = probeQuery(context);
  const lost = page.stale?.kind === 'unreachable';
  if (context && client.getQueryData(queryKey)?.reachable === lost) void client.invalidateQueries({ queryKey });
}

/** Turns the backend's events into fresh data. Lists listen for themselves. */
function useBackendEvents(client: QueryClient) {
  useEffect(() => {
    const again = (...keys: string[]) => {
      for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
    };
    const stops = [
      onOperation((status) => {
        noteOperation(client, status);
        if (status.emergency || status.state !== 'running') again('breakglass');
        if (status.state === 'running') return;
        again('argocd', 'helm', 'about');
        if (status.action.startsWith('session.')) again('connections', 'kept', 'acting');
      }),
      onContexts(() => again('contexts', 'probe', 'acting')),
      onIdentity(() => {
        void client.invalidateQueries({ queryKey: actingQuery.queryKey });
        again('policy', 'argocd', 'connections');
      }),
      onConnection((now) => {
        const before = client.getQueryData(connectionsQuery.queryKey)?.find(({ id }) => id === now.id);
        noteConnection(client, now);
        if (now.kind === 'cluster') return;
        if (before?.login !== now.login || before.state !== now.state) again('acting');
        if (now.kind === 'argocd' && before?.state !== now.state) again('argocd');
      }),
      onKeychain(() => again('about', 'kept', 'connections')),
      onFleet(() => again('about', 'contexts', 'policy', 'argocd', 'acting', 'connections', 'fleet', 'siem')),
      onSiem(() => again('siem')),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);
}

function BackendEvents({ client }: { client: QueryClient }) {
  useBackendEvents(client);
  return null;
}

export function Providers({ children, client: given }: { children: ReactNode; client?: QueryClient }) {
  const [client] = useState(() => given ?? makeQueryClient());
  return (
    <QueryClientProvider client={client}>
      <PreferencesProvider>
        <Tooltip.Provider delayDuration={250} skipDelayDuration={200}>
          <BackendEvents client={client} />
          {children}
        </Tooltip.Provider>
      </PreferencesProvider>
    </QueryClientProvider>
  );
}
