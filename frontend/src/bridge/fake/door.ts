import type { Emergency, OperationStatus, Target } from '../types';
import { after, refuse } from './answers';
import { decide, titleOf } from './duties';
import { acting } from './identity';
import { event } from './journal';
import type { Landscape } from './landscape';

/** A target that is nowhere in particular. */
export const nowhere: Target = {
  context: '',
  cluster: '',
  namespace: '',
  name: '',
  environment: '',
  tier: '',
  production: false,
  customer: '',
  product: '',
};

/** Runs one operation as the backend would: decide, record, report by phase, record the outcome. */
export function perform(
  world: Landscape,
  action: string,
  where: { environment: string; namespace: string; cluster: string },
  name: string,
  what: string,
  done: () => void,
  emergency?: Emergency,
  outcome = `${name} is deployed at ${what}`,
): OperationStatus {
  const { person, role } = acting(world).actor;
  const decision = decide(role, action, { ...nowhere, environment: where.environment, namespace: where.namespace });
  const seq = world.events.length + 1;
  const shared = {
    person,
    role,
    action,
    name,
    environment: where.environment,
    namespace: where.namespace,
    cluster: where.cluster,
    operation: `OP${Date.now().toString(36).toUpperCase()}`,
    rule: decision.rule,
    emergency: emergency?.reason ?? '',
    reason: emergency ? decision.held : '',
  };
  if (decision.held && !emergency) return refuse({ kind: 'held', system: 'schedule', detail: decision.held });
  if (!decision.allowed) {
    const detail = `${decision.reason}. Ask ${decision.ask.join(' or ')}: ${decision.people.join(', ')}`;
    world.record(event(seq, { ...shared, outcome: 'refused', reason: detail, fault: 'denied' }));
    return refuse({ kind: 'denied', system: 'policy', detail, field: decision.rule });
  }
  world.record(event(seq, { ...shared, outcome: 'asked' }));
  const id = shared.operation;
  const phases: [string, number][] = action.startsWith('fleet.')
    ? []
    : [
        ['asked Argo CD to sync', 1],
        ['applying objects', 3],
        ['waiting for health', 6],
        ['waiting for health', 8],
      ];
  void (async () => {
    for (const [phase, n] of phases) {
      await after(900);
      if (world.statuses.get(id)?.state !== 'running') return;
      world.status({
        id,
        step: { phase, done: n, total: 8, detail: n === 6 ? 'Deployment shop-api: 2 of 3 replicas are available' : '' },
      });
    }
    await after(phases.length === 0 ? 0 : 700);
    if (world.statuses.get(id)?.state !== 'running') return;
    done();
    world.status({
      id,
      state: 'succeeded',
      outcome,
      ended: new Date().toISOString(),
    });
    if (action.startsWith('fleet.')) world.announce('fleet');
    world.record(event(world.events.length + 1, { ...shared, outcome: 'succeeded', millis: 4_300 }));
  })();
  return world.status({
    id,
    action,
    title: titleOf(action),
    target: `${name} in ${where.cluster}/${where.namespace}`,
    person,
    emergency: shared.emergency,
    step: { phase: 'recorded in the journal', done: 0, total: 8, detail: '' },
  });
}
