import { afterAll, describe, expect, test } from 'vitest';
import { sandbox } from '../harness/sandbox.ts';
import { found, kept, written } from '../harness/traces.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { areas, filter, go, grid, inspector, roleBadge, seen, sheet, statusBar } from '../screens/shell.ts';
import type { Page } from 'playwright-core';

const connection = (page: Page, name: string) =>
  page
    .getByRole('table', { name: 'Connections' })
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) });

async function enter(page: Page, name: string, password: string): Promise<void> {
  await connection(page, name).getByRole('button', { name: `Sign in to ${name}` }).click();
  await sheet(page).getByLabel('Password').fill(password);
  await sheet(page).getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function lives(seconds: string): Promise<void> {
  const { url, rootToken } = sandbox().vault;
  const answer = await fetch(`${url}/v1/auth/userpass/users/ops2`, {
    method: 'POST',
    headers: { 'X-Vault-Token': rootToken },
    body: JSON.stringify({ token_ttl: seconds, token_max_ttl: seconds }),
  });
  if (!answer.ok) throw new Error(`Vault said ${answer.status}`);
}

describe('every system on one page', () => {
  const app = workstation({ as: 'ops1@ocean' });

  test('one signs in to Vault and Git, is the same person in both, and prolongs and ends a session', async () => {
    const { page } = app;
    await go(page, 'Connections');
    await until('the servers have answered', async () => /Signed out/.test(await connection(page, 'vault').innerText()), 30_000);
    await enter(page, 'vault', 'ops1-sluice');
    await until('Vault is connected', async () => /Connected/.test(await connection(page, 'vault').innerText()));
    await enter(page, 'gitea', 'ops1-sluice');
    await until('Gitea is connected', async () => /Connected/.test(await connection(page, 'gitea').innerText()));

    await roleBadge(page).click();
    const logins = page.getByRole('list', { name: 'Logins' });
    await seen(logins.getByText('Git host gitea'));
    await seen(logins.getByText('Vault vault'));
    await page.keyboard.press('Escape');

    await connection(page, 'vault').getByRole('button', { name: 'vault', exact: true }).click();
    await seen(inspector(page).getByText('sluice-operations'));
    await inspector(page).getByRole('button', { name: 'Prolong' }).click();
    await inspector(page).getByRole('button', { name: 'Sign out' }).click();
    await until('Vault is signed out of', async () => /Signed out/.test(await connection(page, 'vault').innerText()));

    await go(page, 'Audit');
    await filter(page, 'records', 'session.');
    const records = grid(page, 'records');
    for (const action of ['session.signIn', 'session.renew', 'session.signOut']) {
      await until(`${action} is on record`, async () => (await records.innerText()).includes(action));
    }
    expect(await records.innerText()).not.toContain('ops1-sluice');
  });

  test('somebody else is refused by name', async () => {
    const { page } = app;
    await go(page, 'Connections');
    await connection(page, 'vault').getByRole('button', { name: 'Sign in to vault' }).click();
    await sheet(page).getByLabel('Login').fill('dev1');
    await sheet(page).getByLabel('Password').fill('dev1-sluice');
    await sheet(page).getByRole('button', { name: 'Sign in', exact: true }).click();
    await seen(sheet(page).getByRole('alert').filter({ hasText: 'is dev1, but you act as ops1' }));
    await page.keyboard.press('Escape');
  });

  test('nothing of what was typed or given is left in the page, in a storage, in a file or in a crash', async () => {
    const { page } = app;
    const secrets = ['ops1-sluice', 'dev1-sluice'];
    for (const area of areas) {
      await go(page, area);
      await seen(page.getByRole('heading', { name: area, exact: true }));
      const seenThere = await kept(page);
      expect(seenThere, 'it is this page that was looked at').toContain(area);
      expect(found(seenThere, secrets), area).toEqual([]);
    }
    expect(found(written(app.home), secrets), 'files').toEqual([]);
    expect(found(await app.crash(), secrets), 'the crash').toEqual([]);
  });
});

describe('a session that ends', () => {
  const app = workstation({ as: 'ops2@ocean' });
  afterAll(() => lives('8h'));

  test('is announced, and one signs in again from where it is said', async () => {
    const { page } = app;
    await lives('20s');
    await go(page, 'Connections');
    await until('the servers have answered', async () => /Signed out/.test(await connection(page, 'vault').innerText()), 30_000);
    await enter(page, 'vault', 'ops2-sluice');
    await seen(statusBar(page).getByText(/Vault vault ends in/));
    await go(page, 'Home');
    const sessions = page.getByRole('list', { name: 'Sessions that need you' });
    await seen(sessions.getByText('ends your session'));
    await lives('8h');
    await sessions.getByRole('link', { name: 'Sign in again' }).click();
    await sheet(page).getByLabel('Password').fill('ops2-sluice');
    await sheet(page).getByRole('button', { name: 'Sign in', exact: true }).click();
    await until('the new session has begun', async () => /Connected/.test(await connection(page, 'vault').innerText()));
  });
});

describe('a person with two roles', () => {
  const app = workstation({
    as: 'ops1@ocean',
    fleet: (text) => text.replace('[sluice:support]', '[sluice:support, sluice:operations]'),
  });

  test('acts as one of them at a time, and the switch is recorded', async () => {
    const { page } = app;
    await roleBadge(page).click();
    await page.getByRole('menuitem', { name: 'Support', exact: true }).click();
    await seen(roleBadge(page).getByText('Support'));
    await go(page, 'Audit');
    await filter(page, 'records', 'session.actAs');
    const records = grid(page, 'records');
    await until('both records are there', async () => /Asked/.test(await records.innerText()) && /Succeeded/.test(await records.innerText()));
  });
});

describe('without a mapping of groups to roles', () => {
  const app = workstation({
    as: 'ops1@ocean',
    fleet: (text) => text.replace(/^roles:[^]*?(?=^people:)/m, ''),
  });

  test('the role is on one\'s own word, and that is said wherever it is shown', async () => {
    const { page } = app;
    await seen(roleBadge(page).getByText('self-declared'));
    await roleBadge(page).click();
    await page.getByRole('menuitem', { name: 'Operations', exact: true }).click();
    await seen(page.getByRole('button', { name: /Acting as Operations, self-declared/ }));
    await go(page, 'Home');
    await seen(page.getByText('none: self-declared'));
  });
});
