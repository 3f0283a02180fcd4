package policy

import "slices"

// Kind is what an action is done to.
type Kind string

// The kinds of target.
const (
	ChartKind       Kind = "Chart"
	ReleaseKind     Kind = "Release"
	ApplicationKind Kind = "Application"
	ProjectKind     Kind = "Project"
	PromotionKind   Kind = "Promotion"
	OverrideKind    Kind = "Override"
	SecretKind      Kind = "Secret"
	VaultKind       Kind = "VaultStructure"
	ClusterKind     Kind = "ClusterObject"
	WorkloadKind    Kind = "Workload"
	SessionKind     Kind = "Session"
	FleetKind       Kind = "Fleet"
	JournalKind     Kind = "Journal"
)

// Action names one thing that can be done. Other packages cannot make one: an action that is not in this
// catalogue cannot exist.
type Action struct{ entry *entry }

type entry struct {
	id, title string
	kind      Kind
	reveals   bool
	records   []string
}

var catalogue []Action

// action puts one into the catalogue. records are the keys of what the journal may keep of it, beside who and where.
func action(id string, kind Kind, title string, records ...string) Action {
	a := Action{&entry{id: id, title: title, kind: kind, records: records}}
	catalogue = append(catalogue, a)
	return a
}

func revealing(id string, kind Kind, title string) Action {
	a := action(id, kind, title)
	a.entry.reveals = true
	return a
}

// The catalogue: everything Sluice can change or reveal.
var (
	ChartCheck   = action("chart.check", ChartKind, "Lint, template or package a chart")
	ChartPush    = action("chart.push", ChartKind, "Push a chart to a registry")
	ReleaseApply = action("helm.release.apply", ReleaseKind, "Install, upgrade or uninstall a release")

	ReleaseOverride = action("helm.release.override", ReleaseKind, "Upgrade a release with overrides")
	ReleaseRollback = action("helm.release.rollback", ReleaseKind, "Roll back a release", "from", "to", "revision")
	ReleaseValues   = action("helm.release.values", ReleaseKind, "Read the values of a release, redacted")

	ApplicationSync      = action("argocd.application.sync", ApplicationKind, "Sync an application", "instance", "revision", "prune", "dryRun")
	ApplicationConfigure = action("argocd.application.configure", ApplicationKind, "Change applications and application sets")
	ProjectConfigure     = action("argocd.project.configure", ProjectKind, "Change projects and sync windows")

	PromotionPropose = action("promotion.propose", PromotionKind, "Propose a promotion")
	PromotionPromote = action("promotion.promote", PromotionKind, "Promote dev to stage")
	PromotionTag     = action("promotion.tag", PromotionKind, "Tag a production release")
	PromotionApprove = action("promotion.approve", PromotionKind, "Approve a production deployment")
	PromotionDeploy  = action("promotion.deploy", PromotionKind, "Deploy or schedule to production")

	OverrideWrite  = action("override.write", OverrideKind, "Change customer overrides")
	SecretKeys     = action("secret.keys", SecretKind, "See which secret keys exist")
	SecretReveal   = revealing("secret.reveal", SecretKind, "Reveal a secret value")
	VaultStructure = action("vault.structure", VaultKind, "Change Vault paths and policies")
	ClusterObjects = action("cluster.objects", ClusterKind, "Change CRDs, cluster policies and quotas")
	BreakGlass     = action("breakglass", PromotionKind, "Act in an emergency, outside windows and approvals")
	BreakGlassSeen = action("breakglass.acknowledge", PromotionKind, "Acknowledge an emergency", "acknowledged")

	SessionSignIn  = action("session.signIn", SessionKind, "Sign in to a system", "login", "method")
	SessionSignOut = action("session.signOut", SessionKind, "Sign out of a system")
	SessionRenew   = action("session.renew", SessionKind, "Prolong a session")
	SessionForget  = action("session.forget", SessionKind, "Forget a kept credential")
	SessionActAs   = action("session.actAs", SessionKind, "Act as another of one's roles", "role")

	FleetCreate   = action("fleet.create", FleetKind, "Write the first fleet file", "file", "before", "after")
	FleetWrite    = action("fleet.write", FleetKind, "Change the fleet file", "file", "before", "after")
	FleetClassify = action("fleet.classify", FleetKind, "Say on this computer where a context belongs", "server", "namespaces", "tier")

	JournalExport = action("audit.export", JournalKind, "Export the journal", "format", "folder", "file", "records")
	JournalReplay = action("audit.replay", JournalKind, "Send records again that a SIEM refused", "records")
)

// Actions is the whole catalogue in its own order.
func Actions() []Action { return append([]Action(nil), catalogue...) }

// Named finds an action by its id; ok is false for an id that is not in the catalogue.
func Named(id string) (a Action, ok bool) {
	for _, a := range catalogue {
		if a.entry.id == id {
			return a, true
		}
	}
	return Action{}, false
}

// String is the action's id, such as "helm.release.rollback"; empty for the zero Action.
func (a Action) String() string {
	if a.entry == nil {
		return ""
	}
	return a.entry.id
}

// Title is the action in words.
func (a Action) Title() string {
	if a.entry == nil {
		return ""
	}
	return a.entry.title
}

// Kind is what the action is done to.
func (a Action) Kind() Kind {
	if a.entry == nil {
		return ""
	}
	return a.entry.kind
}

// Reveals reports whether the action shows something secret rather than changing something.
func (a Action) Reveals() bool { return a.entry != nil && a.entry.reveals }

// Records reports whether the journal may keep a detail of this name.
func (a Action) Records(detail string) bool {
	return a.entry != nil && slices.Contains(a.entry.records, detail)
}

// Check is what to look at when an operation on one of these broke off, in words that follow "Check".
func (k Kind) Check(name string) string {
	switch k {
	case ApplicationKind:
		return "sync, health and history of " + name + " in Argo CD"
	case ReleaseKind:
		return "status and history of the release " + name
	case SessionKind:
		return "whether you are signed in: " + name
	case FleetKind:
		return "that the fleet file is whole: " + name
	case JournalKind:
		return "that the file is whole, or do it again: " + name
	case ChartKind, ProjectKind, PromotionKind, OverrideKind, SecretKind, VaultKind, ClusterKind, WorkloadKind:
	}
	return "what became of " + name
}
