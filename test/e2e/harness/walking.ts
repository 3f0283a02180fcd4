// How a file of walks has its app: opened once, looked at after each walk, closed in the end whatever happened.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type App, type Workstation, openApp } from './app.ts';

/** An app for all walks of the file. */
export function workstation(at: Workstation): App {
  let app: App | undefined;
  beforeAll(async () => {
    app = await openApp(at);
  }, 60_000);
  afterEach(async ({ task }) => {
    if (!app) return;
    const complaints = app.complaints();
    if (task.result?.state === 'fail' || complaints.length > 0) await app.evidence(task.name);
    expect(complaints, 'the console has no errors').toEqual([]);
  });
  afterAll(async () => app?.close(), 30_000);
  return new Proxy({} as App, {
    get: (_, name: keyof App) => {
      if (!app) throw new Error('The app is not open yet');
      return app[name];
    },
  });
}
