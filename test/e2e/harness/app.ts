// The development build of the app on a workstation of its own: an empty home, one kubeconfig, one virtual screen.
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { freePort } from './port.ts';
import { devBinary, frontend, out } from './places.ts';
import { type Started, family, start } from './process.ts';
import { kubeconfig, sandbox } from './sandbox.ts';
import { openScreen } from './screen.ts';
import { until } from './until.ts';

export interface Workstation {
  /** The context that kubeconfig has chosen. */
  as: string;
  /** Where KUBECONFIG points; the sandbox's file with `as` chosen unless given. Gets the home folder. */
  kubeconfig?: (home: string) => string;
  /** Changes the text of the sandbox's fleet file, in a file of the workstation's own; without a text there is none. */
  fleet?: (text: string) => string | undefined;
  /** Done to the data folder before the app starts. */
  prepare?: (data: string) => void | Promise<void>;
  theme?: 'light' | 'dark';
  size?: { width: number; height: number };
}

export interface App {
  readonly page: Page;
  readonly data: string;
  readonly home: string;
  /** What the browser complained about since it was last asked. */
  complaints(): string[];
  /** Lets one complaint pass that the walk itself provokes. */
  expectComplaint(pattern: RegExp): void;
  /** Keeps what shows how the app stood: picture, console and the app's own log. */
  evidence(name: string): Promise<void>;
  /** Ends the process as a crash does, and gives what it leaves in its log. */
  crash(): Promise<string>;
  /** Ends the window and the process; the home folder goes with it. */
  close(): Promise<void>;
}

const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openApp(at: Workstation): Promise<App> {
  const home = mkdtempSync(join(tmpdir(), 'sluice-walk-'));
  const opened: { end(): Promise<void> }[] = [];
  const closeAll = async () => {
    for (const one of opened.reverse()) await one.end();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return await open(at, home, opened, closeAll);
  } catch (error) {
    const log = join(home, 'app.log');
    const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : '';
    await closeAll();
    throw new Error(`The app did not open. ${error instanceof Error ? error.message : String(error)}\n${said}`);
  }
}

async function open(at: Workstation, home: string, opened: { end(): Promise<void> }[], closeAll: () => Promise<void>): Promise<App> {
  const data = join(home, 'data');
  const log = join(home, 'app.log');
  await at.prepare?.(data);
  const screen = await openScreen(log);
  opened.push(screen);
  const port = await freePort();
  const app = startApp(at, home, data, screen.display, port, log);
  opened.push(app);
  const url = `http://localhost:${port}`;
  await until('the app answers', async () => (await fetch(url)).ok, 30_000);
  await silenceHiddenWindow(app.pid);

  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: switches });
  opened.push({ end: () => browser.close() });
  const context = await newWindow(browser, at);
  const page = await context.newPage();
  const heard = listen(page);
  await page.goto(url);
  await page.waitForFunction(() => 'go' in window && 'runtime' in window, undefined, { timeout: 15_000 });

  return {
    page, data, home,
    complaints: heard.take,
    expectComplaint: heard.expect,
    evidence: async (name) => {
      const folder = out('failures', name.replace(/[^a-z0-9]+/gi, '-').toLowerCase());
      await page.screenshot({ path: join(folder, 'screen.png') }).catch(() => undefined);
      writeFileSync(join(folder, 'console.log'), heard.all.join('\n'));
      writeFileSync(join(folder, 'app.log'), [log, join(data, 'sluice.log')].filter((f) => existsSync(f)).map((f) => readFileSync(f, 'utf8')).join('\n'));
      writeFileSync(join(folder, 'page.txt'), await page.locator('body').ariaSnapshot().catch(() => ''));
    },
    crash: async () => {
      heard.expect(/WebSocket|ERR_CONNECTION/);
      const running = family(app.pid).find((p) => p.name === basename(devBinary));
      if (!running) throw new Error('The app does not run');
      process.kill(running.pid, 'SIGQUIT');
      return until('every goroutine is in the log', () => /^goroutine 1 [^]*^rip /m.exec(readFileSync(log, 'utf8'))?.input);
    },
    close: closeAll,
  };
}

function startApp(at: Workstation, home: string, data: string, display: string, port: number, log: string): Started {
  let files = at.kubeconfig?.(home);
  if (files === undefined) {
    files = join(home, 'kubeconfig');
    writeFileSync(files, kubeconfig(at.as), { mode: 0o600 });
  }
  let fleet = sandbox().fleet;
  if (at.fleet) {
    const text = at.fleet(readFileSync(fleet, 'utf8'));
    fleet = join(home, 'sluice.yaml');
    if (text !== undefined) writeFileSync(fleet, text);
  }
  const args = ['--', devBinary, '-devserver', `localhost:${port}`, '-assetdir', frontend, '-loglevel', 'error'];
  return start('dbus-run-session', args, log, {
    env: {
      PATH: process.env.PATH, LANG: 'C.UTF-8', TZ: 'Europe/Berlin',
      HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_CACHE_HOME: join(home, '.cache'), XDG_DATA_HOME: join(home, '.local/share'),
      DISPLAY: display, KUBECONFIG: files, SLUICE_DATA: data, SLUICE_FLEET: fleet,
    },
  });
}

// The native window shows the same page and would act in the same session: its web process is halted, so that the
// browser is the only one who asks. Ending it instead takes the whole app along.
async function silenceHiddenWindow(root: number): Promise<void> {
  const web = await until('the hidden window has its web process', () => family(root).find((p) => p.name.startsWith('WebKitWebProces')));
  process.kill(web.pid, 'SIGSTOP');
}

async function newWindow(browser: Browser, at: Workstation): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: at.size ?? { width: 1280, height: 800 }, colorScheme: at.theme ?? 'dark', reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/Berlin',
  });
  context.setDefaultTimeout(15_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => console.error(`Content security policy: ${e.violatedDirective} forbids ${e.blockedURI} at ${e.sourceFile}:${e.lineNumber}`));
  });
  return context;
}

function listen(page: Page) {
  const all: string[] = [];
  const expected: RegExp[] = [];
  let open: string[] = [];
  const complain = (text: string) => {
    if (!expected.some((e) => e.test(text))) open.push(text);
  };
  page.on('console', (message) => {
    all.push(`${message.type()}: ${message.text()}`);
    if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => {
    all.push(`uncaught: ${error.stack ?? error.message}`);
    // Wails' own overlay of the development build, not ours: it looks for a page that has none.
    if (!error.stack?.includes('/wails/ipc.js')) complain(`uncaught: ${error.message}`);
  });
  return {
    all,
    expect: (pattern: RegExp) => void expected.push(pattern),
    take: () => {
      const now = open;
      open = [];
      return now;
    },
  };
}
