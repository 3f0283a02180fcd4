import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as OperationService from '../../wailsjs/go/desktop/OperationService';
import { call, type Fault, toFault } from './fault';
import type { OperationStatus } from './types';

/** Statuses can overtake each other on their way: of two with the same id the greater number is the truth. */
export function merge(known: readonly OperationStatus[], news: readonly OperationStatus[]): OperationStatus[] {
  const byId = new Map(known.map((status) => [status.id, status]));
  for (const status of news) {
    const old = byId.get(status.id);
    if (!old || old.seq < status.seq) byId.set(status.id, status);
  }
  return [...byId.values()].sort((a, b) => b.started.localeCompare(a.started) || b.seq - a.seq);
}

/** What runs and what ran, newest first. */
export const operationsQuery = queryOptions({
  queryKey: ['operations'],
  queryFn: async ({ client }) => {
    const statuses = await call(() => OperationService.Statuses());
    return merge(client.getQueryData<OperationStatus[]>(['operations']) ?? [], statuses);
  },
});

export const noteOperation = (client: QueryClient, status: OperationStatus) =>
  client.setQueryData(operationsQuery.queryKey, (known) => merge(known ?? [], [status]));

export const useOperations = (): OperationStatus[] => useQuery(operationsQuery).data ?? [];

export const useOperation = (id: string | undefined): OperationStatus | undefined =>
  useOperations().find((status) => status.id === id);

export const cancelOperation = (id: string) => call(() => OperationService.Cancel(id));

/**
 * An operation that is begun with a secret, and followed to its end. It is no mutation: those remember what they were
 * called with.
 */
export function useEntering<Input>(begin: (input: Input) => Promise<OperationStatus>) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<Fault | null>(null);
  const [id, setId] = useState<string>();
  const status = useOperation(id);
  const signIn = async (input: Input) => {
    setAsking(true);
    setRefused(null);
    setId(undefined);
    try {
      const begun = await begin(input);
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
