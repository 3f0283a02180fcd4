import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lock } from '../harness/lock.ts';
import type { Started } from '../harness/process.ts';
import { kubeconfig } from '../harness/sandbox.ts';
import { written } from '../harness/traces.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { offerPassword, signIn } from '../screens/argocd.ts';
import { call, type Answer } from '../screens/bridge.ts';
import { contextMenu, filter, go, grid, inspector, roleBadge, row, seen, sheet, statusBar } from '../screens/shell.ts';

describe('one broken file in the KUBECONFIG list', () => {
  const app = workstation({
    as: 'ops1@ocean',
    kubeconfig: (home) => {
      const [good, bad] = [join(home, 'good.yaml'), join(home, 'broken.yaml')];
      writeFileSync(good, kubeconfig('ops1@ocean'));
      writeFileSync(bad, 'apiVersion: v1\nkind: Config\nclusters: [{name: half, cluster: {server: "https://');
      return `${bad}:${good}`;
    },
  });

  test('is named with what is wrong, and the other file works', async () => {
    const { page } = app;
    await seen(roleBadge(page).getByText('Operations'));
    await go(page, 'Clusters');
    await seen(page.getByRole('alert').filter({ hasText: 'broken.yaml' }));
    await seen(page.getByRole('button', { name: 'ops1@ocean', exact: true }));
    await contextMenu(page).click();
    await seen(page.getByRole('menu').getByText('broken.yaml'));
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Look into it: ops1@ocean', exact: true }).click();
    await seen(row(page, 'namespaces', 'acme-prod'));
  });
});

describe('a wrong password for Argo CD', () => {
  const app = workstation({ as: 'ops1@ocean' });
  const wrong = 'not-the-password-5c1e';

  test('is said so, nothing of it is kept, and the right one works afterwards', async () => {
    const { page } = app;
    await offerPassword(page, wrong);
    const notice = sheet(page).getByRole('alert');
    await seen(notice);
    expect(await notice.innerText()).toMatch(/password|login/i);
    const instances = (await call(page, 'ArgocdService', 'Instances')) as Answer<{ signedIn: boolean }[]>;
    expect(instances).toMatchObject({ value: [{ signedIn: false }] });
    expect(written(app.home)).not.toContain(wrong);

    await page.keyboard.press('Escape');
    await signIn(page, 'ops1');
    await seen(row(page, 'applications', 'acme-shop-prod'));
    expect(written(app.home), 'nor is the right one').not.toContain('ops1-sluice');

    await go(page, 'Audit');
    await filter(page, 'records', 'sign');
    await until('the failure is on record', async () => (await grid(page, 'records').innerText()).includes('Failed'));
    await until('the success is on record', async () => (await grid(page, 'records').innerText()).includes('Succeeded'));
  });
});

describe.each([
  ['a journal that is no journal', (data: string) => {
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'journal.db'), 'This was a journal once. '.repeat(500));
  }],
  ['a journal that cannot be opened', (data: string) => void mkdirSync(join(data, 'journal.db'), { recursive: true })],
])('%s', (_, prepare) => {
  const app = workstation({ as: 'ops1@ocean', prepare });

  test('is said plainly, no change is possible, and reading goes on', async () => {
    const { page } = app;
    await seen(statusBar(page).getByText('Journal cannot be written: nothing can be changed'));
    await go(page, 'Releases');
    await row(page, 'releases', 'status-page').click();
    await seen(inspector(page).getByRole('table', { name: 'Revisions of status-page' }));

    const answer = await call(page, 'HelmService', 'Rollback', { ref: { context: 'ops1@ocean', namespace: 'acme-prod', name: 'status-page' }, revision: 1, current: 0 });
    expect(answer).toMatchObject({ fault: { system: 'audit', detail: expect.stringMatching(/journal/i) } });
    await go(page, 'Clusters');
    await page.getByRole('link', { name: 'Look into it: ops1@ocean', exact: true }).click();
    await seen(row(page, 'namespaces', 'acme-prod'));
  });
});

describe('a journal that another program has locked', () => {
  let locked: Started | undefined;
  const app = workstation({
    as: 'ops1@ocean',
    prepare: async (data) => {
      mkdirSync(data, { recursive: true });
      locked = await lock(join(data, 'journal.db'));
    },
  });
  afterAll(() => locked?.end());

  test('stops every change until it is free again, and then nothing needs a restart', async () => {
    const { page } = app;
    await seen(statusBar(page).getByText('Journal cannot be written: nothing can be changed'));
    await offerPassword(page, 'ops1-sluice');
    await seen(sheet(page).getByRole('alert').filter({ hasText: /journal/i }));
    await page.keyboard.press('Escape');

    await locked?.end();
    await signIn(page, 'ops1');
    await go(page, 'Audit');
    await until('the sign-in is on record', async () => (await grid(page, 'records').innerText()).includes('Succeeded'));
    await seen(statusBar(page).getByText(/Journal: \d+ records/), 40_000);
  });
});
