import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

describe('the shell', () => {
  it('production wears a line at the top, and only production', async () => {
    const { user } = openWindow('/', { context: 'dev1@harbor' });
    await screen.findByRole('button', { name: /Acting as Developer, proven by group sluice:developer/ });
    expect(screen.queryByTestId('production-line')).not.toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: /^Context: dev1@harbor/ }));
    await user.click(await screen.findByRole('menuitem', { name: /ops1@ocean/ }));
    expect(await screen.findByTestId('production-line')).toBeInTheDocument();
    expect(await screen.findByRole('button', { name: /Acting as Operations/ })).toBeInTheDocument();
  });

  it('goes by keys, lists them, and opens what is searched for', async () => {
    const { user, router } = openWindow('/', { context: 'ops1@ocean' });
    await screen.findByRole('heading', { name: 'Home' });
    await user.keyboard('gu');
    await screen.findByRole('heading', { name: 'Audit' });
    await user.keyboard('?');
    expect(
      within(await screen.findByRole('dialog', { name: 'Keys' })).getByText('Go to Applications'),
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('acme-shop-prod');
    await user.click(await screen.findByRole('option', { name: /acme-shop-prod/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications/ocean/acme/acme-shop-prod'));
  });

  it('a context that cannot be used says why', async () => {
    const { user } = openWindow('/', {});
    await user.click(await screen.findByRole('button', { name: /^Context: dev1@harbor/ }));
    const broken = await screen.findByRole('menuitem', { name: /broken@quay/ });
    expect(broken).toHaveTextContent('Add the user or remove the context');
    expect(broken).toHaveAttribute('aria-disabled', 'true');
  });

  it('remembers the theme and the context, and nothing else of worth', async () => {
    const first = openWindow('/', { context: 'dev1@harbor' });
    await first.user.click(await screen.findByRole('button', { name: /^Context: dev1@harbor/ }));
    await first.user.click(await screen.findByRole('menuitem', { name: /ops1@ocean/ }));
    await first.user.click(await screen.findByRole('button', { name: /Theme: system/ }));
    await first.user.click(screen.getByRole('button', { name: /Theme: light/ }));
    await waitFor(() => expect(window.localStorage.getItem('sluice.v1')).toContain('ops1@ocean'));
    first.unmount();
    openWindow('/', { context: 'dev1@harbor' });
    expect(await screen.findByRole('button', { name: /^Context: ops1@ocean/ })).toBeInTheDocument();
    expect(document.documentElement.dataset.theme).toBe('dark');
  });
});
