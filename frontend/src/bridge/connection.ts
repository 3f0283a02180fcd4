import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as ConnectionService from '../../wailsjs/go/desktop/ConnectionService';
import { call, type Fault, toFault } from './fault';
import { noteOperation, useOperation } from './operation';
import type { Connection, KeptEntry, OperationStatus, SignIn } from './types';

/** All connections, as they are known; what is not known yet, and every change, comes by events. */
export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: () => call(() => ConnectionService.Connections()),
  staleTime: 20_000,
});

/** The names of the credentials that are kept, never what they are. */
export const keptQuery = queryOptions({
  queryKey: ['kept'],
  queryFn: () => call(() => ConnectionService.Kept()),
});

export const useConnections = (): Connection[] => useQuery(connectionsQuery).data ?? [];

export function noteConnection(client: QueryClient, now: Connection): void {
  const known = client.getQueryData(connectionsQuery.queryKey);
  if (!known?.some(({ id }) => id === now.id)) {
    void client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
    return;
  }
  client.setQueryData(
    connectionsQuery.queryKey,
    known.map((one) => (one.id === now.id ? { ...now, hint: one.hint, suggest: one.suggest } : one)),
  );
}

const noted = (client: QueryClient) => (status: OperationStatus) => noteOperation(client, status);

export function useTest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(() => ConnectionService.Test(id)),
    onSuccess: (now) => noteConnection(client, now),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(() => ConnectionService.SignOut(id)),
    onSuccess: noted(client),
  });
}

export function useRenew() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => call(() => ConnectionService.Renew(id)), onSuccess: noted(client) });
}

export function useForget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (entry: KeptEntry) => call(() => ConnectionService.Forget(entry)),
    onSuccess: noted(client),
  });
}

export function useUnlock() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(() => ConnectionService.Unlock()),
    onSuccess: () => client.invalidateQueries({ queryKey: ['about'] }),
  });
}

/**
 * Signs in, and follows it to its end. It is no mutation: those remember what they were called with, and this is called
 * with a password.
 */
export function useSignIn() {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<Fault | null>(null);
  const [id, setId] = useState<string>();
  const status = useOperation(id);
  const signIn = async (input: SignIn) => {
    setAsking(true);
    setRefused(null);
    setId(undefined);
    try {
      const begun = await call(() => ConnectionService.SignIn(input));
      noteOperation(client, begun);
      setId(begun.id);
    } catch (raw) {
      setRefused(toFault(raw));
    }
    setAsking(false);
  };
  const ended = status && status.state !== 'running' ? status : undefined;
  return {
    signIn,
    running: asking || status?.state === 'running',
    succeeded: ended?.state === 'succeeded',
    fault: refused ?? (ended && ended.state !== 'succeeded' ? ended.fault : undefined) ?? null,
  };
}
