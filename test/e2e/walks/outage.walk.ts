import { afterAll, expect, test } from 'vitest';
import { read } from '../harness/cluster.ts';
import { startStopped, stopCluster } from '../harness/sandbox.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { go, gone, grid, row, seen, statusBar } from '../screens/shell.ts';

const app = workstation({ as: 'ops1@ocean' });

// Whatever happens here, the walks after this one need the cluster.
afterAll(startStopped, 150_000);

test('a cluster goes down and comes back while the window is open', { timeout: 200_000 }, async () => {
  const { page } = app;
  await go(page, 'Clusters');
  await page.getByRole('link', { name: 'Look into it: ops1@ocean', exact: true }).click();
  await page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'Pods' }).click();
  const rows = grid(page, 'pods').locator('[data-row]');
  await until('there are pods', async () => (await rows.count()) > 5);
  const before = await rows.count();
  const stale = page.getByRole('status').filter({ hasText: 'Showing what was read' });
  expect(await stale.count()).toBe(0);

  stopCluster('ocean');
  await seen(stale, 45_000);
  expect(await stale.innerText()).toMatch(/ocean|answer|connection/i);
  expect(await stale.innerText()).toMatch(/read (just now|.+ ago)/);
  expect(await rows.count(), 'the rows stay').toBe(before);
  await seen(statusBar(page).getByText('ocean does not answer'), 45_000);
  // What lives elsewhere is not touched by it.
  await go(page, 'Audit');
  await seen(grid(page, 'records'));
  await page.goBack();

  await startStopped();
  await until('the cluster answers', () => read('ocean', '/api/v1/namespaces'), 60_000, 500);
  await gone(stale, 60_000);
  await seen(statusBar(page).getByText('ocean answers'), 45_000);
  await seen(grid(page, 'pods').getByText('Running'));
  expect(await rows.count()).toBeGreaterThan(5);
});

test('the table goes on with changes made after the outage', async () => {
  const { page } = app;
  await page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'Namespaces' }).click();
  await seen(row(page, 'namespaces', 'acme-prod'));
});
