import type { Decision, ExportInput, JournalState, Verdict } from '../types';
import type { Bound } from './bound';
import { event } from './journal';
import type { Landscape } from './landscape';
import { ago } from './world';

const key = '9f86d081-884c7d65-9a2feaa0-c55ad015';

/** The audit service over a landscape: its journal is intact unless the story says otherwise. */
export const auditService = (
  world: Landscape,
  answer: <T>(system: string, value: () => T) => Promise<T>,
  decide: (action: string) => Decision,
): Bound['AuditService'] => ({
  Records: (operation) => answer('audit', () => world.events.filter((e) => e.operation === operation).toReversed()),
  State: () => answer('audit', () => stateOf(world)),
  Verify: () =>
    answer('audit', () => {
      world.verified = new Date().toISOString();
      return verdictOf(world);
    }),
  ExportFolder: () => answer('audit', () => '/home/dev1/Downloads'),
  ChooseFolder: () => answer('audit', () => '/home/dev1/evidence'),
  Export: (input) => answer('audit', () => exported(world, input, decide('audit.export'))),
});

function verdictOf(world: Landscape): Verdict {
  const [newest] = world.events;
  return {
    at: world.verified || ago(240),
    from: 0,
    records: world.tampered ? world.tampered - 1 : world.events.length,
    intact: !world.tampered,
    first: world.tampered,
    reason: world.tampered ? `record ${world.tampered} was changed after it was written` : '',
    head: newest?.hash ?? '',
    key: newest ? key : '',
    signedTo: newest?.seq ?? 0,
    signedAt: newest?.at ?? '',
    unsigned: 0,
    firstUnsigned: 0,
    unchecked: [],
    notes: [],
    continues: '',
  };
}

const stateOf = (world: Landscape): JournalState => ({
  id: '0b1c6f64a1d94f0e9e3d4f4c2a7b8d10',
  path: '/home/dev1/.config/sluice/journal.db',
  records: world.events.length,
  problem: '',
  key,
  lasting: true,
  anchored: ago(2),
  anchoredTo: world.events.length,
  checked: verdictOf(world),
});

function exported(world: Landscape, input: ExportInput, decision: Decision) {
  const id = `EX${Date.now().toString(36).toUpperCase()}`;
  const scope = { context: '', namespace: '', instance: '' };
  const { matched } = world.page({
    view: 'audit',
    scope,
    ...input,
    sort: 'at',
    descending: false,
    offset: 0,
    limit: 0,
  });
  const path = `${input.folder}/sluice-journal-20260301T120000.000Z.${input.format}`;
  const shared = { operation: id, action: 'audit.export', name: 'audit journal', rule: decision.rule };
  const record = (outcome: string, details: Record<string, string>) =>
    world.record(event(world.events.length + 1, { ...shared, outcome, details, at: new Date().toISOString() }));
  const asked = { format: input.format, folder: input.folder };
  record('asked', asked);
  setTimeout(() => {
    record('succeeded', { ...asked, records: String(matched), file: path.split('/').at(-1) ?? '' });
    world.status({
      id,
      state: 'succeeded',
      outcome: `${matched} records are in ${path}`,
      ended: new Date().toISOString(),
    });
  }, 600);
  return world.status({
    id,
    action: 'audit.export',
    title: 'Export the journal',
    target: 'audit journal',
    step: { phase: 'writing records', done: 0, total: matched, detail: '' },
  });
}
