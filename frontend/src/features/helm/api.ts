import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { compareRevisions, release, releaseValues, rollback } from '@/bridge/helm';
import { noteOperation } from '@/bridge/operation';
import { target } from '@/bridge/policy';
import type { ReleaseRef, Target } from '@/bridge/types';

export const releaseQuery = (ref: ReleaseRef) =>
  queryOptions({ queryKey: ['helm', 'release', ref], queryFn: () => release(ref), refetchInterval: 15_000 });

export const valuesQuery = (ref: ReleaseRef, revision: number) =>
  queryOptions({
    queryKey: ['helm', 'values', ref, revision],
    queryFn: () => releaseValues(ref, revision),
    staleTime: Number.POSITIVE_INFINITY, // a revision never changes
  });

/** What would differ from one revision to another. */
export const compareQuery = (ref: ReleaseRef, from: number, to: number) =>
  queryOptions({ queryKey: ['helm', 'compare', ref, from, to], queryFn: () => compareRevisions(ref, from, to) });

/** What the duties see of a release; the backend knows which environment its namespace belongs to. */
export const targetOf = (ref: ReleaseRef): Target =>
  target({ context: ref.context, namespace: ref.namespace, name: ref.name });

export function useRollback() {
  const client = useQueryClient();
  return useMutation({ mutationFn: rollback, onSuccess: (status) => noteOperation(client, status) });
}
