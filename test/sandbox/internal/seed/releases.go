package seed

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
)

// The tags that operations gave to what may run in production.
const (
	firstRelease   = "prod-release/v1.4.0"
	liveRelease    = "prod-release/v1.4.1" // what acme's shop runs
	wantedRelease  = "prod-release/v1.4.2" // what it should run
	stageBranch    = "stage"
	stageNextLocal = "stage-next" // becomes the stage branch once stage was deployed
)

// overrides are one application's own values.
type overrides struct {
	replicas     int
	tag          string
	config       map[string]string
	nodeSelector string
	deadline     int
}

func (o overrides) yaml() string {
	var b strings.Builder
	fmt.Fprintf(&b, "replicas: %d\nimage:\n  tag: %q\n", o.replicas, o.tag)
	if len(o.config) > 0 {
		b.WriteString("config:\n")
		for _, key := range slices.Sorted(maps.Keys(o.config)) {
			fmt.Fprintf(&b, "  %s: %q\n", key, o.config[key])
		}
	}
	if o.nodeSelector != "" {
		fmt.Fprintf(&b, "nodeSelector:\n  pool: %s\n", o.nodeSelector)
	}
	if o.deadline > 0 {
		fmt.Fprintf(&b, "progressDeadlineSeconds: %d\n", o.deadline)
	}
	return b.String()
}

// estate is everybody's overrides as they change over time.
type estate map[landscape.Application]*overrides

func newEstate() estate {
	e := make(estate)
	for _, app := range landscape.Applications() {
		o := &overrides{replicas: 1, config: map[string]string{"region": regions()[app.Customer]}}
		if app.Environment == "prod" {
			o.replicas = 3
		}
		e[app] = o
	}
	return e
}

func regions() map[string]string {
	return map[string]string{"acme": "eu-central", "globex": "us-east", "initech": "eu-west"}
}

// release moves the applications of some environments to an image, and those of one product only where it is named.
func (e estate) release(tag, product string, environments ...string) {
	for app, o := range e {
		if slices.Contains(environments, app.Environment) && (product == "" || product == app.Product) {
			o.tag = tag
		}
	}
}

func (e estate) set(product, environment, key, value string) {
	for app, o := range e {
		if app.Product == product && app.Environment == environment {
			o.config[key] = value
		}
	}
}

func (e estate) into(t tree) tree {
	for app, o := range e {
		t[app.OverridesPath()] = o.yaml()
	}
	return t
}

// writeReleases tells six weeks of the team's work in the repository of releases.
func writeReleases(h *history) {
	t := tree{"README.md": releasesReadme, ".gitignore": "*.tgz\n"}
	e := newEstate()

	t.charts("1.4.0", landscape.Products()...)
	h.commit("main", "", "platform1", 41, "Add the charts of shop and billing, with schemas for their values", t)
	e.release("1.4.0", "", landscape.Environments()...)
	at := h.commit("main", "", "devops1", 39, "Add overrides for acme, globex and initech in dev, stage and prod", e.into(t))
	h.tag(firstRelease, at, "ops1", 37, "Release 1.4.0: first release from this repository")

	t.charts("1.4.1", landscape.Products()...)
	e.set("shop", "dev", "features.giftCards", "true")
	h.commit("main", "", "dev1", 26, "shop: offer gift cards in dev", e.into(t))
	e.release("1.4.1", "", landscape.Environments()...)
	at = h.commit("main", "", "devops1", 24, "Move everything to 1.4.1, which fixes rounding in baskets", e.into(t))
	h.tag(liveRelease, at, "ops2", 22, "Release 1.4.1: rounding in baskets")

	acme := landscape.Application{Customer: "acme", Product: "shop", Environment: "prod"}
	t.charts("1.4.2", landscape.Products()...)
	e[acme].replicas = 5
	h.commit("main", "", "support1", 12, "acme: five replicas of the shop for the winter sale", e.into(t))
	e[acme].config["checkout.timeout"] = "8s"
	h.commit("main", "", "dev1", 11, "acme: wait longer for the payment provider at checkout", e.into(t))
	e.release("1.4.2", "", landscape.Environments()...)
	released := h.commit("main", "", "devops1", 9, "Move everything to 1.4.2, which retries failed payments", e.into(t))
	h.tag(wantedRelease, released, "ops1", 8, "Release 1.4.2: retries failed payments, winter sale for acme")

	writeStage(h, released, t, e)

	e.release("1.5.0-rc.1", "shop", "dev")
	e.set("shop", "dev", "features.instantCheckout", "true")
	h.commit("main", released, "dev1", 4, "shop: try instant checkout in dev", e.into(t))
	e.release("1.5.0-rc.1", "billing", "dev")
	e.set("billing", "dev", "invoice.format", "ubl-2.1")
	h.commit("main", "", "dev1", 2, "billing: try electronic invoices in dev", e.into(t))
}

// writeStage gives stage a branch of its own that runs ahead of production: one application that cannot be scheduled, and
// one change that nobody has deployed yet.
func writeStage(h *history, from string, released tree, production estate) {
	t, e := maps.Clone(released), make(estate)
	for app, o := range production {
		copied := *o
		copied.config = maps.Clone(o.config)
		e[app] = &copied
	}
	globex := landscape.Application{Customer: "globex", Product: "billing", Environment: "stage"}
	e[globex].nodeSelector, e[globex].deadline = "memory", 5
	h.commit(stageBranch, from, "devops1", 7, "globex: billing on nodes with more memory", e.into(t))
	e.release("1.5.0-rc.1", "shop", "stage")
	promoted := h.commit(stageBranch, "", "devops1", 3, "Promote shop 1.5.0-rc.1 to stage", e.into(t))

	initech := landscape.Application{Customer: "initech", Product: "shop", Environment: "stage"}
	e[initech].config["checkout.timeout"], e[initech].replicas = "3s", 2
	h.commit(stageNextLocal, promoted, "devops1", 1, "initech: two replicas and a shorter checkout timeout in stage", e.into(t))
}

const releasesReadme = `# Releases of the storefront

charts/<product> is what we run; overrides/<customer>/<environment>/<product>/values.yaml is how a customer runs it.

- dev follows main by itself.
- stage follows the branch stage; devops deploys it.
- prod runs a tag prod-release/vX.Y.Z; operations deploys it.

main takes pull requests with one approval. Values never hold secrets: they name them, as in vault:kv/acme/dev/shop#smtp.
`
