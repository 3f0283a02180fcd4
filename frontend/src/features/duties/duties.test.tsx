import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

const app = '/applications/ocean/acme/acme-shop-prod';

describe('why not', () => {
  it('is one press away from a button that is off, about just what the button was for', async () => {
    const { user, router } = openWindow(app, { context: 'dev1@harbor' });
    await user.click(await screen.findByRole('link', { name: 'Explain' }));
    expect(await screen.findByText('Developer may not')).toBeInTheDocument();
    expect(router.state.location.search).toMatchObject({
      action: 'argocd.application.sync',
      cluster: 'ocean',
      namespace: 'acme-prod',
      name: 'acme-shop-prod',
    });
    const inspector = screen.getByRole('complementary', { name: 'Inspector' });
    expect(within(inspector).getByText('you acted as Operations')).toBeInTheDocument();
    expect(within(inspector).getByRole('region', { name: 'Rule dev-only' })).toHaveTextContent('forbid (principal in');
    const who = within(inspector).getByRole('table', { name: 'Who may' });
    expect(within(who).getByRole('row', { name: /Operations ops1, ops2/ })).toBeInTheDocument();
  });

  it('is reached by the keyboard right before the button', async () => {
    const { user } = openWindow(app, { context: 'dev1@harbor' });
    const link = await screen.findByRole('link', { name: 'Explain' });
    link.focus();
    await user.tab();
    expect(screen.getByRole('button', { name: 'Deploy now' })).toHaveFocus();
  });
});

describe('what if', () => {
  it('another role and customer are looked at in the address, and nobody acts as them', async () => {
    const { user, router, world } = openWindow('/duties', { context: 'dev1@harbor' });
    await user.click(await screen.findByRole('button', { name: /^Sync an application in prod: May not dev-only/ }));
    expect(await screen.findByText('Developer may not')).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Operations' }));
    expect(await screen.findByText('Operations may')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Customer: any' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'initech' }));
    expect(await screen.findByText('Operations may, and it is held now')).toBeInTheDocument();
    expect(router.state.location.search).toEqual({
      action: 'argocd.application.sync',
      environment: 'prod',
      customer: 'initech',
      role: 'operations',
    });
    expect(world.acting).toEqual({ context: 'dev1@harbor', role: '' });
    await user.click(screen.getByRole('button', { name: 'Back to what I may' }));
    expect(await screen.findByText('Developer may not')).toBeInTheDocument();
  });

  it('the matrix is filtered, and says what hides the rest', async () => {
    const { user } = openWindow('/duties', { context: 'ops1@ocean' });
    const field = await screen.findByRole('searchbox', { name: 'Filter duties' });
    await user.click(field);
    await user.paste('argocd');
    await waitFor(() => expect(screen.getByText(/^2 of \d+ actions$/)).toBeInTheDocument());
    await user.paste(' nothing');
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(await screen.findByText(/^(\d+) of \1 actions$/)).toBeInTheDocument();
  });
});
