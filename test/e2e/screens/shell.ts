// The frame of the window, in the words a person reads.
import type { Locator, Page } from 'playwright-core';

export type Area = 'Home' | 'Applications' | 'Releases' | 'Clusters' | 'Connections' | 'Fleet' | 'Audit' | 'Duties';
export const areas: readonly Area[] = ['Home', 'Applications', 'Releases', 'Clusters', 'Connections', 'Fleet', 'Audit', 'Duties'];

export const go = (page: Page, area: Area): Promise<void> =>
  page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: area, exact: true }).click();

export const seen = (what: Locator, timeout?: number): Promise<void> =>
  what.first().waitFor({ state: 'visible', ...(timeout === undefined ? {} : { timeout }) });

export const gone = (what: Locator, timeout?: number): Promise<void> =>
  what.first().waitFor({ state: 'hidden', ...(timeout === undefined ? {} : { timeout }) });

export const grid = (page: Page, caption: string): Locator => page.getByRole('grid', { name: caption, exact: true });

/** The row of a live table with a cell of exactly that text. */
export const row = (page: Page, caption: string, name: string): Locator =>
  grid(page, caption).getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) });

/** Leaves in a live table only the rows with these words. */
export async function filter(page: Page, caption: string, words: string): Promise<void> {
  await page.getByRole('searchbox', { name: `Filter ${caption}` }).fill(words);
}

export const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });

export const sheet = (page: Page): Locator => page.getByRole('dialog');

/** The switcher at the top; with a context, only while that one is chosen. */
export const contextMenu = (page: Page, chosen = ''): Locator =>
  page.getByRole('button', { name: new RegExp(`^Context: ${chosen}${chosen ? '( |$)' : ''}`) });

/** Chooses a context in the switcher. */
export async function switchTo(page: Page, context: string): Promise<void> {
  await contextMenu(page).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${context} `) }).click();
  await seen(contextMenu(page, context));
}

export const roleBadge = (page: Page): Locator => page.getByRole('button', { name: /Acting as / });
/** The strip of emergencies that nobody has acknowledged. */
export const emergencies = (page: Page): Locator => page.getByRole('region', { name: 'Emergencies' });
export const productionLine = (page: Page): Locator => page.getByTestId('production-line');
export const statusBar = (page: Page): Locator => page.getByRole('contentinfo');
