import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { makeQueryClient, Providers } from '@/app/providers';
import { makeRouter } from '@/app/router';
import { type FakeOptions, installFake } from '@/bridge/fake/install';

/** The whole window at an address, over the fake backend, with a person at the keyboard. */
export function openWindow(address: string, options: FakeOptions = {}) {
  const world = installFake({ latency: 0, pods: 300, ...options });
  const router = makeRouter(createMemoryHistory({ initialEntries: [address] }));
  const client = makeQueryClient();
  const view = render(
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>,
  );
  return { world, router, client, user: userEvent.setup(), ...view };
}
