package wiring

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

const withPeople = twoClusters + `customers: [acme, globex]
people:
  - {name: ops1, roles: [operations]}
  - {name: ops2, roles: [operations]}
roles: {operations: [ops], developer: [devs]}
`

const devFrozen = `rules: |
  @id("quiet")
  @reason("Nobody deploys to dev today")
  forbid (principal, action == Action::"argocd.application.sync", resource)
  when { resource.tier == "dev" };
`

// asker is a server that calls everybody ops1, of some group.
type asker string

func (a asker) Login(context.Context, string) (identity.Login, error) {
	return identity.Login{System: "kubernetes", Name: "ops1", Groups: []string{string(a)}}, nil
}

// acting is the app over a fleet file, with somebody of a group at the honest context.
func acting(t *testing.T, group, text string) (*Core, duties, string) {
	t.Helper()
	c := core(t)
	path := filepath.Join(t.TempDir(), "sluice.yaml")
	rewrite(t, path, text)
	c.fleet = fleet.New(c.origin(path, ""), time.Now).Load(t.Context())
	if p := c.fleet.State().Problem; p != nil {
		t.Fatal(p)
	}
	c.rules = newRules(c.fleet)
	c.session.Asker = asker(group)
	c.session.Begin("honest")
	return c, duties{c.rules, c.fleet, c.session, c.classify, c.newFreezes()}, path
}

func rewrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func may(t *testing.T, d duties, action policy.Action, target policy.Target) policy.Decision {
	t.Helper()
	said, err := d.May(t.Context(), []desktop.Question{{Action: action.String(), Target: target}})
	if err != nil {
		t.Fatal(err)
	}
	return said[0]
}

func TestTheFleetsRulesAreInForceAsSoonAsTheFleetIs(t *testing.T) {
	c, d, path := acting(t, "devs", withPeople)
	dev := policy.Target{Environment: "dev", Name: "shop"}
	if said := may(t, d, policy.ApplicationSync, dev); !said.Allowed {
		t.Fatalf("%+v", said)
	}
	rewrite(t, path, withPeople+devFrozen)
	c.fleet.Load(t.Context())
	if said := may(t, d, policy.ApplicationSync, dev); said.Allowed || said.Rule != "quiet" {
		t.Fatalf("%+v", said)
	}
	// A version that is wrong says where, and what was in force stays.
	rewrite(t, path, withPeople+strings.Replace(devFrozen, "resource.tier", "resource.colour", 1))
	c.fleet.Load(t.Context())
	if said := may(t, d, policy.ApplicationSync, dev); said.Allowed || said.Rule != "quiet" {
		t.Fatalf("%+v", said)
	}
	if p := c.fleet.State().Problem; p == nil || !strings.Contains(p.Detail, "colour") || !strings.Contains(p.Detail, "sluice.yaml:19:19") {
		t.Fatalf("%v", p)
	}
}

func TestAButtonKnowsOfAFreezeBeforeItIsPressed(t *testing.T) {
	from := time.Now().Add(-time.Hour).Format(time.RFC3339)
	until := time.Now().Add(time.Hour).Format(time.RFC3339)
	_, d, _ := acting(t, "ops", withPeople+"freezes: [{name: audit, environments: [prod], customers: [globex], from: '"+from+"', until: '"+until+"', reason: auditors}]\n")
	globex := policy.Target{Context: "honest", Namespace: "globex-prod", Name: "globex-shop"}
	said := may(t, d, policy.ReleaseRollback, globex)
	if !said.Allowed || !strings.HasPrefix(said.Held, `The freeze "audit" holds this until `) || !strings.Contains(said.Held, "ops1 or ops2 may break glass") {
		t.Fatalf("%+v", said)
	}
	for _, other := range []policy.Decision{
		may(t, d, policy.ReleaseRollback, policy.Target{Context: "honest", Namespace: "acme-prod"}),
		may(t, d, policy.OverrideWrite, globex),
		may(t, d, policy.ChartPush, globex), // what is refused is not held as well
	} {
		if other.Held != "" {
			t.Errorf("%+v", other)
		}
	}
	e, err := d.Explain(t.Context(), desktop.Question{Action: "helm.release.rollback", Target: globex}, "")
	if err != nil || e.Decision.Held != said.Held || e.Target.Customer != "globex" || e.Target.Tier != "prod" {
		t.Fatalf("%+v, %v", e, err)
	}
}

func TestAnotherRoleIsLookedAtAndNeverActedAs(t *testing.T) {
	c, d, _ := acting(t, "ops", withPeople)
	q := desktop.Question{Action: "argocd.application.sync", Target: policy.Target{Environment: "prod", Name: "shop"}}
	own, err := d.Explain(t.Context(), q, "")
	if err != nil || !own.Decision.Allowed || own.Role != policy.Operations {
		t.Fatalf("%+v, %v", own, err)
	}
	other, err := d.Explain(t.Context(), q, policy.Developer)
	if err != nil || other.Decision.Allowed || other.Role != policy.Developer || other.Decision.Rule != "dev-only" {
		t.Fatalf("%+v, %v", other, err)
	}
	proof := map[string]string{}
	for _, f := range own.Facts {
		proof[f.Name] = f.Value
	}
	if proof["Proof"] != "group ops" {
		t.Errorf("%v", own.Facts)
	}
	if now, err := c.session.As(t.Context(), ""); err != nil || now.Role != policy.Operations || c.journal.Length() != 0 {
		t.Errorf("acting as %s, %d records, %v", now.Role, c.journal.Length(), err)
	}
	if _, err := d.Explain(t.Context(), desktop.Question{Action: "no.such"}, ""); fault.Of(err).Kind != fault.Invalid {
		t.Errorf("%v", err)
	}
}

// What cannot be read as a time would be refused with the file; if it came through, it must not open a freeze.
func TestATimeThatCannotBeReadIsNoLimit(t *testing.T) {
	if !moment("tomorrow").IsZero() || moment("2026-12-24T12:00:00+01:00").IsZero() {
		t.Error("a time is read otherwise")
	}
}
