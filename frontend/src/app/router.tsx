import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import { listSearch } from '@/ui/data-table/use-list-state';
import { explainSearch } from '@/ui/explain-link';
import { AreaFault } from './area-fault';
import { NotFound } from './not-found';
import { Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const parent = { getParentRoute: () => root };
const word = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
const optional = <Key extends string>(key: Key, value: unknown): { [K in Key]?: string } => {
  const known = word(value);
  return (known ? { [key]: known } : {}) as { [K in Key]?: string };
};

const routes = root.addChildren([
  createRoute({
    ...parent,
    path: '/',
    component: lazyRouteComponent(() => import('@/features/home/home-page'), 'HomePage'),
  }),
  createRoute({
    ...parent,
    path: '/applications',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('@/features/argocd/applications-page'), 'ApplicationsPage'),
  }),
  createRoute({
    ...parent,
    path: '/applications/$instance/$project/$name',
    component: lazyRouteComponent(() => import('@/features/argocd/application-page'), 'ApplicationPage'),
  }),
  createRoute({
    ...parent,
    path: '/releases',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('@/features/helm/releases-page'), 'ReleasesPage'),
  }),
  createRoute({
    ...parent,
    path: '/releases/$context/$namespace/$name',
    component: lazyRouteComponent(() => import('@/features/helm/release-page'), 'ReleasePage'),
  }),
  createRoute({
    ...parent,
    path: '/clusters',
    validateSearch: (raw: Record<string, unknown>) => optional('context', raw.context),
    component: lazyRouteComponent(() => import('@/features/clusters/clusters-page'), 'ClustersPage'),
  }),
  createRoute({
    ...parent,
    path: '/clusters/$context/$view',
    validateSearch: (raw: Record<string, unknown>) => ({ ...listSearch(raw), ...optional('namespace', raw.namespace) }),
    component: lazyRouteComponent(() => import('@/features/clusters/workloads-page'), 'WorkloadsPage'),
  }),
  createRoute({
    ...parent,
    path: '/connections',
    validateSearch: (raw: Record<string, unknown>) => ({
      ...optional('open', raw.open),
      ...optional('signIn', raw.signIn),
    }),
    component: lazyRouteComponent(() => import('@/features/connections/connections-page'), 'ConnectionsPage'),
  }),
  createRoute({
    ...parent,
    path: '/fleet',
    component: lazyRouteComponent(() => import('@/features/fleet/fleet-page'), 'FleetPage'),
  }),
  createRoute({
    ...parent,
    path: '/audit',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('@/features/audit/audit-page'), 'AuditPage'),
  }),
  createRoute({
    ...parent,
    path: '/siem',
    component: lazyRouteComponent(() => import('@/features/siem/siem-page'), 'SiemPage'),
  }),
  createRoute({
    ...parent,
    path: '/duties',
    validateSearch: explainSearch,
    component: lazyRouteComponent(() => import('@/features/duties/duties-page'), 'DutiesPage'),
  }),
]);

/** The production app is served from wails://, which knows no paths: addresses live in the hash. */
export const makeRouter = (history: RouterHistory = createHashHistory()) =>
  createRouter({
    routeTree: routes,
    history,
    defaultPreload: 'intent',
    defaultErrorComponent: AreaFault,
    defaultPendingMs: 150,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
