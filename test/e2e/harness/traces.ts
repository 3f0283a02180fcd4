// What is left of secrets: in the page, in what a browser keeps, in files.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Everything that was written below a folder. */
export function written(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

/** Everything that the page shows or keeps: its elements, what is typed into them, storages, cookies, the address. */
export async function kept(page: Page): Promise<string> {
  const there = await page.evaluate(async () => ({
    elements: document.documentElement.outerHTML,
    typed: [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].map(({ value }) => value),
    storages: [{ ...localStorage }, { ...sessionStorage }],
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    state: history.state as unknown,
    name: window.name,
  }));
  return JSON.stringify([there, page.url(), await page.context().cookies()]);
}

/** Those of the secrets that a text holds, plain or encoded, and whatever looks like a token. */
export function found(text: string, secrets: readonly string[]): string[] {
  const tokens = text.match(/eyJ[\w-]{10,}\.[\w-]{10,}\.|hv[sb]\.[\w-]{20,}/g) ?? [];
  return [...tokens, ...secrets.filter((secret) => forms(secret).some((form) => text.includes(form)))];
}

/** Base64 encodes three letters at a time, so a secret in a longer text has three forms; the ends are shared. */
const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  ...[0, 1, 2].map((shift) => Buffer.from(' '.repeat(shift) + secret).toString('base64').replace(/=+$/, '').slice(shift === 0 ? 0 : shift + 1, -1)),
];
