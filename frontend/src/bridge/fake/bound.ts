import type * as AboutService from '../../../wailsjs/go/desktop/AboutService';
import type * as ArgocdService from '../../../wailsjs/go/desktop/ArgocdService';
import type * as AuditService from '../../../wailsjs/go/desktop/AuditService';
import type * as BreakglassService from '../../../wailsjs/go/desktop/BreakglassService';
import type * as ClusterService from '../../../wailsjs/go/desktop/ClusterService';
import type * as ConnectionService from '../../../wailsjs/go/desktop/ConnectionService';
import type * as FleetService from '../../../wailsjs/go/desktop/FleetService';
import type * as HelmService from '../../../wailsjs/go/desktop/HelmService';
import type * as IdentityService from '../../../wailsjs/go/desktop/IdentityService';
import type * as LiveService from '../../../wailsjs/go/desktop/LiveService';
import type * as OperationService from '../../../wailsjs/go/desktop/OperationService';
import type * as PolicyService from '../../../wailsjs/go/desktop/PolicyService';
import type * as SiemService from '../../../wailsjs/go/desktop/SiemService';
import type { Connection } from '../types';

/** What the backend binds: a new service or method does not compile until the fake has it. */
export interface Bound {
  AboutService: typeof AboutService;
  ArgocdService: typeof ArgocdService;
  AuditService: typeof AuditService;
  BreakglassService: typeof BreakglassService;
  ClusterService: typeof ClusterService;
  ConnectionService: typeof ConnectionService;
  FleetService: typeof FleetService;
  HelmService: typeof HelmService;
  IdentityService: typeof IdentityService;
  LiveService: typeof LiveService;
  OperationService: typeof OperationService;
  PolicyService: typeof PolicyService;
  SiemService: typeof SiemService;
}

/** The backend sends null where the generated types say that a fault may be missing: so does the fake. */
export const nothing = null as unknown as { kind: string; detail: string };

/** Likewise where a server has shown no certificate. */
export const unseen = null as unknown as NonNullable<Connection['certificate']>;

/** The part of Wails' runtime that the bridge uses. */
export interface Runtime {
  EventsOnMultiple(name: string, heard: (...data: unknown[]) => void, times: number): () => void;
}

declare global {
  interface Window {
    go?: { desktop: Bound };
    runtime?: Runtime;
  }
}
