import type {
  argocd,
  audit,
  cluster,
  connection,
  desktop,
  diff,
  helm,
  identity,
  live,
  operation,
  policy,
} from '../../wailsjs/go/models';

/** The shapes that cross the bridge, with names that stand alone. */

export type Row = live.Row;
export type Scope = live.Scope;
export type Query = live.Query;
export type Facet = live.Facet;
/** `narrowed` says in words that the source let us see only a part. */
export type Page = live.Page & { narrowed?: string };

/** The "live" event: the view with this key has newer rows. */
export interface Changed {
  key: string;
  version: number;
}

export type DiffLine = diff.Line;
export type DiffObject = diff.Entry;
export type DiffResult = diff.Result;

export type ClusterContext = cluster.Context;
export type Contexts = cluster.Contexts;
export type ContextState = cluster.State;
export type Capability = cluster.Capability;

export type Release = helm.Release;
export type ReleaseRef = helm.Ref;
export type Revision = helm.Revision;
export type Values = helm.Values;
export type RollbackInput = helm.RollbackInput;

export type Application = argocd.Application;
export type ApplicationRef = argocd.Ref;
export type Resource = argocd.Resource;
export type Instance = argocd.Instance;
export type SyncInput = argocd.SyncInput;

export type Connection = connection.Connection;
export type KeptEntry = connection.Entry;
export type SignIn = desktop.SignIn;

export type Acting = identity.Acting;
export type Login = identity.Login;
export type Decision = policy.Decision;
export type Target = policy.Target;
export type MatrixCell = desktop.Cell;

export type OperationStatus = operation.Status;
export type AuditEvent = audit.Event;
export type About = desktop.About;
export type Environment = desktop.Environment;
