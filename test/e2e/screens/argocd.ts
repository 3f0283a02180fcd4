// Argo CD in the window: signing in, and finding an application.
import type { Page } from 'playwright-core';
import { go, inspector, row, seen, sheet } from './shell.ts';

/** Opens the sign-in sheet of the instance and sends a password for the login it suggests. */
export async function offerPassword(page: Page, password: string): Promise<void> {
  await go(page, 'Applications');
  await page.getByRole('button', { name: 'Sign in to harbor' }).first().click();
  await sheet(page).getByLabel('Password').fill(password);
  await sheet(page).getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Signs in to the sandbox's Argo CD, where a password is the name and "-sluice". */
export async function signIn(page: Page, login: string): Promise<void> {
  await offerPassword(page, `${login}-sluice`);
  await seen(page.getByRole('button', { name: `Argo CD harbor, signed in as ${login}` }));
}

/** Selects an application in the table, which opens it in the inspector. */
export async function select(page: Page, name: string): Promise<void> {
  await row(page, 'applications', name).click();
  await seen(inspector(page).getByRole('tab', { name: 'Overview' }));
}
