import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { devBinary } from '../harness/places.ts';
import { until } from '../harness/until.ts';
import { workstation } from '../harness/walking.ts';
import { signIn } from '../screens/argocd.ts';
import { filter, go, grid, inspector, seen, sheet } from '../screens/shell.ts';

const app = workstation({ as: 'ops1@ocean' });

test('what was just done stands in the journal, signed, and the chain verifies', async () => {
  const { page } = app;
  await signIn(page, 'ops1');
  await go(page, 'Audit');
  await filter(page, 'records', 'session.signIn succeeded');
  await until('the sign-in is on record', async () => (await grid(page, 'records').innerText()).includes('Succeeded'));
  await grid(page, 'records').locator('[data-row]').first().click();
  await seen(inspector(page).getByRole('columnheader', { name: 'Asked' }));
  await seen(inspector(page).getByRole('row', { name: /login ops1/ }));
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  const seal = page.getByRole('region', { name: 'Seal of the journal' });
  await seen(seal.getByText(/All \d+ records fit/));
  await seen(seal.getByText(/Signed by/));
  await seen(seal.getByText('for this session only')); // the walk has no keychain, and the window says what that means
});

test('what the list shows is exported into a folder of one’s own, and the export is on record', async () => {
  const { page } = app;
  const folder = join(app.home, 'evidence');
  mkdirSync(folder);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await seen(sheet(page).getByText('Words: session.signIn succeeded'));
  await sheet(page).getByRole('radio', { name: 'JSON Lines' }).click();
  await sheet(page).getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'nowhere'));
  await sheet(page).getByRole('button', { name: 'Export one record' }).click();
  await seen(sheet(page).getByText(/is no folder of this computer/));
  await sheet(page).getByRole('textbox', { name: 'Folder' }).fill(folder);
  await sheet(page).getByRole('button', { name: 'Export one record' }).click();
  await seen(sheet(page).getByText(`One record is in ${folder}/`, { exact: false }));
  await sheet(page).getByRole('button', { name: 'Close' }).last().click();

  const [file] = readdirSync(folder);
  const written = join(folder, file ?? 'none');
  expect(statSync(written).mode & 0o777, 'nobody else may read it').toBe(0o600);
  const lines = readFileSync(written, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { action: string; outcome: string });
  expect(lines).toMatchObject([{ action: 'session.signIn', outcome: 'succeeded' }]);
  await filter(page, 'records', 'audit.export');
  await until('the refusal and the export are on record', async () => (await grid(page, 'records').locator('[data-row]').count()) === 3);
});

test('an auditor verifies and exports the same file without a window, while the app has it open', () => {
  const journal = join(app.data, 'journal.db');
  const audit = (...args: string[]) => execFileSync(devBinary, ['audit', ...args], { encoding: 'utf8', env: {} });
  expect(audit('verify', journal)).toMatch(/^Intact: all \d+ records fit\./);
  const csv = audit('export', journal, '--format', 'csv', '--person', 'ops1', '--action', 'audit.export');
  expect(csv.split('\n').filter((line) => line.includes('audit.export'))).toHaveLength(3);
});
