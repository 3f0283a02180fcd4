import type { Decorator } from '@storybook/react-vite';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { makeQueryClient, Providers } from '@/app/providers';
import { makeRouter } from '@/app/router';
import { type FakeOptions, installFake } from '@/bridge/fake/install';

/** Puts a story into what every component expects around it: providers, a router, a backend. */
export const inFrame: Decorator = (Story, { globals }) => {
  const theme = globals.theme as string;
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  installFake();
  const root = createRootRoute();
  const any = createRoute({
    getParentRoute: () => root,
    path: '$',
    component: () => <div className="p-6">{Story()}</div>,
  });
  const router = createRouter({
    routeTree: root.addChildren([any]),
    history: createMemoryHistory({ initialEntries: ['/story'] }),
  });
  return (
    <Providers client={makeQueryClient()}>
      <RouterProvider router={router as never} />
    </Providers>
  );
};

/** The whole window at an address; its story needs no frame. */
export function Window({ address, ...options }: FakeOptions & { address: string }) {
  installFake(options);
  return (
    <Providers client={makeQueryClient()}>
      <RouterProvider router={makeRouter(createMemoryHistory({ initialEntries: [address] }))} />
    </Providers>
  );
}
