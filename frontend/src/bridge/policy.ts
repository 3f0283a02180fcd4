import { queryOptions, useQuery } from '@tanstack/react-query';
import * as PolicyService from '../../wailsjs/go/desktop/PolicyService';
import { call } from './fault';
import { actingQuery } from './identity';
import type { Decision, Target } from './types';

/** A target of which only some is known; the backend classifies the rest. */
export const target = (known: Partial<Target>): Target => ({
  context: '',
  cluster: '',
  namespace: '',
  name: '',
  environment: '',
  tier: '',
  production: false,
  customer: '',
  product: '',
  ...known,
});

/** Whether the acting person may do the action to the target. Undefined until the backend has said. */
export function useCan(action: string, on: Target | undefined): Decision | undefined {
  const acting = useQuery(actingQuery).data;
  const { data } = useQuery({
    queryKey: ['policy', 'may', acting?.context, acting?.actor.role, action, on],
    queryFn: () => call(() => PolicyService.May(on ? [{ action, target: on }] : [])),
    enabled: on !== undefined && acting !== undefined,
  });
  return data?.[0];
}

/** Every action in every environment for one role; the empty role is the acting one. */
export const matrixQuery = (role: string) =>
  queryOptions({
    queryKey: ['policy', 'matrix', role],
    queryFn: () => call(() => PolicyService.Matrix(role)),
  });
