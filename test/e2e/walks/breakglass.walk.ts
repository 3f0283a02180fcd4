import { expect, test } from 'vitest';
import { application } from '../harness/argocd.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { select, signIn } from '../screens/argocd.ts';
import { call } from '../screens/bridge.ts';
import { emergencies, filter, go, gone, grid, inspector, seen, sheet, switchTo } from '../screens/shell.ts';

const name = 'initech-shop-prod';
const reason = 'Checkout fails for every customer of initech';
const app = workstation({ as: 'ops1@ocean' });

test('the fleet freezes a customer: the button says so, and the sheet shows the gate', async () => {
  const { page } = app;
  await signIn(page, 'ops1');
  await select(page, name);
  const deploy = inspector(page).getByRole('button', { name: 'Deploy now' });
  await until('the freeze is known', async () => /"closing" holds this until/.test((await deploy.getAttribute('aria-description')) ?? ''));
  await deploy.click();
  await seen(sheet(page).getByText(/"closing" holds this until .* the books of the year are being closed/));
  const usual = sheet(page).getByRole('button', { name: new RegExp(`^Deploy ${name}`) });
  expect(await usual.getAttribute('aria-disabled')).toBe('true');

  const ref = { instance: 'harbor', project: 'prod', name };
  const answer = await call(page, 'ArgocdService', 'Sync', { ref, revision: '', prune: false, dryRun: false });
  expect(answer, 'a call past the button is held too').toMatchObject({ fault: { kind: 'held' } });
});

test('operations break glass with a reason and the name typed', async () => {
  const { page } = app;
  const before = (await application(name)).status.history?.length ?? 0;
  await sheet(page).getByRole('button', { name: 'Break glass…' }).click();
  const act = sheet(page).getByRole('button', { name: new RegExp(`^Break glass: Deploy ${name}`) });
  await sheet(page).getByLabel('What is broken, and for whom').fill('too short');
  expect(await act.getAttribute('aria-disabled')).toBe('true');
  await sheet(page).getByLabel('What is broken, and for whom').fill(reason);
  await sheet(page).getByLabel(new RegExp(`Type ${name} to confirm`)).fill(name);
  await until('the button can be pressed', async () => (await act.getAttribute('aria-disabled')) === null);
  await act.click();
  await seen(sheet(page).getByText('Emergency:'));
  await seen(sheet(page).getByText('Succeeded'), 45_000);
  expect((await application(name)).status.history?.length, 'Argo CD has deployed it').toBeGreaterThan(before);
  await sheet(page).getByRole('button', { name: 'Close' }).last().click();
});

test('the emergency stays in sight, and its own person cannot acknowledge it', async () => {
  const { page } = app;
  await go(page, 'Home');
  await seen(emergencies(page).getByText(reason));
  const button = emergencies(page).getByRole('button', { name: 'Acknowledge' });
  await until('the duties have answered', async () => /ops2/.test((await button.getAttribute('aria-description')) ?? ''));
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await emergencies(page).getByRole('link', { name: 'Explain' }).click();
  await seen(inspector(page).getByText('somebody other than ops1 had asked for it'));
});

test('a second person of operations acknowledges it, and the journal has it all', async () => {
  const { page } = app;
  await switchTo(page, 'ops2@ocean');
  const button = emergencies(page).getByRole('button', { name: 'Acknowledge' });
  await until('ops2 may', async () => (await button.getAttribute('aria-disabled')) === null);
  await button.click();
  await gone(emergencies(page));

  await go(page, 'Audit');
  await filter(page, 'records', 'breakglass.acknowledge');
  const seenBy = grid(page, 'records').getByRole('row').filter({ hasText: name });
  await until('there are two records', async () => (await seenBy.count()) === 2);
  expect(await seenBy.first().innerText()).toContain('ops2');
  await filter(page, 'records', 'argocd.application.sync');
  const done = grid(page, 'records').getByRole('row').filter({ hasText: name }).filter({ hasText: 'Succeeded' });
  await done.click();
  await seen(inspector(page).getByText(reason));
});
