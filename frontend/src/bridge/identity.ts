import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import * as IdentityService from '../../wailsjs/go/desktop/IdentityService';
import { call } from './fault';
import { noteOperation } from './operation';
import type { Acting } from './types';

/** Who acts now, and from which context. */
export const actingQuery = queryOptions({
  queryKey: ['acting'],
  queryFn: () => call(() => IdentityService.Acting()),
});

export const useActing = (): Acting | undefined => useQuery(actingQuery).data;

/** Takes in who acts now, and asks anew what depends on it. */
function useTaken() {
  const client = useQueryClient();
  return (acting: Acting) => {
    client.setQueryData(actingQuery.queryKey, acting);
    void client.invalidateQueries({ queryKey: ['policy'] });
  };
}

/** Chooses the context to work from. */
export const useChooseContext = () => {
  const taken = useTaken();
  return useMutation({ mutationFn: (context: string) => call(() => IdentityService.Use(context)), onSuccess: taken });
};

/** Asks the server anew who one is. */
export const useRefreshIdentity = () => {
  const taken = useTaken();
  return useMutation({ mutationFn: () => call(() => IdentityService.Refresh()), onSuccess: taken });
};

/** Acts as another of one's roles, which is recorded; that it took effect is told by an event. */
export function useActAs() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (role: string) => call(() => IdentityService.ActAs(role)),
    onSuccess: (status) => noteOperation(client, status),
  });
}
