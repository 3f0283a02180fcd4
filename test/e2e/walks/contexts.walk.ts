import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kubeconfig } from '../harness/sandbox.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { contextMenu, go, gone, grid, productionLine, roleBadge, row, seen, statusBar, switchTo } from '../screens/shell.ts';

describe('somebody with several contexts', () => {
  const app = workstation({
    as: 'ops1@ocean',
    kubeconfig: (home) => {
      const file = join(home, 'kubeconfig');
      // Nothing listens on port 9: a cluster that was switched off.
      writeFileSync(file, kubeconfig('ops1@ocean', (k) => {
        k.clusters.push({ name: 'atlantis', cluster: { server: 'https://127.0.0.1:9' } });
        k.contexts.push({ name: 'ops1@atlantis', context: { cluster: 'atlantis', user: 'ops1@ocean' } });
      }));
      return file;
    },
  });

  test('starts in the context the kubeconfig has chosen, with production marked', async () => {
    await seen(contextMenu(app.page).getByText('ops1@ocean'));
    await seen(roleBadge(app.page).getByText('Operations'));
    await productionLine(app.page).waitFor({ state: 'attached' });
  });

  test('switches, and with the context go the role, the production line and the namespaces', async () => {
    const { page } = app;
    await namespaces('ops1@ocean', 'acme-prod', 'acme-dev');
    await switchTo(page, 'dev1@harbor');
    await seen(roleBadge(page).getByText('Developer'));
    expect(await roleBadge(page).getAttribute('aria-label')).toContain('proven by group sluice:developers');
    await productionLine(page).waitFor({ state: 'detached' });
    await seen(statusBar(page).getByText('harbor answers'));
    await namespaces('dev1@harbor', 'acme-dev', 'acme-prod');
    await switchTo(page, 'ops1@ocean');
    await productionLine(page).waitFor({ state: 'attached' });
  });

  test('sees in words that a cluster cannot be reached, and everything else goes on', async () => {
    const { page } = app;
    await go(page, 'Clusters');
    const line = page.getByRole('table', { name: 'Contexts' }).getByRole('row').filter({ hasText: 'ops1@atlantis' });
    await seen(line.getByText('Unreachable'), 30_000);
    expect(await line.innerText()).toMatch(/atlantis|127\.0\.0\.1:9|refused|did not answer/);
    await switchTo(page, 'ops1@atlantis');
    await seen(statusBar(page).getByText('atlantis does not answer'));
    expect(await roleBadge(page).getAttribute('aria-label')).toContain('nobody could be asked');
    await switchTo(page, 'ops1@ocean');
    await seen(roleBadge(page).getByText('Operations'));
  });

  async function namespaces(context: string, there: string, elsewhere: string): Promise<void> {
    const { page } = app;
    await go(page, 'Clusters');
    await page.getByRole('link', { name: `Look into it: ${context}`, exact: true }).click();
    await seen(row(page, 'namespaces', there));
    expect(await row(page, 'namespaces', elsewhere).count()).toBe(0);
  }
});

describe('a kubeconfig that changes while the window is open', () => {
  let file = '';
  const app = workstation({
    as: 'ops1@ocean',
    kubeconfig: (home) => {
      file = join(home, 'kubeconfig');
      writeFileSync(file, kubeconfig('ops1@ocean', (k) => {
        k.contexts = k.contexts.filter((c) => c.name !== 'dev1@harbor');
      }));
      return file;
    },
  });

  test('is read again, and the new context can be chosen', async () => {
    const { page } = app;
    await go(page, 'Clusters');
    const line = page.getByRole('button', { name: 'dev1@harbor', exact: true });
    await seen(page.getByRole('button', { name: 'ops1@ocean', exact: true }));
    expect(await line.count()).toBe(0);
    writeFileSync(file, kubeconfig('ops1@ocean'));
    await seen(line);
    await gone(page.getByRole('alert'));
    await switchTo(page, 'dev1@harbor');
  });

  test('that is half written for a moment is named as the problem, and works again once it is whole', async () => {
    const { page } = app;
    await go(page, 'Clusters');
    const whole = kubeconfig('ops1@ocean');
    writeFileSync(file, whole.slice(0, whole.length / 2));
    await seen(page.getByRole('alert').filter({ hasText: 'kubeconfig' }));
    writeFileSync(file, whole);
    await until('the problem is gone', async () => (await page.getByRole('alert').count()) === 0);
    await seen(page.getByRole('button', { name: 'ops1@ocean', exact: true }));
    await go(page, 'Releases');
    await seen(grid(page, 'releases'));
  });
});
