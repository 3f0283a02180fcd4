import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { exportFolder, exportRecords, journalState, records, verify } from '@/bridge/audit';
import { noteOperation } from '@/bridge/operation';

/** All records of one operation, oldest first. */
export const recordsQuery = (operation: string) =>
  queryOptions({
    queryKey: ['audit', 'records', operation],
    queryFn: () => records(operation),
    refetchInterval: 10_000,
  });

/** How the journal stands; asked often until the start has verified it. */
export const stateQuery = queryOptions({
  queryKey: ['audit', 'state'],
  queryFn: journalState,
  refetchInterval: (query) => (query.state.data?.checked ? 10_000 : 500),
});

export const folderQuery = queryOptions({ queryKey: ['audit', 'folder'], queryFn: exportFolder });

export function useVerify() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: verify,
    onSettled: () => client.invalidateQueries({ queryKey: stateQuery.queryKey }),
  });
}

export function useExport() {
  const client = useQueryClient();
  return useMutation({ mutationFn: exportRecords, onSuccess: (status) => noteOperation(client, status) });
}
