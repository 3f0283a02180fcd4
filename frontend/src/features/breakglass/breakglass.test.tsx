import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

const frozen = '/applications/ocean/initech/initech-shop-prod';
const reason = 'Checkout fails for every customer of initech';

async function openSheet(user: ReturnType<typeof openWindow>['user']) {
  const deploy = await screen.findByRole('button', { name: 'Deploy now' });
  await waitFor(() => expect(deploy).toHaveAccessibleDescription(/The freeze "audit week" holds this until/));
  await user.click(deploy);
  return screen.findByRole('dialog');
}

describe('a deployment that a freeze holds', () => {
  it('is shown with its gate, and runs with a reason and the name typed', async () => {
    const { user, world } = openWindow(frozen, { context: 'ops1@ocean' });
    const sheet = await openSheet(user);
    expect(await within(sheet).findByText(/holds this until .* auditors are in the house/)).toBeInTheDocument();
    const usual = within(sheet).getByRole('button', { name: /^Deploy initech-shop-prod/ });
    expect(usual).toHaveAttribute('aria-disabled', 'true');

    await user.click(await within(sheet).findByRole('button', { name: 'Break glass…' }));
    const act = () => within(sheet).getByRole('button', { name: /^Break glass: Deploy initech-shop-prod/ });
    await user.click(within(sheet).getByLabelText('What is broken, and for whom'));
    await user.paste('too short');
    expect(act()).toHaveAccessibleDescription('Say why in at least 20 characters');
    await user.clear(within(sheet).getByLabelText('What is broken, and for whom'));
    await user.paste(reason);
    expect(act()).toHaveAccessibleDescription('Type initech-shop-prod to confirm');
    await user.click(within(sheet).getByLabelText(/Type initech-shop-prod to confirm/));
    await user.paste('initech-shop-prod');
    await waitFor(() => expect(act()).not.toHaveAttribute('aria-disabled'));
    await user.click(act());
    expect(await within(sheet).findByText('Emergency:')).toBeInTheDocument();
    expect(world.events[0]).toMatchObject({ emergency: reason, person: 'ops1', name: 'initech-shop-prod' });
  });

  it('leaves no way round for who may not break glass', async () => {
    const { user } = openWindow(frozen, { context: 'support1@ocean' });
    const deploy = await screen.findByRole('button', { name: 'Deploy now' });
    await waitFor(() => expect(deploy).toHaveAttribute('aria-disabled', 'true'));
    await user.click(deploy);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});

describe('an emergency stays in sight', () => {
  async function brokenBy(person: string) {
    const view = openWindow(frozen, { context: `${person}@ocean` });
    await window.go?.desktop.ArgocdService.Sync({
      ref: { instance: 'ocean', project: 'initech', name: 'initech-shop-prod' },
      revision: '',
      prune: false,
      dryRun: false,
      emergency: { reason, confirm: 'initech-shop-prod' },
    });
    return { ...view, banner: await screen.findByRole('region', { name: 'Emergencies' }) };
  }

  it('its own person cannot acknowledge it, and is told who can', async () => {
    const { banner, user } = await brokenBy('ops1');
    expect(banner).toHaveTextContent(`Emergencyops1 broke glass now:initech-shop-prodprod${reason}`);
    const button = within(banner).getByRole('button', { name: 'Acknowledge' });
    await waitFor(() => expect(button).toHaveAccessibleDescription(/another person of the role.*ops2/));
    await user.click(button);
    expect(banner).toBeInTheDocument();
    await user.click(within(banner).getByRole('link', { name: 'Explain' }));
    expect(await screen.findByText('four-eyes', { selector: 'code.font-medium' })).toBeInTheDocument();
  });

  it('a second person acknowledges it, which is recorded', async () => {
    const { banner, user, world } = await brokenBy('ops1');
    await user.click(screen.getByRole('button', { name: /^Context: ops1@ocean/ }));
    await user.click(await screen.findByRole('menuitem', { name: /ops2@ocean/ }));
    const button = within(banner).getByRole('button', { name: 'Acknowledge' });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
    await user.click(button);
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Emergencies' })).not.toBeInTheDocument());
    expect(world.events.find((e) => e.action === 'breakglass.acknowledge')).toMatchObject({ person: 'ops2' });
  });
});
