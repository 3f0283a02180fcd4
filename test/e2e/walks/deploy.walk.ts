import { beforeAll, expect, test } from 'vitest';
import { application, returnTo } from '../harness/argocd.ts';
import { images } from '../harness/cluster.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { select, signIn } from '../screens/argocd.ts';
import { filter, go, gone, grid, inspector, row, seen, sheet } from '../screens/shell.ts';

const name = 'acme-shop-prod';
const app = workstation({ as: 'ops1@ocean' });

// The seed has it so; an earlier run may have deployed it.
beforeAll(() => returnTo(name, 'prod-release/v1.4.1'), 60_000);

test('operations see what is out of sync in production, look at the difference and deploy it', async () => {
  const { page } = app;
  await signIn(page, 'ops1');
  await seen(row(page, 'applications', name).getByText('Out of sync'));
  await select(page, name);
  await inspector(page).getByRole('tab', { name: /Diff/ }).click();
  await seen(inspector(page).getByText('1.4.1'));
  await seen(inspector(page).getByText('1.4.2'));
  expect(await images('ocean', 'acme-prod', name)).toEqual([expect.stringContaining('1.4.1')]);

  await inspector(page).getByRole('button', { name: 'Deploy now' }).click();
  const deploy = sheet(page).getByRole('button', { name: `Deploy ${name} at prod-release/v1.4.2` });
  await seen(sheet(page).getByText('cluster ocean', { exact: false }));
  await until('the sheet shows the new image', async () => (await sheet(page).innerText()).includes('1.4.2'));
  expect(await deploy.getAttribute('aria-disabled'), 'the name must be typed first').toBe('true');
  await sheet(page).getByRole('textbox', { name: /Type acme-shop-prod to confirm/ }).fill(name);
  await until('the button can be pressed', async () => (await deploy.getAttribute('aria-disabled')) === null);
  await deploy.click();

  await seen(sheet(page).getByRole('heading', { name: 'Progress' }));
  await seen(sheet(page).getByText('Succeeded'), 45_000);
  await sheet(page).getByRole('button', { name: 'Close' }).last().click();
  await seen(inspector(page).getByText('Synced'));
  await seen(inspector(page).getByText('Healthy'));
  await gone(row(page, 'applications', name).getByText('Out of sync'));
});

test('the servers say the same as the window', async () => {
  const { status } = await until('Argo CD calls it synced and healthy', async () => {
    const now = await application(name);
    return now.status.sync.status === 'Synced' && now.status.health.status === 'Healthy' ? now : undefined;
  });
  expect(status.operationState?.phase).toBe('Succeeded');
  expect(status.operationState?.operation.initiatedBy?.username, 'it was ops1 who asked').toBe('ops1');
  expect(await images('ocean', 'acme-prod', name)).toEqual([expect.stringContaining('1.4.2')]);
});

test('the journal has what was asked and what came of it, with the person, the role and its proof', async () => {
  const { page } = app;
  await go(page, 'Audit');
  await filter(page, 'records', 'argocd.application.sync');
  const records = grid(page, 'records').getByRole('row').filter({ hasText: name });
  await until('there are two records', async () => (await records.count()) === 2);
  const said = (await records.allInnerTexts()).join('\n');
  expect(said).toContain('Asked');
  expect(said).toContain('Succeeded');
  expect(said).toContain('ops1');
  expect(said).toContain('Operations');
  await records.first().click();
  await seen(inspector(page).getByText('Operations, proven by group sluice:operations'));
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await seen(page.getByText(/All \d+ records fit/));
});
