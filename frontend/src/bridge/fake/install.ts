import { Landscape, type Scenario } from './landscape';
import { services } from './services';

export interface FakeOptions {
  scenario?: Scenario;
  context?: string;
  latency?: number;
  pods?: number;
  signedIn?: boolean;
  stir?: boolean;
  /** The fleet maps no groups to roles: they are self-declared. */
  unmapped?: boolean;
  keychain?: 'available' | 'locked' | 'memory';
  siemTrouble?: boolean;
  /** The record of the journal that somebody changed. */
  tampered?: number;
}

/**
 * Puts a backend in the window where Wails would put the real one, so that the whole bridge runs as it does in
 * the app. Returns the landscape, for tests that look behind the window.
 */
export function installFake(options: FakeOptions = {}): Landscape {
  const heard = new Map<string, Set<(...data: unknown[]) => void>>();
  const tell = (name: string, data: unknown) => {
    for (const listener of heard.get(name) ?? []) listener(structuredClone(data));
  };
  const world = new Landscape(options.scenario ?? 'full', tell, options.pods ?? 10_000);
  if (options.context) world.acting = { context: options.context, role: '' };
  world.siemTrouble = options.siemTrouble ?? false;
  if (options.signedIn !== false) world.signedIn.add('ocean');
  world.tampered = options.tampered ?? 0;
  if (options.unmapped) world.unmapped = true;
  if (options.keychain) world.keychain = options.keychain;
  window.runtime = {
    EventsOnMultiple: (name, listener) => {
      const listeners = heard.get(name) ?? new Set();
      heard.set(name, listeners.add(listener));
      return () => listeners.delete(listener);
    },
  };
  window.go = { desktop: services(world, options.latency ?? 80) };
  if (options.stir) setInterval(() => world.stir(), 700);
  return world;
}

/** Reads `?fake=full|empty|failing|forbidden&as=ops1@ocean&signedout&unmapped&locked&siem&tampered&git` from the address. */
export function fakeFromAddress(search: string): void {
  const asked = new URLSearchParams(search);
  const scenario = (['full', 'empty', 'failing', 'forbidden'] as const).find((s) => s === asked.get('fake')) ?? 'full';
  const world = installFake({
    scenario,
    context: asked.get('as') ?? 'dev1@harbor',
    signedIn: !asked.has('signedout'),
    stir: !asked.has('still'),
    unmapped: asked.has('unmapped'),
    keychain: asked.has('locked') ? 'locked' : 'available',
    siemTrouble: asked.has('siem'),
    tampered: asked.has('tampered') ? 5 : 0,
  });
  world.fleet.git = asked.has('git');
}
