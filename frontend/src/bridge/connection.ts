import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import * as ConnectionService from '../../wailsjs/go/desktop/ConnectionService';
import { call } from './fault';
import { noteOperation, useEntering } from './operation';
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

/** Signs in, and follows it to its end. */
export const useSignIn = () => useEntering((input: SignIn) => call(() => ConnectionService.SignIn(input)));
