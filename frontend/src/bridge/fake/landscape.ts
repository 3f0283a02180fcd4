import type { AuditEvent, Changed, Connection, OpenEmergency, OperationStatus, Page, Query } from '../types';
import { nothing } from './bound';
import { titleOf } from './duties';
import { FleetDisk } from './fleet';
import { journalColumns, journalRow, pastEvents } from './journal';
import { Rows, type Shape } from './rows';
import {
  deploymentColumns,
  deploymentRows,
  namespaceColumns,
  namespaceRows,
  podColumns,
  podRows,
  releaseColumns,
  releaseRows,
} from './workloads';
import { type App, applicationColumns, applicationRow, contexts, makeApplications } from './world';

/** What a story shows: everything in order, nothing there, servers failing, or rights missing. */
export type Scenario = 'full' | 'empty' | 'failing' | 'forbidden';

type Tell = (event: string, data: unknown) => void;

const shapes: Record<string, Shape> = {
  namespaces: {
    columns: namespaceColumns,
    search: ['name', 'customer'],
    facets: ['environment', 'customer', 'status'],
    numbers: [],
  },
  deployments: {
    columns: deploymentColumns,
    search: ['name', 'namespace', 'images'],
    facets: ['status', 'namespace'],
    numbers: [],
  },
  pods: {
    columns: podColumns,
    search: ['name', 'namespace', 'node'],
    facets: ['status', 'namespace'],
    numbers: ['restarts'],
  },
  releases: {
    columns: releaseColumns,
    search: ['name', 'namespace', 'owner'],
    facets: ['status', 'namespace'],
    numbers: ['revision'],
  },
  applications: {
    columns: applicationColumns,
    search: ['name', 'project', 'customer', 'product', 'revision'],
    facets: ['environment', 'sync', 'health', 'customer', 'product', 'autosync', 'operation', 'instance'],
    numbers: [],
  },
  audit: {
    columns: journalColumns,
    search: ['person', 'action', 'name', 'reason', 'rule', 'operation'],
    facets: ['person', 'role', 'action', 'outcome', 'environment', 'customer', 'name', 'cluster', 'namespace'],
    numbers: [],
  },
};

/** The fake's whole memory: rows, applications, operations, the journal, and who is signed in. */
export class Landscape {
  readonly applications = new Map<string, App>();
  readonly statuses = new Map<string, OperationStatus>();
  readonly signedIn = new Set(['harbor', 'vault/main', 'registry/images']);
  /** The fleet maps no groups to roles. */
  unmapped = false;
  keychain = 'available';
  readonly events: AuditEvent[];
  readonly fleet: FleetDisk;
  /** The record that somebody changed; 0 while the journal is intact. */
  tampered = 0;
  /** When the journal was last verified on demand. */
  verified = '';
  acting = { context: 'dev1@harbor', role: '' };
  /** One SIEM of each kind of trouble. */
  siemTrouble = false;
  private readonly lists = new Map<string, Rows>();
  private seq = 100;

  constructor(
    readonly scenario: Scenario,
    private readonly tell: Tell,
    private readonly pods: number,
  ) {
    for (const app of scenario === 'empty' ? [] : makeApplications()) this.applications.set(app.name, app);
    this.fleet = new FleetDisk(scenario === 'empty');
    this.events = scenario === 'empty' ? [] : pastEvents();
  }

  list(query: Pick<Query, 'view' | 'scope'>): Rows {
    const cluster = contexts.find((c) => c.name === query.scope.context)?.cluster ?? 'harbor';
    const key = query.view === 'applications' || query.view === 'audit' ? query.view : `${query.view}:${cluster}`;
    const known = this.lists.get(key);
    if (known) return known;
    const shape = shapes[query.view];
    if (!shape) throw JSON.stringify({ kind: 'invalid', detail: `There is no list "${query.view}"`, field: 'view' });
    const rows = new Rows(key, shape, this.fill(query.view, cluster), (change: Changed) => this.tell('live', change));
    this.lists.set(key, rows);
    return rows;
  }

  page(query: Query): Page {
    const page = this.list(query).page(query, nothing);
    if (query.view !== 'applications') return page;
    const missing = ['harbor', 'ocean'].filter((name) => !this.signedIn.has(name));
    if (missing.length === 0 || this.scenario === 'empty') return page;
    const stale = {
      kind: 'signIn',
      system: 'argocd',
      detail: `Sign in to Argo CD ${missing.join(' and ')} to follow its applications`,
    };
    return { ...page, stale };
  }

  private fill(view: string, cluster: string) {
    if (view === 'audit') return this.events.map(journalRow);
    if (this.scenario === 'empty') return [];
    if (view === 'applications') return [...this.applications.values()].map(applicationRow);
    if (view === 'namespaces') return namespaceRows(cluster);
    if (view === 'deployments') return deploymentRows(cluster);
    if (view === 'releases') return releaseRows(cluster);
    return podRows(cluster, this.pods);
  }

  updateApplication(name: string, change: Partial<App>): void {
    const app = this.applications.get(name);
    if (!app) return;
    const next = { ...app, ...change };
    this.applications.set(name, next);
    const row = applicationRow(next);
    this.list({ view: 'applications', scope: { context: '', namespace: '', instance: '' } }).change((rows) =>
      rows.map((old) => (old.id === row.id ? row : old)),
    );
  }

  record(event: AuditEvent): void {
    const list = this.list({ view: 'audit', scope: { context: '', namespace: '', instance: '' } });
    this.events.unshift(event);
    list.change((rows) => [journalRow(event), ...rows]);
  }

  /** The emergencies that nobody has acknowledged. */
  emergencies(): OpenEmergency[] {
    const seen = new Set(this.events.map((e) => e.details.acknowledged ?? ''));
    return this.events
      .filter((e) => e.emergency && e.outcome === 'asked' && !seen.has(e.operation))
      .map((e) => ({
        operation: e.operation,
        at: e.at,
        person: e.person,
        role: e.role,
        action: e.action,
        title: titleOf(e.action),
        cluster: e.cluster,
        namespace: e.namespace,
        name: e.name,
        environment: e.environment,
        customer: e.customer,
        product: e.product,
        reason: e.emergency,
        held: e.reason,
      }))
      .reverse();
  }

  status(change: Partial<OperationStatus> & { id: string }): OperationStatus {
    this.seq += 1;
    const blank: OperationStatus = {
      id: change.id,
      seq: 0,
      action: '',
      title: '',
      target: '',
      person: '',
      state: 'running',
      step: { phase: '', done: 0, total: 0, detail: '' },
      outcome: '',
      emergency: '',
      fault: nothing,
      started: new Date().toISOString(),
      ended: '',
    };
    const next = { ...(this.statuses.get(change.id) ?? blank), ...change, seq: this.seq };
    this.statuses.set(change.id, next);
    this.tell('operation', next);
    return next;
  }

  announce(event: string): void {
    this.tell(event, {});
  }

  announceConnection(now: Connection): void {
    this.tell('connection', now);
  }

  /** A few pods of every list that is on screen change, as they do. */
  stir(): void {
    for (const [key, rows] of this.lists) {
      if (!key.startsWith('pods:') || rows.rows.length === 0) continue;
      rows.change((all) => {
        const next = all.slice();
        for (let n = 0; n < 20; n++) {
          const i = Math.floor(Math.random() * Math.min(all.length, 200));
          const row = all[i];
          if (row)
            next[i] = { id: row.id, cells: row.cells.map((cell, c) => (c === 4 ? String(Number(cell) + 1) : cell)) };
          if (n > 0) break;
        }
        return next;
      });
    }
  }
}
