import axe, { type AxeResults } from 'axe-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { returnTo } from '../harness/argocd.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { select, signIn } from '../screens/argocd.ts';
import { type Area, areas, contextMenu, go, grid, inspector, row, seen, sheet } from '../screens/shell.ts';

// There must be a difference to look at.
beforeAll(() => returnTo('acme-shop-prod', 'prod-release/v1.4.1'), 60_000);

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  const app = workstation({ as: 'ops1@ocean', theme });

  test('no screen has a serious finding of axe', async () => {
    const { page } = app;
    const found: Record<string, string[]> = {};
    const look = async (screen: string) => {
      const serious = await findings();
      if (serious.length > 0) found[screen] = serious;
    };
    for (const area of areas) {
      await go(page, area);
      await settled(area);
      await look(area);
    }
    await signIn(page, 'ops1');
    await select(page, 'acme-shop-prod');
    await look('Applications, one selected');
    await inspector(page).getByRole('tab', { name: /Diff/ }).click();
    await seen(inspector(page).getByText(/objects? differs?:/));
    await look('Diff');
    await inspector(page).getByRole('button', { name: 'Deploy now' }).click();
    await seen(sheet(page).getByText(/objects? differs?:/));
    await look('Deployment sheet');
    await page.keyboard.press('Escape');
    await select(page, 'initech-shop-prod');
    await inspector(page).getByRole('button', { name: 'Deploy now' }).click();
    await sheet(page).getByRole('button', { name: 'Break glass…' }).click();
    await seen(sheet(page).getByLabel('What is broken, and for whom'));
    await look('Break glass');
    await page.keyboard.press('Escape');
    await go(page, 'Duties');
    await page.getByRole('button', { name: /^Sync an application in dev: May not/ }).click();
    await seen(inspector(page).getByText('Operations may not'));
    await look('Duties, one explained');
    expect(found).toEqual({});
  });

  async function settled(area: Area): Promise<void> {
    await seen(app.page.getByRole('heading', { name: area, exact: true }));
    await until('nothing is loading', async () => (await app.page.getByRole('status', { name: 'Loading' }).count()) === 0);
  }

  async function findings(): Promise<string[]> {
    await app.page.evaluate(axe.source);
    const result = (await app.page.evaluate('axe.run({ resultTypes: ["violations"] })')) as AxeResults;
    return result.violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => `${v.id}: ${v.help}, at ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' and ')}`);
  }
});

describe('with the keyboard alone', () => {
  const app = workstation({ as: 'ops1@ocean' });

  test('every area is two keys away', async () => {
    const { page } = app;
    await seen(page.getByRole('heading', { name: 'Home', exact: true }));
    for (const [letter, title] of [['a', 'Applications'], ['r', 'Releases'], ['c', 'Clusters'], ['n', 'Connections'], ['f', 'Fleet'], ['u', 'Audit'], ['d', 'Duties'], ['h', 'Home']] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await seen(page.getByRole('heading', { name: title, exact: true }));
    }
    await page.keyboard.press('?');
    await seen(sheet(page).getByRole('heading', { name: 'Keys' }));
    await page.keyboard.press('Escape');
    await until('the list of keys is closed', async () => (await sheet(page).count()) === 0);
  });

  test('the palette goes to an area, switches the context and finds a release', async () => {
    const { page } = app;
    await palette('releases');
    await seen(page.getByRole('heading', { name: 'Releases', exact: true }));
    await palette('status-page');
    await seen(page.getByRole('table', { name: 'Revisions of status-page' }));
    await palette('ops1@harbor');
    await seen(contextMenu(page, 'ops1@harbor'));
    await palette('ops1@ocean');
    await seen(contextMenu(page, 'ops1@ocean'));
  });

  test('a table is walked by arrows, filtered by the slash, and left by escape', async () => {
    const { page } = app;
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await seen(row(page, 'releases', 'status-page'));
    await page.keyboard.press('/');
    expect(await focused()).toBe('Filter releases');
    await page.keyboard.type('status');
    await until('one row is left', async () => (await grid(page, 'releases').locator('[data-row]').count()) === 1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await grid(page, 'releases').focus();
    await page.keyboard.press('ArrowDown');
    await seen(inspector(page));
    await page.keyboard.press('Escape');
    await until('the inspector is closed', async () => (await inspector(page).count()) === 0);
  });

  test('the focus can be seen wherever the tab key leads', async () => {
    const { page } = app;
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    const hidden: string[] = [];
    for (let step = 0; step < 25; step++) {
      await page.keyboard.press('Tab');
      const lost = await page.evaluate(() => {
        const at = document.activeElement;
        if (!(at instanceof HTMLElement) || at === document.body) return '';
        const style = getComputedStyle(at);
        const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
        return marked ? '' : `${at.tagName} ${at.getAttribute('aria-label') ?? at.textContent ?? ''}`.slice(0, 60);
      });
      if (lost) hidden.push(lost);
    }
    expect(hidden).toEqual([]);
  });

  async function palette(words: string): Promise<void> {
    const { page } = app;
    await page.keyboard.press('Control+k');
    await seen(sheet(page).getByRole('combobox'));
    await page.keyboard.type(words);
    await seen(sheet(page).getByRole('option', { selected: true }).filter({ hasText: new RegExp(`^${words}`, 'i') }));
    await page.keyboard.press('Enter');
    await until('the palette is closed', async () => (await sheet(page).count()) === 0);
  }

  const focused = () => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
});
