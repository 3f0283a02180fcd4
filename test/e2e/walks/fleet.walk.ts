import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { filter, go, gone, grid, roleBadge, seen, sheet, statusBar } from '../screens/shell.ts';

describe('who keeps the fleet', () => {
  // A file of its own, where the app looks for it.
  const app = workstation({ as: 'devops1@harbor', fleet: (text) => text });
  const file = () => join(app.home, 'sluice.yaml');
  const change = (from: string, to: string) => writeFileSync(file(), readFileSync(file(), 'utf8').replace(from, to));

  const editor = () => app.page.locator('.cm-content');
  const problems = () => app.page.getByRole('region', { name: 'Problems' });
  const save = () => app.page.getByRole('button', { name: 'Review and save' });

  async function type(end: 'Home' | 'End', text: string): Promise<void> {
    await editor().click();
    await app.page.keyboard.press(`Control+${end}`);
    await app.page.keyboard.type(text);
  }

  test('a mistake in the fleet file is marked where it is, and cannot be saved', async () => {
    const { page } = app;
    await go(page, 'Fleet');
    await seen(editor());
    await type('Home', 'colour: blue\n');
    await seen(problems().getByRole('button', { name: /^1:1 .*colour/ }));
    await until('the button says so', async () => /There is a problem/.test((await save().getAttribute('aria-description')) ?? ''));
    expect(await save().getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await gone(problems());
  });

  test('a change is looked at, saved and in force, and the version before it is at hand', async () => {
    const { page } = app;
    await type('End', '# Otto joins in May\n');
    await until('it can be saved', async () => (await save().getAttribute('aria-disabled')) === null);
    await save().click();
    await seen(sheet(page).getByText('# Otto joins in May'));
    await sheet(page).getByRole('button', { name: 'Save sluice.yaml' }).click();
    await seen(sheet(page).getByText('Succeeded'));
    expect(readFileSync(file(), 'utf8')).toContain('# Otto joins in May');
    await sheet(page).getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: 'Previous version' }).click();
    await seen(page.getByRole('button', { name: 'Discard changes' }));
    await until('it can be brought back', async () => (await save().getAttribute('aria-disabled')) === null);
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await go(page, 'Audit');
    await filter(page, 'records', 'fleet.write');
    await until('both records are there', async () => (await grid(page, 'records').locator('[data-row]').count()) === 2);
  });

  test('what somebody else writes is in force at once, and what is wrong leaves the last good version', async () => {
    const { page } = app;
    change('name: storefront', 'name: harbour');
    await seen(statusBar(page).getByText('Fleet: harbour'));
    change('kind: Fleet', 'kind: Float');
    await seen(statusBar(page).getByText('The fleet file has a problem'));
    await go(page, 'Fleet');
    await seen(page.getByText('The newest version is not in force', { exact: false }));
    await seen(problems().getByRole('button', { name: /^2:7 / }));
    await seen(roleBadge(page).getByText('DevOps'));
    change('kind: Float', 'kind: Fleet');
    await seen(statusBar(page).getByText('Fleet: harbour'));
  });

  test('a role that the file takes away is lost at once', async () => {
    const { page } = app;
    change('[sluice:devops]', '[sluice:somebody]');
    await gone(roleBadge(page).getByText('DevOps'));
    await seen(page.getByText('Read only:', { exact: false }));
    expect(await save().getAttribute('aria-disabled')).toBe('true');
  });
});

describe('without a fleet', () => {
  const app = workstation({ as: 'dev1@harbor', fleet: () => undefined });

  test('one is proposed from the contexts, written once it was looked at, and in force', async () => {
    const { page } = app;
    await seen(statusBar(page).getByText('No fleet file'));
    await go(page, 'Fleet');
    await seen(page.getByRole('table', { name: 'Clusters' }).getByText('ocean'));
    await page.getByRole('button', { name: 'Propose a fleet file' }).click();
    await until('it can be saved', async () => (await page.getByRole('button', { name: 'Review and save' }).getAttribute('aria-disabled')) === null);
    await page.getByRole('button', { name: 'Review and save' }).click();
    await sheet(page).getByRole('button', { name: 'Write sluice.yaml' }).click();
    await seen(sheet(page).getByText('Succeeded'));
    await sheet(page).getByRole('button', { name: 'Close' }).last().click();
    await seen(statusBar(page).getByText('Fleet: my fleet'));
    expect(readFileSync(join(app.home, 'sluice.yaml'), 'utf8')).toContain('production: true');
  });
});
