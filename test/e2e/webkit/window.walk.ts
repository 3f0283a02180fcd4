// The production binary in the engine people have: a handful of walks, because the rest is the same frontend.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { out, productionBinary } from '../harness/places.ts';
import { connectedTo, family, listening, start } from '../harness/process.ts';
import { kubeconfig, sandbox } from '../harness/sandbox.ts';
import { type Screen, openScreen } from '../harness/screen.ts';
import { until } from '../harness/until.ts';
import { type Window, drive, preload } from './driver.ts';

const log = join(out('webkit'), 'walks.log');
let library = '';
let screen: Screen;
let home = '';

beforeAll(async () => {
  library = preload();
  screen = await openScreen(log);
}, 60_000);
afterAll(() => screen?.end());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-webkit-'));
  writeFileSync(join(home, 'kubeconfig'), kubeconfig('ops1@ocean'), { mode: 0o600 });
});
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_CACHE_HOME: join(home, '.cache'), XDG_DATA_HOME: join(home, '.local/share'),
  DISPLAY: screen.display, KUBECONFIG: join(home, 'kubeconfig'), SLUICE_DATA: join(home, 'data'), SLUICE_FLEET: sandbox().fleet,
});

async function inWindow(walk: (window: Window) => Promise<void>): Promise<void> {
  const window = await drive(productionBinary, library, environment(), log);
  try {
    await walk(window);
  } finally {
    await window.end();
  }
}

const shows = (window: Window, ...words: string[]) =>
  until(`the window shows ${words.join(', ')}`, async () => {
    const text = await window.words();
    return words.every((w) => text.includes(w));
  }, 30_000, 250);

const area = (name: string) => `//nav[@aria-label='Areas']//a[@aria-label='${name}']`;

test('the window starts, shows the contexts, and the applications after signing in', { timeout: 120_000 }, () =>
  inWindow(async (window) => {
    await shows(window, 'ops1@ocean', 'Operations', 'ocean answers');
    await window.click(area('Clusters'));
    await shows(window, 'ops1@harbor', 'dev1@harbor', 'support1@ocean');
    await window.click(area('Applications'));
    await window.click("//button[contains(., 'Sign in to harbor')]");
    await window.type("//input[@name='password']", 'ops1-sluice');
    await window.click("//button[@type='submit']");
    await shows(window, 'acme-shop-prod', 'initech-billing-prod', 'Out of sync');
  }));

test('the chosen theme survives a restart', { timeout: 120_000 }, async () => {
  const theme = 'return document.documentElement.dataset.theme ?? "system"';
  await inWindow(async (window) => {
    await shows(window, 'Operations');
    expect(await window.run(theme)).toBe('system');
    await window.click("//button[starts-with(@aria-label, 'Theme: system')]");
    expect(await window.run(theme)).toBe('light');
  });
  await inWindow(async (window) => {
    await shows(window, 'Operations');
    expect(await window.run(theme)).toBe('light');
  });
});

test('the process and its children listen on no port', { timeout: 60_000 }, async () => {
  // Without the driver: that one makes the engine listen for it.
  const app = start('dbus-run-session', ['--', productionBinary], log, { env: environment() });
  try {
    await until('the app has opened its journal', () => existsSync(join(home, 'data', 'journal.db')), 30_000);
    await until('its page runs', () => family(app.pid).some((p) => p.name.startsWith('WebKitWebProces')), 30_000);
    await until('the page has asked the cluster', () => connectedTo(app.pid).includes(Number(new URL(sandbox().clusters.ocean.server).port)), 30_000);
    expect(listening(app.pid)).toEqual([]);
  } finally {
    await app.end();
  }
});
