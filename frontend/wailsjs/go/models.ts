export namespace argocd {
	
	export interface SyncResult {
	    phase: string;
	    message: string;
	    revision: string;
	    started: string;
	    finished: string;
	    by: string;
	    objects: Resource[];
	}
	export interface Deployed {
	    id: number;
	    revision: string;
	    target: string;
	    at: string;
	    by: string;
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
	export interface Ref {
	    instance: string;
	    project: string;
	    name: string;
	}
	export interface Application {
	    ref: Ref;
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
	
	
	export interface Instance {
	    name: string;
	    url: string;
	    hint: string;
	    signedIn: boolean;
	    login: string;
	    suggest: string;
	    version: string;
	    expires: string;
	    insecure: boolean;
	    problem?: fault.Error;
	    certificate?: endpoint.Certificate;
	}
	
	
	export interface SyncInput {
	    ref: Ref;
	    revision: string;
	    prune: boolean;
	    dryRun: boolean;
	    emergency?: operation.Emergency;
	}

}

export namespace audit {
	
	export interface Event {
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
	    emergency: string;
	    millis: number;
	    version: string;
	    host: string;
	    prev: string;
	    hash: string;
	}
	export interface ExportInput {
	    folder: string;
	    format: string;
	    filter: string;
	    facets: Record<string, Array<string>>;
	    ranges: Record<string, live.Range>;
	}
	export interface Verdict {
	    at: string;
	    from: number;
	    records: number;
	    intact: boolean;
	    first: number;
	    reason: string;
	    head: string;
	    key: string;
	    signedTo: number;
	    signedAt: string;
	    unsigned: number;
	    firstUnsigned: number;
	    unchecked: string[];
	    notes: string[];
	    continues: string;
	}
	export interface State {
	    id: string;
	    path: string;
	    records: number;
	    problem: string;
	    key: string;
	    lasting: boolean;
	    anchored: string;
	    anchoredTo: number;
	    checked?: Verdict;
	}

}

export namespace breakglass {
	
	export interface Emergency {
	    operation: string;
	    at: string;
	    person: string;
	    role: string;
	    action: string;
	    title: string;
	    cluster: string;
	    namespace: string;
	    name: string;
	    environment: string;
	    customer: string;
	    product: string;
	    reason: string;
	    held: string;
	}

}

export namespace cluster {
	
	export interface Capability {
	    name: string;
	    group: string;
	    presence: string;
	    version: string;
	}
	export interface Context {
	    name: string;
	    cluster: string;
	    server: string;
	    user: string;
	    namespace: string;
	    environments: string[];
	    own: string[];
	    production: boolean;
	    current: boolean;
	    insecure: boolean;
	    problem?: fault.Error;
	}
	export interface Contexts {
	    files: string[];
	    contexts: Context[];
	    problems: fault.Error[];
	}
	export interface State {
	    context: string;
	    reachable: boolean;
	    problem?: fault.Error;
	    version: string;
	    login: string;
	    loginNote: string;
	    groups: string[];
	    expires: string;
	    capabilities: Capability[];
	    certificate?: endpoint.Certificate;
	    checkedAt: string;
	}

}

export namespace connection {
	
	export interface Fact {
	    name: string;
	    value: string;
	}
	export interface Connection {
	    id: string;
	    kind: string;
	    name: string;
	    url: string;
	    hint: string;
	    state: string;
	    login: string;
	    person: string;
	    suggest: string;
	    version: string;
	    methods: string[];
	    facts: Fact[];
	    expires: string;
	    warn: string;
	    renewable: boolean;
	    kept: boolean;
	    lasting: boolean;
	    insecure: boolean;
	    certificate?: endpoint.Certificate;
	    checkedAt: string;
	    restsUntil: string;
	    problem?: fault.Error;
	}
	export interface Entry {
	    system: string;
	    account: string;
	    durable: boolean;
	}

}

export namespace desktop {
	
	export interface Environment {
	    name: string;
	    cluster: string;
	    production: boolean;
	}
	export interface JournalState {
	    path: string;
	    records: number;
	    problem: string;
	    doubt: string;
	}
	export interface KeychainState {
	    mode: string;
	    note: string;
	    asking: boolean;
	}
	export interface FleetState {
	    name: string;
	    path: string;
	    missing: boolean;
	    commit: string;
	    problem: string;
	    customers: string[];
	    products: string[];
	}
	export interface About {
	    version: string;
	    build: string;
	    fleet: FleetState;
	    keychain: KeychainState;
	    journal: JournalState;
	    environments: Environment[];
	}
	export interface Cell {
	    action: string;
	    title: string;
	    kind: string;
	    environment: string;
	    decision: policy.Decision;
	}
	
	export interface FleetFile {
	    address: string;
	    file: string;
	    git: boolean;
	    missing: boolean;
	    readOnly: string;
	    text: string;
	    hash: string;
	    problems: fleet.Problem[];
	    problem?: fault.Error;
	    name: string;
	    commit: string;
	    at: string;
	    checked: string;
	    kept: boolean;
	    previous: boolean;
	}
	
	
	
	export interface Question {
	    action: string;
	    target: policy.Target;
	}
	export interface SignIn {
	    id: string;
	    method: string;
	    login: string;
	    secret: string;
	}
	export interface SinkToken {
	    sink: string;
	    token: string;
	}

}

export namespace diff {
	
	export interface Line {
	    op: string;
	    old: number;
	    new: number;
	    text: string;
	}
	export interface Entry {
	    group: string;
	    kind: string;
	    namespace: string;
	    name: string;
	    change: string;
	    hidden: boolean;
	    noise: number;
	    added: number;
	    removed: number;
	    lines: Line[];
	}
	
	export interface Result {
	    before: string;
	    after: string;
	    objects: Entry[];
	}

}

export namespace endpoint {
	
	export interface Certificate {
	    name: string;
	    issuer: string;
	    until: string;
	    verified: boolean;
	}

}

export namespace fault {
	
	export interface Error {
	    kind: string;
	    system?: string;
	    detail: string;
	    field?: string;
	}

}

export namespace fleet {
	
	export interface ClassifyInput {
	    context: string;
	    namespaces: string;
	    tier: string;
	}
	export interface CreateInput {
	    text: string;
	}
	export interface Guess {
	    cluster: string;
	    server: string;
	    contexts: string[];
	    environments: string[];
	    why: string;
	}
	export interface Own {
	    server: string;
	    namespaces: string;
	    tier: string;
	    at: string;
	}
	export interface Problem {
	    line: number;
	    column: number;
	    path: string;
	    detail: string;
	}
	export interface Proposal {
	    text: string;
	    guesses: Guess[];
	}
	export interface WriteInput {
	    text: string;
	    base: string;
	}

}

export namespace helm {
	
	export interface Owner {
	    system: string;
	    name: string;
	}
	export interface Ref {
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
	export interface Release {
	    ref: Ref;
	    current: Revision;
	    history: Revision[];
	    owner: Owner;
	    notes: string;
	}
	
	export interface RollbackInput {
	    ref: Ref;
	    revision: number;
	    current: number;
	    emergency?: operation.Emergency;
	}
	export interface Values {
	    revision: number;
	    user: string;
	    computed: string;
	    hidden: number;
	}

}

export namespace identity {
	
	export interface Login {
	    system: string;
	    at: string;
	    name: string;
	    groups: string[];
	    person: string;
	    note: string;
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
	    problem?: fault.Error;
	}
	

}

export namespace live {
	
	export interface Count {
	    value: string;
	    rows: number;
	}
	export interface Facet {
	    column: string;
	    counts: Count[];
	}
	export interface Row {
	    id: string;
	    cells: string[];
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
	    stale?: fault.Error;
	    narrowed: string;
	    reading: boolean;
	}
	export interface Range {
	    from: string;
	    to: string;
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
	    facets: Record<string, Array<string>>;
	    ranges: Record<string, Range>;
	    sort: string;
	    descending: boolean;
	    offset: number;
	    limit: number;
	}
	
	

}

export namespace operation {
	
	export interface Emergency {
	    reason: string;
	    confirm: string;
	}
	export interface Step {
	    phase: string;
	    done: number;
	    total: number;
	    detail: string;
	}
	export interface Status {
	    id: string;
	    seq: number;
	    action: string;
	    title: string;
	    target: string;
	    person: string;
	    state: string;
	    step: Step;
	    outcome: string;
	    emergency: string;
	    fault?: fault.Error;
	    started: string;
	    ended: string;
	}

}

export namespace policy {
	
	export interface Answer {
	    role: string;
	    title: string;
	    allowed: boolean;
	    rule: string;
	    people: string[];
	}
	export interface Decision {
	    allowed: boolean;
	    rule: string;
	    reason: string;
	    ask: string[];
	    people: string[];
	    held: string;
	}
	export interface Fact {
	    name: string;
	    value: string;
	}
	export interface Matched {
	    id: string;
	    reason: string;
	    text: string;
	    forbids: boolean;
	    fleet: boolean;
	    decides: boolean;
	}
	export interface Target {
	    context: string;
	    cluster: string;
	    namespace: string;
	    name: string;
	    environment: string;
	    tier: string;
	    production: boolean;
	    customer: string;
	    product: string;
	    requestedBy?: string;
	    platform?: boolean;
	}
	export interface Explanation {
	    action: string;
	    title: string;
	    role: string;
	    target: Target;
	    decision: Decision;
	    rules: Matched[];
	    facts: Fact[];
	    roles: Answer[];
	    changes: string[];
	}
	
	

}

export namespace siem {
	
	export interface Certificate {
	    name: string;
	    issuer: string;
	    until: string;
	}
	export interface Letter {
	    sink: string;
	    seq: number;
	    key: string;
	    reason: string;
	    at: string;
	    action: string;
	    name: string;
	    person: string;
	    outcome: string;
	    recorded: string;
	}
	export interface Mark {
	    seq: number;
	    hash: string;
	    at: string;
	}
	export interface Sink {
	    name: string;
	    kind: string;
	    url: string;
	    hint: string;
	    state: string;
	    insecure: boolean;
	    mutual: boolean;
	    tokens: boolean;
	    signedIn: boolean;
	    certificate: Certificate;
	    queue: number;
	    oldest: string;
	    acked: Mark;
	    dead: number;
	    tried: string;
	    next: string;
	    problem?: fault.Error;
	}
	export interface Overview {
	    state: string;
	    queue: number;
	    oldest: string;
	    dead: number;
	    sinks: Sink[];
	    problem?: fault.Error;
	}
	export interface ReplayInput {
	    sink: string;
	    seq: number;
	}

}

