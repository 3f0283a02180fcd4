// Pictures of every screen in both themes: the small ones for the documentation, the large ones to look at.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, test } from 'vitest';
import { returnTo } from '../harness/argocd.ts';
import { out, pictures } from '../harness/places.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { select, signIn } from '../screens/argocd.ts';
import { call } from '../screens/bridge.ts';
import { contextMenu, emergencies, go, grid, inspector, roleBadge, row, seen, sheet, statusBar } from '../screens/shell.ts';

const sizes = [
  { width: 1280, height: 800, folder: pictures },
  { width: 1920, height: 1080, folder: out('screenshots-1920') },
];
const name = 'acme-shop-prod';
const frozen = 'initech-shop-prod';

beforeAll(() => returnTo(name, 'prod-release/v1.4.1'), 60_000);

describe.each(['dark', 'light'] as const)('%s', (theme) => {
  describe('as operations', () => {
    const app = workstation({ as: 'ops1@ocean', theme });

    test('what has been deployed', async () => {
      const { page } = app;
      await signIn(page, 'ops1');
      await seen(row(page, 'applications', name));
      await picture(page, theme, 'applications');
      await select(page, name);
      await inspector(page).getByRole('tab', { name: /Diff/ }).click();
      await seen(inspector(page).getByText(/objects? differs?:/));
      await picture(page, theme, 'application-diff');
      await inspector(page).getByRole('button', { name: 'Deploy now' }).click();
      await seen(sheet(page).getByText(/objects? differs?:/));
      await picture(page, theme, 'deploy');
      await page.keyboard.press('Escape');
      await page.locator(`#area a[href*="/${name}"]`).first().click();
      await seen(page.getByRole('tab', { name: 'Overview' }));
      await picture(page, theme, 'application');
    });

    test('what a freeze holds', async () => {
      const { page } = app;
      await go(page, 'Applications');
      await select(page, frozen);
      await inspector(page).getByRole('button', { name: 'Deploy now' }).click();
      await sheet(page).getByRole('button', { name: 'Break glass…' }).click();
      await sheet(page).getByLabel('What is broken, and for whom').fill('Checkout fails for every customer of initech');
      await sheet(page).getByLabel(/to confirm/).fill(frozen);
      await picture(page, theme, 'break-glass');
      await page.keyboard.press('Escape');
    });

    test('connections', async () => {
      const { page } = app;
      await go(page, 'Connections');
      await page.getByRole('button', { name: 'Sign in to vault' }).click();
      await sheet(page).getByLabel('Password').fill('ops1-sluice');
      await picture(page, theme, 'sign-in');
      await sheet(page).getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('button', { name: 'vault', exact: true }).click();
      await seen(inspector(page).getByRole('button', { name: 'Prolong' }));
      await picture(page, theme, 'connections');
    });

    test('releases', async () => {
      const { page } = app;
      await go(page, 'Releases');
      await row(page, 'releases', 'status-page').click();
      const table = inspector(page).getByRole('table', { name: 'Revisions of status-page' });
      await seen(table.getByRole('button', { name: 'Roll back' }).first());
      await picture(page, theme, 'releases');
      await until('there is a way back', async () => (await table.getByRole('button', { name: 'Roll back' }).first().getAttribute('aria-disabled')) === null);
      await table.getByRole('button', { name: 'Roll back' }).first().click();
      await seen(sheet(page).getByText(/objects? differs?:/));
      await picture(page, theme, 'rollback');
      await page.keyboard.press('Escape');
    });

    test('clusters', async () => {
      const { page } = app;
      await go(page, 'Clusters');
      await until('every context was asked', async () => (await page.getByRole('table', { name: 'Contexts' }).getByText('Reachable').count()) === 12);
      await page.getByRole('button', { name: 'ops1@ocean', exact: true }).click();
      await seen(inspector(page).getByText('What it serves'));
      await picture(page, theme, 'clusters');
      await page.getByRole('link', { name: 'Look into it: ops1@ocean', exact: true }).click();
      await seen(row(page, 'namespaces', 'acme-prod'));
      for (const kind of ['Deployments', 'Pods']) {
        await page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: kind }).click();
        await seen(grid(page, kind.toLowerCase()).locator('[data-row]'));
        await picture(page, theme, kind.toLowerCase());
      }
    });

    test('who may, and what was done', async () => {
      const { page } = app;
      await past(page);
      await go(page, 'Home');
      await seen(page.getByRole('list', { name: 'Applications that need a person' }));
      await picture(page, theme, 'home');
      await go(page, 'Audit');
      await grid(page, 'records').locator('[data-row]').first().click();
      await seen(inspector(page).getByText(/proven by group/));
      await page.getByRole('button', { name: 'Verify the chain' }).click();
      await seen(page.getByText(/All \d+ records fit/));
      await picture(page, theme, 'audit');
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await seen(sheet(page).getByRole('button', { name: /^Export \d+ records/ }));
      await picture(page, theme, 'audit-export');
      await page.keyboard.press('Escape');
      await go(page, 'Duties');
      await seen(page.getByRole('table', { name: 'Duties' }));
      await picture(page, theme, 'duties');
      await contextMenu(page).click();
      await seen(page.getByRole('menuitem', { name: /^ops1@harbor reachable/ }));
      await picture(page, theme, 'contexts');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await seen(sheet(page).getByRole('combobox'));
      await page.keyboard.type('shop');
      await seen(sheet(page).getByRole('option', { name: /acme-shop-prod/ }));
      await picture(page, theme, 'palette');
      await page.keyboard.press('Escape');
    });

    test('where records are copied to, and an emergency that nobody has acknowledged', async () => {
      const { page } = app;
      await statusBar(page).getByRole('link', { name: /^SIEM/ }).click();
      await page.getByRole('button', { name: /^Sign in/ }).click();
      await sheet(page).getByLabel('Token').fill('siem-sluice');
      await sheet(page).getByRole('button', { name: 'Sign in', exact: true }).click();
      await seen(statusBar(page).getByRole('link', { name: /SIEM has all records/ }));
      await picture(page, theme, 'siem');
      await emergency(page);
      await go(page, 'Home');
      await seen(emergencies(page).getByRole('button', { name: 'Acknowledge' }));
      await picture(page, theme, 'emergency');
    });
  });

  describe('as who keeps the fleet', () => {
    const app = workstation({ as: 'devops1@harbor', theme, fleet: (text) => text });

    test('the fleet file', async () => {
      const { page } = app;
      await go(page, 'Fleet');
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('colour: blue\n');
      await seen(page.getByRole('region', { name: 'Problems' }));
      await page.mouse.move(10, 500); // a key under the pointer is explained
      await picture(page, theme, 'fleet');
      await page.getByRole('button', { name: 'Discard changes' }).click();
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+End');
      await page.keyboard.type('# Otto joins in May\n');
      const save = page.getByRole('button', { name: 'Review and save' });
      await until('it can be saved', async () => (await save.getAttribute('aria-disabled')) === null);
      await save.click();
      await seen(sheet(page).getByText('# Otto joins in May'));
      await picture(page, theme, 'fleet-save');
    });
  });

  describe('without a fleet', () => {
    const app = workstation({ as: 'dev1@harbor', theme, fleet: () => undefined });

    test('the first one is proposed', async () => {
      const { page } = app;
      await go(page, 'Fleet');
      await seen(page.getByRole('table', { name: 'Clusters' }).getByText('ocean'));
      await picture(page, theme, 'fleet-first');
    });
  });

  describe('as developer', () => {
    const app = workstation({ as: 'dev1@harbor', theme });

    test('the same button, and why not', async () => {
      const { page } = app;
      await signIn(page, 'dev1');
      await seen(roleBadge(page).getByText('Developer'));
      await select(page, name);
      const deploy = inspector(page).getByRole('button', { name: 'Deploy now' });
      await until('the duties have answered', async () => /operations/i.test((await deploy.getAttribute('aria-description')) ?? ''));
      await deploy.focus();
      await deploy.hover();
      await seen(page.getByRole('tooltip'));
      await picture(page, theme, 'not-allowed');
      await inspector(page).getByRole('link', { name: 'Explain' }).click();
      await seen(inspector(page).getByText('Developer may not'));
      await picture(page, theme, 'explained');
    });
  });
});

