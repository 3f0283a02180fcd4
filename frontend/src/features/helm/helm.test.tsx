import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

describe('rolling back a release', () => {
  it('shows the difference first, then rolls back through the sheet', async () => {
    const { user, world } = openWindow('/releases/devops1@harbor/acme-dev/shop', { context: 'devops1@harbor' });
    const table = await screen.findByRole('table', { name: 'Revisions of shop' });
    const first = within(table).getByRole('row', { name: /shop-1.1.0/ });
    const button = within(first).getByRole('button', { name: 'Roll back' });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
    await user.click(button);
    const sheet = await screen.findByRole('dialog', { name: 'Roll back shop to revision 1' });
    await within(sheet).findByText(/2 objects differ/);
    expect(within(sheet).getByText('Helm alone owns this release')).toBeInTheDocument();
    await user.click(within(sheet).getByRole('button', { name: 'Roll back shop to revision 1' }));
    expect(await within(sheet).findByText('Succeeded')).toBeInTheDocument();
    expect(world.events[0]).toMatchObject({ action: 'helm.release.rollback', outcome: 'succeeded', person: 'devops1' });
  });

  it('a release of Argo CD is refused, with the right way out', async () => {
    openWindow('/releases/devops1@harbor/acme-stage/shop', { context: 'devops1@harbor' });
    expect(
      await screen.findByText(/Argo CD acme-shop-stage owns this release and would undo it. Roll back in Git/),
    ).toBeInTheDocument();
    for (const button of screen.getAllByRole('button', { name: 'Roll back' }))
      expect(button).toHaveAttribute('aria-disabled', 'true');
  });

  it('a revision that cannot be read says so and is no way back', async () => {
    openWindow('/releases/devops1@harbor/acme-dev/shop', { context: 'devops1@harbor' });
    const unreadable = await screen.findByRole('row', { name: /does not decode/ });
    await waitFor(() =>
      expect(within(unreadable).getByRole('button', { name: 'Roll back' })).toHaveAccessibleDescription(
        'This revision cannot be read',
      ),
    );
  });
});
