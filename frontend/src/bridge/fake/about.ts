import type { Landscape } from './landscape';
import { customers, environments, products } from './world';

/** What the status bar says. */
export function about(world: Landscape) {
  return {
    version: '0.1.0',
    build: 'development',
    fleet: fleetState(world),
    keychain: {
      mode: world.keychain,
      note: world.keychain === 'locked' ? 'Tokens are kept until Sluice is closed: the keychain is locked' : '',
      asking: false,
    },
    journal: {
      path: '/home/dev1/.local/share/sluice/journal.db',
      records: world.events.length,
      problem: '',
      doubt: world.tampered ? `record ${world.tampered} was changed` : '',
    },
    environments: world.scenario === 'empty' ? [] : environments,
  };
}

function fleetState(world: Landscape) {
  const { name, address, missing, commit, problem } = world.fleet.file();
  const listed = <T>(all: readonly T[]) => (missing ? [] : [...all]);
  return {
    name,
    path: address,
    missing,
    commit,
    problem: problem?.detail ?? '',
    customers: listed(customers),
    products: listed(products),
  };
}
