import type {
  About,
  Acting,
  Application,
  ApplicationRef,
  AuditEvent,
  ContextState,
  Contexts,
  Credentials,
  Decision,
  DiffResult,
  Instance,
  MatrixCell,
  OperationStatus,
  Page,
  Query,
  Question,
  Release,
  ReleaseRef,
  RollbackInput,
  SyncInput,
  Values,
  Verdict,
} from './types';

/** The methods that the backend binds, service by service. */
export interface Bound {
  AboutService: { About(): Promise<About> };
  ArgocdService: {
    Instances(): Promise<Instance[]>;
    Application(ref: ApplicationRef): Promise<Application>;
    Compare(ref: ApplicationRef): Promise<DiffResult>;
    Sync(input: SyncInput): Promise<OperationStatus>;
    SignIn(input: Credentials): Promise<OperationStatus>;
    SignOut(instance: string): Promise<OperationStatus>;
  };
  AuditService: { Records(operation: string): Promise<AuditEvent[]>; Verify(): Promise<Verdict> };
  ClusterService: { Contexts(): Promise<Contexts>; Probe(name: string): Promise<ContextState> };
  HelmService: {
    Release(ref: ReleaseRef): Promise<Release>;
    Values(ref: ReleaseRef, revision: number): Promise<Values>;
    Compare(ref: ReleaseRef, from: number, to: number): Promise<DiffResult>;
    Rollback(input: RollbackInput): Promise<OperationStatus>;
  };
  IdentityService: { Acting(): Promise<Acting>; Use(name: string, role: string): Promise<Acting> };
  LiveService: { Window(query: Query): Promise<Page> };
  OperationService: { Statuses(): Promise<OperationStatus[]>; Cancel(id: string): Promise<boolean> };
  PolicyService: { May(questions: Question[]): Promise<Decision[]>; Matrix(role: string): Promise<MatrixCell[]> };
}

/** The part of Wails' runtime that the window uses. */
export interface Runtime {
  EventsOnMultiple(name: string, heard: (...data: unknown[]) => void, times: number): () => void;
}

declare global {
  interface Window {
    go?: { desktop: Bound };
    runtime?: Runtime;
  }
}

export const service = <Name extends keyof Bound>(name: Name): Bound[Name] => {
  if (!window.go) throw new Error('the backend is missing');
  return window.go.desktop[name];
};

export const on = (name: string, heard: (...data: unknown[]) => void): (() => void) =>
  window.runtime ? window.runtime.EventsOnMultiple(name, heard, -1) : () => undefined;
