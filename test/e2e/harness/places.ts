// Where things lie in the checkout.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');
export const devBinary = join(root, 'build/bin/sluice-dev');
export const productionBinary = join(root, 'build/bin/sluice');
export const sandboxBinary = join(root, 'build/bin/sandbox');
export const frontend = join(root, 'frontend/dist');
export const pictures = join(root, 'docs/screenshots');

/** A folder below test/e2e/out, which holds what a run leaves for people to look at. */
export function out(...names: string[]): string {
  const folder = join(root, 'test/e2e/out', ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
