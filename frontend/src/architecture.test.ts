import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Imports flow one way: app → features → ui, bridge. Stories and tests may also use what tests are made of. */

const root = 'src';
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|stories)\.tsx?$/.test(file) && !file.startsWith('testing'))
  .map((file) => file.replaceAll('\\', '/'));

const importsOf = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
    .map(([, target = '']) => target)
    .filter((target) => target.startsWith('.') || target.startsWith('@/'))
    .map((target) =>
      target.startsWith('@/')
        ? target.slice(2)
        : relative(resolve(root), resolve(root, dirname(file), target)).replaceAll('\\', '/'),
    );

const zone = (path: string) =>
  path.startsWith('features/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0];

const broken = (holds: (from: string, to: string) => boolean) =>
  files.flatMap((file) =>
    importsOf(file)
      .filter((to) => !holds(file, to))
      .map((to) => `${file} → ${to}`),
  );

describe('imports flow one way', () => {
  it('only the bridge imports what Wails generates', () => {
    expect(broken((from, to) => !to.includes('wailsjs') || from.startsWith('bridge/'))).toEqual([]);
  });
  it('a feature imports its own folder, the bridge and the ui', () => {
    const allowed = (from: string, to: string) => [zone(from), 'bridge', 'ui'].includes(zone(to));
    expect(broken((from, to) => !from.startsWith('features/') || allowed(from, to))).toEqual([]);
  });
  it('the ui knows no feature, and the bridge by its types, faults and row source only', () => {
    const allowed = /^(ui\/|bridge\/(types|fault|live)$)/;
    expect(broken((from, to) => !from.startsWith('ui/') || allowed.test(to))).toEqual([]);
  });
  it('the bridge knows nothing above it', () => {
    expect(
      broken((from, to) => !from.startsWith('bridge/') || /^(bridge\/|\.\.\/wailsjs|\.\.\/\.\.\/docs\/)/.test(to)),
    ).toEqual([]);
  });
  it('only the development entry knows the fake', () => {
    expect(
      broken((from, to) => !to.includes('bridge/fake') || from.startsWith('bridge/fake/') || from === 'main.tsx'),
    ).toEqual([]);
  });
});

describe('files stay small enough to be read', () => {
  it('components stay about 200 lines, everything under 400', () => {
    const long = files
      .filter((file) => !file.startsWith('bridge/fake/'))
      .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
      .filter(({ file, lines }) => lines > (file.endsWith('.tsx') ? 205 : 400));
    expect(long).toEqual([]);
  });
});
