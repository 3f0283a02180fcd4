import { about } from './about';
import { answering } from './answers';
import { argocdService } from './argocd';
import { auditService } from './audit';
import type { Bound } from './bound';
import { breakglassService } from './breakglass';
import { clusterService } from './cluster';
import { connectionService } from './connections';
import { nowhere, perform } from './door';
import { decide } from './duties';
import { fleetService } from './fleet';
import { helmService } from './helm';
import { identityService, roleNow } from './identity';
import type { Landscape } from './landscape';
import { policyService } from './policy';
import { siemService } from './siem';

/** The bound services over a landscape, with a little latency. */
export function services(world: Landscape, latency: number): Bound {
  const answers = answering(world, latency);
  const { answer, list, pause } = answers;
  return {
    AboutService: { About: () => pause().then(() => about(world)) },
    ArgocdService: argocdService(world, answers),
    AuditService: auditService(world, answer, (action) => decide(roleNow(world), action, nowhere)),
    BreakglassService: breakglassService(world, answers),
    ClusterService: clusterService(world, latency),
    ConnectionService: connectionService(world, latency),
    FleetService: fleetService(
      world,
      (value) => answer('fleet', value),
      async (action, name, outcome, done) => {
        await pause();
        return perform(
          world,
          action,
          { environment: '', namespace: '', cluster: '' },
          name,
          '',
          done,
          undefined,
          outcome,
        );
      },
    ),
    HelmService: helmService(world, answers),
    IdentityService: identityService(world, answers),
    LiveService: {
      Window: (query) =>
        query.view === 'audit' ? answer('audit', () => world.page(query)) : list('kubernetes', () => world.page(query)),
    },
    OperationService: {
      Statuses: () => pause().then(() => [...world.statuses.values()]),
      Cancel: async (id) => {
        const running = world.statuses.get(id)?.state === 'running';
        if (running)
          world.status({
            id,
            state: 'cancelled',
            ended: new Date().toISOString(),
            fault: { kind: 'cancelled', detail: 'Cancelled' },
          });
        return running;
      },
    },
    PolicyService: policyService(world, answers),
    SiemService: siemService(world, pause),
  };
}
