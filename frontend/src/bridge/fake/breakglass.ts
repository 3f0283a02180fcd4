import { type Answering, refuse } from './answers';
import type { Bound } from './bound';
import { nowhere } from './door';
import { decide } from './duties';
import { acting } from './identity';
import { event } from './journal';
import type { Landscape } from './landscape';

export const breakglassService = (world: Landscape, { answer, pause }: Answering): Bound['BreakglassService'] => ({
  Open: () => answer('audit', () => world.emergencies()),
  Acknowledge: async (id) => {
    await pause();
    const { person, role } = acting(world).actor;
    const open = world.emergencies().find((e) => e.operation === id);
    if (!open) return refuse({ kind: 'conflict', system: 'audit', detail: 'It has been acknowledged meanwhile' });
    const target = { ...nowhere, environment: open.environment, requestedBy: open.person };
    const decision = decide(role, 'breakglass.acknowledge', target, person);
    if (!decision.allowed) return refuse({ kind: 'denied', system: 'policy', detail: decision.reason });
    const operation = `ACK${world.events.length}`;
    world.record(
      event(world.events.length + 1, {
        operation,
        person,
        role,
        action: 'breakglass.acknowledge',
        name: open.name,
        outcome: 'succeeded',
        details: { acknowledged: id },
      }),
    );
    return world.status({
      id: operation,
      title: 'Acknowledge an emergency',
      action: 'breakglass.acknowledge',
      target: open.name,
      person,
      state: 'succeeded',
      outcome: `The emergency of ${open.person} on ${open.name} is acknowledged`,
      ended: new Date().toISOString(),
    });
  },
});
