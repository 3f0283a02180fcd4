import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

const inspect = async (open: ReturnType<typeof openWindow>, name: RegExp) => {
  const grid = await screen.findByRole('grid', { name: 'records' });
  const [row] = await within(grid).findAllByRole('row', { name });
  if (!row) throw new Error('there is no such record');
  await open.user.click(row);
  return screen.findByRole('complementary', { name: 'Inspector' });
};

describe('the audit journal', () => {
  it('shows what was asked beside what came of it, and marks what differs', async () => {
    const open = openWindow('/audit', { context: 'ops1@ocean' });
    for (const event of open.world.events.filter((e) => e.name === 'globex-billing-stage')) {
      event.details = { ...event.details, revision: event.outcome === 'asked' ? 'HEAD' : '3f1c2d4e' };
    }
    const inspector = await inspect(open, /globex-billing-stage/);
    const table = await within(inspector).findByRole('table');
    expect(within(table).getByRole('columnheader', { name: 'Asked' })).toBeInTheDocument();
    expect(within(table).getByRole('columnheader', { name: 'Failed' })).toBeInTheDocument();
    expect(within(table).getByRole('row', { name: /Why/ })).toHaveTextContent('exceeded its progress deadline');
    const differs = within(table).getByRole('row', { name: /revision/ });
    expect(within(differs).getAllByRole('cell')[1]).toHaveClass('bg-attention-soft');
    expect(differs).toHaveTextContent('HEAD3f1c2d4e');
    const same = within(table).getByRole('row', { name: /prune/ });
    expect(within(same).getAllByRole('cell')).toHaveLength(1);
    expect(inspector).toHaveTextContent('DevOps, proven by group sluice:devops');
    expect(within(inspector).getByRole('link', { name: 'Explain' })).toHaveAttribute(
      'href',
      expect.stringContaining('/duties?action=argocd.application.sync'),
    );
  });

  it('marks a role that nobody vouched for, in the list and in full', async () => {
    const open = openWindow('/audit', { context: 'ops1@ocean' });
    const [asked] = open.world.events;
    if (!asked) throw new Error('nothing was recorded');
    open.world.record({ ...asked, seq: 98, operation: 'ONESOWN', name: 'unproven-shop', proof: '' });
    const inspector = await inspect(open, /unproven-shop.*/);
    expect(await within(inspector).findByText('self-declared')).toBeInTheDocument();
    const grid = screen.getByRole('grid', { name: 'records' });
    expect(within(grid).getAllByText('self-declared')).toHaveLength(1);
  });

  it('tells of an interrupted operation what to check', async () => {
    const open = openWindow('/audit', { context: 'ops1@ocean' });
    const [asked] = open.world.events.filter((e) => e.outcome === 'asked');
    if (!asked) throw new Error('nothing was asked');
    const reason = 'Sluice ended while this ran. Check status and history of the release shop';
    open.world.record({ ...asked, seq: 99, operation: 'BROKEOFF', name: 'shop', outcome: 'interrupted', reason });
    const inspector = await inspect(open, /Interrupted/);
    expect((await within(inspector).findAllByText(/Check status and history of the release shop/))[0]).toBeVisible();
  });

  it('says that all is well, by which key and where its end is kept; and names the first bad record', async () => {
    const { user, world } = openWindow('/audit', { context: 'ops1@ocean' });
    const seal = await screen.findByRole('region', { name: 'Seal of the journal' });
    expect(await within(seal).findByText(/All 14 records fit/)).toBeInTheDocument();
    expect(seal).toHaveTextContent('Signed by 9f86d081-884c7d65-9a2feaa0-c55ad015');
    expect(seal).toHaveTextContent(/End kept in the keychain 2 min ago, at record 14/);
    world.tampered = 5;
    await user.click(screen.getByRole('button', { name: 'Verify the chain' }));
    expect(await within(seal).findByText(/from record 5 on: record 5 was changed/)).toBeInTheDocument();
  });

  it('narrows by time, and keeps that in the address', async () => {
    const { user, router } = openWindow('/audit', { context: 'ops1@ocean' });
    await user.click(await screen.findByRole('button', { name: 'Filter by When' }));
    await user.click(await screen.findByRole('button', { name: 'Last 24 hours' }));
    expect(await screen.findByText(/^9 of 14$/)).toBeInTheDocument();
    expect(router.state.location.search).toEqual({ t: { at: '24h' } });
    await user.click(screen.getByRole('button', { name: 'Clear When' }));
    expect(await screen.findByText(/^14$/)).toBeInTheDocument();
  });

  it('exports what the list shows, and records that', async () => {
    const { user, world } = openWindow('/audit?f={"outcome":["refused"]}', { context: 'dev1@harbor' });
    const button = await screen.findByRole('button', { name: 'Export' });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
    await user.click(button);
    const sheet = await screen.findByRole('dialog', { name: 'Export the journal' });
    expect(sheet).toHaveTextContent('Outcome: refused');
    await user.click(await within(sheet).findByRole('radio', { name: 'JSON Lines' }));
    await user.click(within(sheet).getByRole('button', { name: 'Choose' }));
    expect(await within(sheet).findByDisplayValue('/home/dev1/evidence')).toBeInTheDocument();
    const run = await within(sheet).findByRole('button', { name: 'Export 2 records' });
    await waitFor(() => expect(run).not.toHaveAttribute('aria-disabled'));
    await user.click(run);
    expect(await within(sheet).findByText(/2 records are in \/home\/dev1\/evidence\/.*\.jsonl/)).toBeInTheDocument();
    expect(world.events[0]).toMatchObject({ action: 'audit.export', details: { records: '2' } });
  });

  it('is reached from an application, narrowed to it', async () => {
    const { user, router } = openWindow('/applications/ocean/acme/acme-shop-prod', { context: 'ops1@ocean' });
    await user.click(await screen.findByRole('link', { name: 'Audit history' }));
    expect(await screen.findByRole('grid', { name: 'records' })).toBeInTheDocument();
    expect(router.state.location.search).toEqual({
      f: { name: ['acme-shop-prod'], namespace: ['acme-prod'], cluster: ['ocean'] },
    });
  });
});
