import { describe, expect, test } from 'vitest';
import { revisions } from '../harness/cluster.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { filter, go, grid, inspector, row, seen, sheet } from '../screens/shell.ts';

const history = () => revisions('ocean', 'acme-prod', 'status-page');

describe('operations', () => {
  const app = workstation({ as: 'ops1@ocean' });

  test('roll a release back after looking at what that changes', async () => {
    const { page } = app;
    const before = await history();
    const current = before.at(-1)?.revision ?? 0;
    const earlier = current - 1;
    await go(page, 'Releases');
    await row(page, 'releases', 'status-page').click();
    const table = inspector(page).getByRole('table', { name: 'Revisions of status-page' });
    await seen(table);
    expect(await table.getByRole('row').count()).toBe(before.length + 1);
    await table.getByRole('row').filter({ has: page.getByRole('cell', { name: String(earlier), exact: true }) }).getByRole('button', { name: 'Roll back' }).click();

    const verb = `Roll back status-page to revision ${earlier}`;
    await seen(sheet(page).getByText(/objects? differs?:/));
    await sheet(page).getByRole('textbox', { name: /Type status-page to confirm/ }).fill('status-page');
    await sheet(page).getByRole('button', { name: verb }).click();
    await seen(sheet(page).getByText('Succeeded'), 45_000);
    await sheet(page).getByRole('button', { name: 'Close' }).last().click();
    await until('the window shows the new revision', async () => (await table.getByRole('row').count()) === before.length + 2);

    const after = await history();
    expect(after.at(-1)).toEqual({ revision: current + 1, status: 'deployed' });
    expect(after.filter((r) => r.status === 'deployed')).toHaveLength(1);
    expect(after.find((r) => r.revision === current)?.status).toBe('superseded');

    await go(page, 'Audit');
    await filter(page, 'records', 'helm.release.rollback');
    const records = grid(page, 'records').getByRole('row').filter({ hasText: 'status-page' });
    await until('there are two records', async () => (await records.count()) === 2);
  });
});

describe('a developer', () => {
  const app = workstation({ as: 'dev1@ocean' });

  test('sees the releases of production without a way to roll back', async () => {
    const { page } = app;
    await go(page, 'Releases');
    // The cluster lets developers read no Secrets there, so neither releases nor buttons may appear.
    await seen(page.getByRole('alert').or(page.getByRole('status').filter({ hasText: /not|may/i })));
    expect(await row(page, 'releases', 'status-page').count()).toBe(0);
  });
});
