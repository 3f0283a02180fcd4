// The production binary in its own engine, driven by WebKitWebDriver over the W3C protocol.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { out } from '../harness/places.ts';
import { start } from '../harness/process.ts';
import { until } from '../harness/until.ts';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

export interface Window {
  /** Runs a function body in the page and gives what it returns. */
  run<T>(body: string, ...args: unknown[]): Promise<T>;
  /** Presses keys, one after the other, with the focus where it is. */
  press(...keys: string[]): Promise<void>;
  /** Clicks the first element that the XPath finds, as a person would. */
  click(xpath: string): Promise<void>;
  /** The words on the screen. */
  words(): Promise<string>;
  /** Closes the window and the driver. */
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
export async function drive(binary: string, library: string, port: number, env: NodeJS.ProcessEnv, log: string): Promise<Window> {
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
    return windowOf(`/session/${sessionId}`, ask, () => driver.end());
  } catch (error) {
    await driver.end();
    throw error;
  }
}

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

function windowOf(session: string, ask: Ask, endDriver: () => Promise<void>): Window {
  return {
    run: (body, ...args) => ask('POST', `${session}/execute/sync`, { script: body, args }),
    press: async (...keys) => {
      const actions = keys.flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
      await ask('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    click: async (xpath) => {
      const found = await until(`there is ${xpath}`, () => ask<Record<string, string>>('POST', `${session}/element`, { using: 'xpath', value: xpath }));
      await ask('POST', `${session}/element/${found[elementKey]}/click`, {});
    },
    words: () => ask('POST', `${session}/execute/sync`, { script: 'return document.body.innerText', args: [] }),
    end: async () => {
      await ask('DELETE', session).catch(() => undefined);
      await endDriver();
    },
  };
}