/** An emergency that changes nothing: what the freeze holds is only tried. */
async function emergency(page: Page): Promise<void> {
  const ref = { instance: 'harbor', project: 'prod', name: frozen };
  const app = await call<{ desired: string }>(page, 'ArgocdService', 'Application', ref);
  await call(page, 'ArgocdService', 'Sync', {
    ref, revision: 'value' in app ? app.value.desired : '', prune: false, dryRun: true,
    emergency: { reason: 'Checkout fails for every customer of initech', confirm: frozen },
  });
}

/** Something done and something refused, without touching the landscape: a dry run, and what operations may not do. */
async function past(page: Page): Promise<void> {
  const ref = { instance: 'harbor', project: 'prod', name };
  const app = await call<{ desired: string }>(page, 'ArgocdService', 'Application', ref);
  const revision = 'value' in app ? app.value.desired : '';
  const dryRun = await call<{ id: string }>(page, 'ArgocdService', 'Sync', { ref, revision, prune: false, dryRun: true });
  await call(page, 'ArgocdService', 'Sync', { ref: { instance: 'harbor', project: 'stage', name: 'acme-shop-stage' }, revision: '', prune: false, dryRun: false });
  if ('value' in dryRun) {
    const ended = async () => {
      const all = await call<{ id: string; state: string }[]>(page, 'OperationService', 'Statuses');
      return 'value' in all && all.value.find((s) => s.id === dryRun.value.id)?.state !== 'running';
    };
    await until('the dry run has ended', ended, 30_000);
  }
}

async function picture(page: Page, theme: string, screen: string): Promise<void> {
  for (const { width, height, folder } of sizes) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(250);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${screen}-${theme}.png`);
    rmSync(path, { force: true });
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    // Few colours are used: a palette makes the file a third as large, and the repository thanks for it.
    execFileSync('convert', [path, '-dither', 'None', '-colors', '256', '-define', 'png:compression-level=9', `PNG8:${path}`]);
  }
  const [first] = sizes;
  if (first) await page.setViewportSize({ width: first.width, height: first.height });
}
