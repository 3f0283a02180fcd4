import type {
  argocd,
  audit,
  breakglass,
  cluster,
  connection,
  desktop,
  diff,
  fleet,
  helm,
  identity,
  live,
  operation,
  policy,
  siem,
} from '../../wailsjs/go/models';

/** The shapes that cross the bridge, with names that stand alone. */

export type Row = live.Row;
export type Scope = live.Scope;
export type Query = live.Query;
export type Facet = live.Facet;
export type Range = live.Range;
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

export type FleetFile = desktop.FleetFile;
export type FleetProblem = fleet.Problem;
export type Proposal = fleet.Proposal;
export type Guess = fleet.Guess;
export type OwnPlace = fleet.Own;
export type ClassifyInput = fleet.ClassifyInput;

export type Acting = identity.Acting;
export type Login = identity.Login;
export type Decision = policy.Decision;
export type Target = policy.Target;
export type Question = desktop.Question;
/** A decision and the question that it answers, so that it can be explained. */
export type Answer = Decision & { asked?: Question };
export type Explanation = policy.Explanation;
export type MatrixCell = desktop.Cell;

/** Why something is done although a gate holds it, with the target's name typed. */
export type Emergency = operation.Emergency;
/** An emergency that no second person has acknowledged yet. */
export type OpenEmergency = breakglass.Emergency;

export type OperationStatus = operation.Status;
export type AuditEvent = audit.Event;
export type SiemOverview = siem.Overview;
export type Sink = siem.Sink;
export type DeadLetter = siem.Letter;
export type SinkToken = desktop.SinkToken;
export type ReplayInput = siem.ReplayInput;
export type JournalState = audit.State;
export type Verdict = audit.Verdict;
export type ExportInput = audit.ExportInput;
export type About = desktop.About;
export type Environment = desktop.Environment;
