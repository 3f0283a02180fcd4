import { describe, expect, test } from 'vitest';
import { revisions } from '../harness/cluster.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { call } from '../screens/bridge.ts';
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

describe('support', () => {
  const app = workstation({ as: 'support1@ocean' });

  test('see the release with every way back disabled, and who may', async () => {
    const { page } = app;
    await go(page, 'Releases');
    await row(page, 'releases', 'status-page').click();
    const back = inspector(page).getByRole('button', { name: 'Roll back' });
    await until('the duties have answered', async () => /operations/i.test((await back.first().getAttribute('aria-description')) ?? ''));
    const buttons = await back.all();
    expect(await Promise.all(buttons.map((b) => b.getAttribute('aria-disabled')))).toEqual(buttons.map(() => 'true'));
  });
});

describe('a developer', () => {
  const app = workstation({ as: 'dev1@ocean' });

  test('is told that the cluster shows no releases of production, instead of an empty list', async () => {
    const { page } = app;
    await go(page, 'Releases');
    await seen(grid(page, 'releases').getByRole('alert').filter({ hasText: 'Not allowed' }));
    expect(await row(page, 'releases', 'status-page').count()).toBe(0);
  });

  test('is refused a rollback that passes the window by, and the release stays as it is', async () => {
    const { page } = app;
    const before = await history();
    const ref = { context: 'dev1@ocean', namespace: 'acme-prod', name: 'status-page' };
    const answer = await call(page, 'HelmService', 'Rollback', { ref, revision: 1, current: before.at(-1)?.revision ?? 0 });
    expect(answer).toMatchObject({ fault: { kind: 'denied' } });
    expect(await history()).toEqual(before);
  });
});
