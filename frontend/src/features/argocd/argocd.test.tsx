import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

/** Presses the button once the backend has said that it may be. */
async function pressDeploy(user: UserEvent) {
  const button = await screen.findByRole('button', { name: 'Deploy now' });
  await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
  await user.click(button);
}

const page = '/applications/ocean/acme/acme-shop-prod';

describe('deploying to production', () => {
  it('operations type the name, deploy, follow it and read the outcome', async () => {
    const { user, world } = openWindow(page, { context: 'ops1@ocean' });
    await pressDeploy(user);
    const sheet = await screen.findByRole('dialog', { name: 'Deploy acme-shop-prod at v1.4.2' });
    await within(sheet).findByText(/5 objects differ: 1 new/);

    const deploy = within(sheet).getByRole('button', { name: 'Deploy acme-shop-prod at v1.4.2' });
    await user.click(deploy);
    expect(world.events.some((event) => event.outcome === 'asked' && event.millis === 0 && event.seq > 14)).toBe(false);

    await user.type(within(sheet).getByLabelText(/Type acme-shop-prod to confirm/), 'acme-shop-prod');
    await user.click(within(sheet).getByRole('button', { name: 'Deploy acme-shop-prod at v1.4.2' }));
    expect(await within(sheet).findByRole('progressbar')).toBeInTheDocument();
    expect(await within(sheet).findByText(/acme-shop-prod is deployed at v1.4.2/)).toBeInTheDocument();
    expect(world.applications.get('acme-shop-prod')?.sync).toBe('Synced');
    expect(world.events[0]).toMatchObject({ outcome: 'succeeded', person: 'ops1', name: 'acme-shop-prod' });
  });

  it('a developer sees the same button, off, with the reason and who may', async () => {
    const { user } = openWindow(page, { context: 'dev1@harbor' });
    const button = await screen.findByRole('button', { name: 'Deploy now' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription('Developers change dev only. Ask Operations: ops1, ops2.'),
    );
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await user.click(button);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Explain' })).toHaveAttribute('href', expect.stringContaining('/duties'));
  });

  it('a running deployment is found again in the tray and can be cancelled', async () => {
    const { user, world } = openWindow(page, { context: 'ops1@ocean' });
    await pressDeploy(user);
    const sheet = await screen.findByRole('dialog');
    await within(sheet).findByText(/5 objects differ: 1 new/);
    await user.type(within(sheet).getByLabelText(/to confirm/), 'acme-shop-prod');
    await user.click(within(sheet).getByRole('button', { name: /^Deploy acme/ }));
    await user.click(await within(sheet).findByRole('button', { name: 'Close and follow in the tray' }));
    await user.click(await screen.findByRole('button', { name: 'Operations tray, 1 running' }));
    await user.click(await screen.findByRole('button', { name: /^Cancel/ }));
    expect(await screen.findByText('Cancelled')).toBeInTheDocument();
    expect([...world.statuses.values()][0]?.state).toBe('cancelled');
  });
});

describe('signing in', () => {
  it('the login is suggested, a wrong password is said, a right one opens the session', async () => {
    const { user, world } = openWindow('/applications', { context: 'ops1@ocean', signedIn: false });
    const [button] = await screen.findAllByRole('button', { name: 'Sign in to ocean' });
    if (!button) throw new Error('there is no sign-in button');
    await user.click(button);
    const sheet = await screen.findByRole('dialog', { name: 'Sign in to Argo CD ocean' });
    expect(within(sheet).getByLabelText('Login')).toHaveValue('ops1');
    await user.type(within(sheet).getByLabelText('Password'), 'wrong');
    await user.click(within(sheet).getByRole('button', { name: 'Sign in' }));
    expect(await within(sheet).findByRole('alert')).toHaveTextContent('ocean does not accept this login and password');
    expect(within(sheet).getByLabelText('Password')).toHaveValue('');
    await user.type(within(sheet).getByLabelText('Password'), 'right');
    await user.click(within(sheet).getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(world.signedIn.has('ocean')).toBe(true);
    expect(JSON.stringify(window.localStorage)).not.toContain('right');
  });
});
