import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { acknowledge, emergenciesQuery } from '@/bridge/breakglass';
import { noteOperation } from '@/bridge/operation';
import { target } from '@/bridge/policy';
import type { OpenEmergency, Target } from '@/bridge/types';

export const useEmergencies = (): OpenEmergency[] =>
  useQuery({ ...emergenciesQuery, refetchInterval: 60_000 }).data ?? [];

/** What the duties see of acknowledging: it was somebody's own doing. */
export const targetOf = (emergency: OpenEmergency): Target =>
  target({
    cluster: emergency.cluster,
    namespace: emergency.namespace,
    name: emergency.name,
    customer: emergency.customer,
    product: emergency.product,
    requestedBy: emergency.person,
  });

export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: acknowledge,
    onSuccess: (status) => noteOperation(client, status),
    onSettled: () => client.invalidateQueries({ queryKey: emergenciesQuery.queryKey }),
  });
}
