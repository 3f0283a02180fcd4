import type { FaultShape } from './fault';

/** The shapes that cross the bridge, named as the Go side names them. */

export interface Row {
  id: string;
  cells: string[];
}

export interface Scope {
  context: string;
  namespace: string;
  instance: string;
}

export interface Query {
  view: string;
  scope: Scope;
  filter: string;
  facets: Record<string, string[]>;
  sort: string;
  descending: boolean;
  offset: number;
  limit: number;
}

export interface Facet {
  column: string;
  counts: { value: string; rows: number }[];
}

export interface Page {
  key: string;
  columns: string[];
  rows: Row[];
  offset: number;
  matched: number;
  total: number;
  facets: Facet[];
  version: number;
  readAt: string;
  stale: FaultShape | null;
}

export interface Changed {
  key: string;
  version: number;
}

export type LineOp = 'same' | 'add' | 'delete';

export interface DiffLine {
  op: string;
  old: number;
  new: number;
  text: string;
}

export interface DiffObject {
  group: string;
  kind: string;
  namespace: string;
  name: string;
  change: string;
  hidden: boolean;
  noise: number;
  added: number;
  removed: number;
  lines: DiffLine[];
}

export interface DiffResult {
  before: string;
  after: string;
  objects: DiffObject[];
}

export interface ClusterContext {
  name: string;
  cluster: string;
  server: string;
  user: string;
  namespace: string;
  environments: string[];
  production: boolean;
  current: boolean;
  insecure: boolean;
  problem: FaultShape | null;
}

export interface Contexts {
  files: string[];
  contexts: ClusterContext[];
  problems: FaultShape[];
}

export interface Capability {
  name: string;
  group: string;
  presence: string;
  version: string;
}

export interface ContextState {
  context: string;
  reachable: boolean;
  problem: FaultShape | null;
  version: string;
  login: string;
  groups: string[];
  capabilities: Capability[];
  checkedAt: string;
}

export interface ReleaseRef {
  context: string;
  namespace: string;
  name: string;
}

export interface Revision {
  revision: number;
  status: string;
  chart: string;
  appVersion: string;
  updated: string;
  description: string;
  problem: string;
}

export interface Values {
  revision: number;
  user: string;
  computed: string;
  hidden: number;
}

export interface Release {
  ref: ReleaseRef;
  current: Revision;
  history: Revision[];
  owner: { system: string; name: string };
  notes: string;
}

export interface RollbackInput {
  ref: ReleaseRef;
  revision: number;
  current: number;
}

export interface Instance {
  name: string;
  url: string;
  hint: string;
  signedIn: boolean;
  login: string;
  suggest: string;
  version: string;
  problem: FaultShape | null;
}

export interface ApplicationRef {
  instance: string;
  project: string;
  name: string;
}

export interface Resource {
  group: string;
  kind: string;
  namespace: string;
  name: string;
  sync: string;
  health: string;
  message: string;
  prune: boolean;
}

export interface Condition {
  type: string;
  message: string;
  at: string;
}

export interface Deployed {
  id: number;
  revision: string;
  target: string;
  at: string;
  by: string;
}

export interface SyncResult {
  phase: string;
  message: string;
  revision: string;
  started: string;
  finished: string;
  by: string;
  objects: Resource[];
}

export interface Application {
  ref: ApplicationRef;
  cluster: string;
  namespace: string;
  environment: string;
  production: boolean;
  customer: string;
  product: string;
  repository: string;
  path: string;
  target: string;
  desired: string;
  live: string;
  sync: string;
  health: string;
  healthWhy: string;
  autoSync: string;
  warnings: string[];
  conditions: Condition[];
  resources: Resource[];
  history: Deployed[];
  lastSync: SyncResult;
  readAt: string;
}

export interface SyncInput {
  ref: ApplicationRef;
  revision: string;
  prune: boolean;
  dryRun: boolean;
}

export interface Credentials {
  instance: string;
  login: string;
  password: string;
}

export interface Target {
  context: string;
  cluster: string;
  namespace: string;
  name: string;
  environment: string;
  production: boolean;
  customer: string;
  product: string;
}

export interface Question {
  action: string;
  target: Target;
}

export interface Decision {
  allowed: boolean;
  rule: string;
  reason: string;
  ask: string[];
  people: string[];
}

export interface MatrixCell {
  action: string;
  title: string;
  environment: string;
  decision: Decision;
}

export interface Login {
  system: string;
  name: string;
  groups: string[];
}

export interface Actor {
  person: string;
  role: string;
  roles: string[];
  proof: string;
  logins: Login[];
}

export interface Acting {
  context: string;
  cluster: string;
  production: boolean;
  actor: Actor;
  selfDeclared: boolean;
  problem: FaultShape | null;
}

export interface Step {
  phase: string;
  done: number;
  total: number;
  detail: string;
}

export interface OperationStatus {
  id: string;
  seq: number;
  action: string;
  title: string;
  target: string;
  person: string;
  state: string;
  step: Step;
  outcome: string;
  fault: FaultShape | null;
  started: string;
  ended: string;
}

export interface AuditEvent {
  seq: number;
  at: string;
  operation: string;
  outcome: string;
  person: string;
  role: string;
  proof: string;
  logins: string[];
  action: string;
  cluster: string;
  namespace: string;
  name: string;
  environment: string;
  customer: string;
  product: string;
  details: Record<string, string>;
  rule: string;
  fault: string;
  reason: string;
  millis: number;
  version: string;
  host: string;
  prev: string;
  hash: string;
}

export interface Verdict {
  records: number;
  intact: boolean;
  first: number;
  reason: string;
  head: string;
}

export interface Environment {
  name: string;
  cluster: string;
  production: boolean;
}

export interface About {
  version: string;
  build: string;
  fleet: { name: string; path: string; problem: string };
  keychain: { available: boolean; note: string };
  journal: { path: string; records: number; problem: string };
  environments: Environment[];
}
