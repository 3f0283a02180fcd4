import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { application, compareApplication, instances, syncApplication } from '@/bridge/argocd';
import { noteOperation } from '@/bridge/operation';
import type { Application, ApplicationRef, Target } from '@/bridge/types';

export const instancesQuery = queryOptions({ queryKey: ['argocd', 'instances'], queryFn: instances });

export const applicationQuery = (ref: ApplicationRef) =>
  queryOptions({
    queryKey: ['argocd', 'application', ref],
    queryFn: () => application(ref),
    refetchInterval: 8_000,
  });

export const compareQuery = (ref: ApplicationRef, desired: string) =>
  queryOptions({
    queryKey: ['argocd', 'compare', ref, desired],
    queryFn: () => compareApplication(ref),
  });

/** What the duties see of an application. */
export const targetOf = (app: Application): Target => ({
  context: '',
  cluster: app.cluster,
  namespace: app.namespace,
  name: app.ref.name,
  environment: app.environment,
  tier: '',
  production: app.production,
  customer: app.customer,
  product: app.product,
});

export function useSync() {
  const client = useQueryClient();
  return useMutation({ mutationFn: syncApplication, onSuccess: (status) => noteOperation(client, status) });
}
