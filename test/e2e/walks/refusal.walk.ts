import { expect, test } from 'vitest';
import { application } from '../harness/argocd.ts';
import { images } from '../harness/cluster.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { select, signIn } from '../screens/argocd.ts';
import { call } from '../screens/bridge.ts';
import { filter, go, grid, inspector, roleBadge, seen, sheet } from '../screens/shell.ts';

const name = 'acme-shop-prod';
const app = workstation({ as: 'dev1@harbor' });

test('a developer sees the same button, disabled, and is told why and who may', async () => {
  const { page } = app;
  await signIn(page, 'dev1');
  await seen(roleBadge(page).getByText('Developer'));
  await select(page, name);
  const deploy = inspector(page).getByRole('button', { name: 'Deploy now' });
  await until('the duties have answered', async () => /operations/i.test((await deploy.getAttribute('aria-description')) ?? ''));
  expect(await deploy.getAttribute('aria-disabled')).toBe('true');

  const reason = page.getByRole('tooltip');
  await deploy.hover();
  await seen(reason);
  const hovered = await reason.first().innerText();
  expect(hovered).toContain('dev-only');
  expect(hovered.toLowerCase()).toContain('operations');

  await page.mouse.move(10, 500);
  await inspector(page).getByRole('link', { name: 'Explain' }).focus();
  await page.keyboard.press('Tab');
  expect(await deploy.evaluate((b) => b === document.activeElement), 'the keyboard reaches it').toBe(true);
  await seen(reason);
  expect(await reason.first().innerText()).toContain('dev-only');

  await page.keyboard.press('Enter');
  expect(await sheet(page).count(), 'pressing it opens nothing').toBe(0);
});

test('a call past the button is refused, recorded, and changes nothing', async () => {
  const { page } = app;
  const before = { app: await application(name), images: await images('ocean', 'acme-prod', name) };
  const ref = { instance: 'harbor', project: 'prod', name };
  const answer = await call(page, 'ArgocdService', 'Sync', { ref, revision: 'prod-release/v1.4.2', prune: true, dryRun: false });
  expect(answer).toMatchObject({ fault: { kind: 'denied', field: 'dev-only' } });

  const after = { app: await application(name), images: await images('ocean', 'acme-prod', name) };
  expect(after.images).toEqual(before.images);
  expect(after.app.status.history).toEqual(before.app.status.history);
  expect(after.app.status.operationState?.finishedAt).toBe(before.app.status.operationState?.finishedAt);

  await go(page, 'Audit');
  await filter(page, 'records', 'argocd.application.sync');
  const records = grid(page, 'records').getByRole('row').filter({ hasText: name });
  await seen(records);
  expect(await records.count(), 'a refusal is one record').toBe(1);
  const said = await records.first().innerText();
  expect(said).toContain('Refused');
  expect(said).toContain('dev1');
  expect(said).toContain('Developer');
});

test('the duties page explains the rule', async () => {
  const { page } = app;
  await go(page, 'Applications');
  await select(page, name);
  await inspector(page).getByRole('link', { name: 'Explain' }).click();
  const line = page.getByRole('row').filter({ hasText: 'argocd.application.sync' });
  await seen(line);
  expect(await line.innerText()).toContain('May');
  expect(await line.innerText()).toContain('dev-only');
  await seen(inspector(page).getByText('Developer may not'));
  await seen(inspector(page).getByText(name));
  await seen(inspector(page).getByRole('region', { name: 'Rule dev-only' }).getByText('forbid (principal in Role::"developer"', { exact: false }));
  await seen(inspector(page).getByText('you acted as Operations'));
});

test('what operations might do is looked at, and nobody becomes them', async () => {
  const { page } = app;
  await page.getByRole('radio', { name: 'Operations' }).click();
  await seen(inspector(page).getByText('Operations may', { exact: true }));
  await seen(roleBadge(page).getByText('Developer'));
  const before = await call<{ journal: { records: number } }>(page, 'AboutService', 'About');
  await page.getByRole('button', { name: 'Back to what I may' }).click();
  await seen(inspector(page).getByText('Developer may not'));
  expect(await call(page, 'AboutService', 'About'), 'looking leaves no record').toMatchObject({
    value: { journal: { records: 'value' in before ? before.value.journal.records : -1 } },
  });
});
