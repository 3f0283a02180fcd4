// The production binary in its own engine, driven by WebKitWebDriver over the W3C protocol.
import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { out } from '../harness/places.ts';
import { freePort } from '../harness/port.ts';
import { family, start } from '../harness/process.ts';
import { until } from '../harness/until.ts';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

export interface Window {
  /** Runs a function body in the page and gives what it returns. */
  run<T>(body: string, ...args: unknown[]): Promise<T>;
  /** Clicks the first element that the XPath finds, as a person would. */
  click(xpath: string): Promise<void>;
  /** Types into the first element that the XPath finds. */
  type(xpath: string, text: string): Promise<void>;
  /** The words on the screen. */
  words(): Promise<string>;
  /** Quits the app as its menu does, then ends the driver. */
  end(): Promise<void>;
}

/** Compiles the preload library; the second time it is there. */
export function preload(): string {
  const library = join(out('webkit'), 'automation.so');
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'webkit2gtk-4.1'], { encoding: 'utf8' }).trim().split(/\s+/);
  execFileSync('gcc', ['-shared', '-fPIC', '-Wall', '-Wextra', '-O1', join(import.meta.dirname, 'automation.c'), '-o', library, ...flags]);
  return library;
}

/** Starts the binary in that environment and takes the wheel. */
export async function drive(binary: string, library: string, env: NodeJS.ProcessEnv, log: string): Promise<Window> {
  const port = await freePort();
  const driver = start('dbus-run-session', ['--', 'WebKitWebDriver', `--port=${port}`], log, { env });
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method, signal: AbortSignal.timeout(20_000), ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  try {
    await until('the driver answers', () => ask<{ ready: boolean }>('GET', '/status').then((s) => s.ready));
    const options = { binary: '/usr/bin/env', args: [`LD_PRELOAD=${library}`, binary] };
    const { sessionId } = await ask<{ sessionId: string }>('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } });
    const open = () => family(driver.pid).some((p) => p.name === basename(binary).slice(0, 15));
    return windowOf(`/session/${sessionId}`, ask, open, () => driver.end());
  } catch (error) {
    await driver.end();
    throw error;
  }
}

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

function windowOf(session: string, ask: Ask, open: () => boolean, endDriver: () => Promise<void>): Window {
  const find = async (xpath: string) => {
    const found = () => ask<Record<string, string>>('POST', `${session}/element`, { using: 'xpath', value: xpath });
    return (await until(`there is ${xpath}`, found))[elementKey];
  };
  return {
    run: (body, ...args) => ask('POST', `${session}/execute/sync`, { script: body, args }),
    click: async (xpath) => ask('POST', `${session}/element/${await find(xpath)}/click`, {}),
    type: async (xpath, text) => ask('POST', `${session}/element/${await find(xpath)}/value`, { text }),
    words: () => ask('POST', `${session}/execute/sync`, { script: 'return document.body.innerText', args: [] }),
    end: async () => {
      // As its menu does; ending the session would kill it, and what WebKit has not written yet with it.
      await ask('POST', `${session}/execute/sync`, { script: 'setTimeout(() => window.runtime.Quit(), 50)', args: [] }).catch(() => undefined);
      await until('the app has quit', () => !open(), 10_000).catch(() => undefined);
      await endDriver();
    },
  };
}
