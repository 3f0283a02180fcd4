import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import * as IdentityService from '../../wailsjs/go/desktop/IdentityService';
import { call } from './fault';
import type { Acting } from './types';

/** Who acts now, and from which context. */
export const actingQuery = queryOptions({
  queryKey: ['acting'],
  queryFn: () => call(() => IdentityService.Acting()),
});

export const useActing = (): Acting | undefined => useQuery(actingQuery).data;

/** Chooses the context to work from and, where a person has several, the role. */
export function useActAs() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ context, role }: { context: string; role: string }) =>
      call(() => IdentityService.Use(context, role)),
    onSuccess: (acting) => {
      client.setQueryData(actingQuery.queryKey, acting);
      void client.invalidateQueries({ queryKey: ['policy'] });
    },
  });
}
