import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './fault';
import type { Acting } from './types';
import { service } from './wails';

/** Who acts now, and from which context. */
export const actingQuery = queryOptions({
  queryKey: ['acting'],
  queryFn: () => call(() => service('IdentityService').Acting()),
});

export const useActing = (): Acting | undefined => useQuery(actingQuery).data;

/** Chooses the context to work from and, where a person has several, the role. */
export function useActAs() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ context, role }: { context: string; role: string }) =>
      call(() => service('IdentityService').Use(context, role)),
    onSuccess: (acting) => {
      client.setQueryData(actingQuery.queryKey, acting);
      void client.invalidateQueries({ queryKey: ['policy'] });
    },
  });
}
