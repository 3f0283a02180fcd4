import { queryOptions, useMutation } from '@tanstack/react-query';
import { records, verify } from '@/bridge/audit';

/** All records of one operation, oldest first. */
export const recordsQuery = (operation: string) =>
  queryOptions({
    queryKey: ['audit', 'records', operation],
    queryFn: () => records(operation),
    refetchInterval: 10_000,
  });

export const useVerify = () => useMutation({ mutationFn: verify });
