package schedule_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/schedule"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

var acme = policy.Target{Name: "acme-shop-prod", Environment: "prod", Tier: "prod", Production: true, Customer: "acme", Product: "shop"}

func freezes(now time.Time, all ...schedule.Freeze) schedule.Freezes {
	return schedule.Freezes{
		Now: func() time.Time { return now }, In: func() []schedule.Freeze { return all },
		MayBreak: func(policy.Target) []string { return []string{"ops1", "ops2"} },
	}
}

// The offset of the freeze counts, wherever the clock stands: 18:00 in Berlin is 17:00 UTC.
func TestAFreezeHoldsFromItsFirstMomentUntilJustBeforeItsLast(t *testing.T) {
	yearEnd := schedule.Freeze{Name: "year end", From: at(t, "2026-12-20T18:00:00+01:00"), Until: at(t, "2027-01-02T09:00:00+01:00"), Reason: "annual closing"}
	tests := []struct {
		now  string
		held bool
	}{
		{"2026-12-20T16:59:59Z", false},
		{"2026-12-20T17:00:00Z", true},
		{"2026-12-20T18:00:00+01:00", true},
		{"2027-01-02T07:59:59Z", true},
		{"2027-01-02T08:00:00Z", false},
		{"2027-01-02T03:00:00-05:00", false},
	}
	for _, tt := range tests {
		if got := freezes(at(t, tt.now), yearEnd).Held(policy.ApplicationSync, acme); (got != "") != tt.held {
			t.Errorf("%s: %q", tt.now, got)
		}
	}
}

func TestAFreezeHoldsWhatItNames(t *testing.T) {
	now := at(t, "2026-12-24T12:00:00Z")
	tests := []struct {
		name   string
		freeze schedule.Freeze
		held   bool
	}{
		{"everything", schedule.Freeze{}, true},
		{"its environment", schedule.Freeze{Environments: []string{"stage", "prod"}}, true},
		{"another environment", schedule.Freeze{Environments: []string{"stage"}}, false},
		{"its customer", schedule.Freeze{Environments: []string{"prod"}, Customers: []string{"acme"}}, true},
		{"another customer", schedule.Freeze{Environments: []string{"prod"}, Customers: []string{"globex"}}, false},
		{"another product", schedule.Freeze{Customers: []string{"acme"}, Products: []string{"billing"}}, false},
		{"a time that is over", schedule.Freeze{Until: now}, false},
		{"a time to come", schedule.Freeze{From: now.Add(time.Second)}, false},
	}
	for _, tt := range tests {
		if got := freezes(now, tt.freeze).Held(policy.ReleaseRollback, acme); (got != "") != tt.held {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestOnlyDeploymentsAreHeld(t *testing.T) {
	f := freezes(at(t, "2026-12-24T12:00:00Z"), schedule.Freeze{Name: "all"})
	held := []string{}
	for _, action := range policy.Actions() {
		if f.Held(action, acme) != "" {
			held = append(held, action.String())
		}
	}
	if got := strings.Join(held, " "); got != "helm.release.apply helm.release.override helm.release.rollback argocd.application.sync promotion.deploy" {
		t.Errorf("held: %s", got)
	}
	if err := f.Admit(t.Context(), identity.Actor{}, policy.ApplicationSync, acme); fault.Of(err).Kind != fault.Held {
		t.Errorf("%v", err)
	}
	if err := f.Admit(t.Context(), identity.Actor{}, policy.SecretReveal, acme); err != nil {
		t.Errorf("%v", err)
	}
}

func TestAHoldSaysWhichUntilWhenWhyAndWhoMayBreakIt(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	honolulu := time.FixedZone("HST", -10*60*60)
	a := schedule.Freeze{Name: "year end", Until: at(t, "2027-01-02T09:00:00+01:00"), Reason: "annual closing"}
	b := schedule.Freeze{Name: "move", From: at(t, "2027-01-02T08:00:00Z"), Until: at(t, "2027-01-03T08:00:00Z"), Reason: "the data centre moves"}
	later := schedule.Freeze{Name: "later", From: at(t, "2027-01-05T00:00:00Z"), Until: at(t, "2027-01-06T00:00:00Z")}
	tests := []struct {
		name  string
		local *time.Location
		all   []schedule.Freeze
		says  string
	}{
		{"one", berlin, []schedule.Freeze{a},
			`The freeze "year end" holds this until Sat 2 Jan 2027 09:00 CET (08:00 UTC): annual closing. In an emergency ops1 or ops2 may break glass`},
		{"where it is another day", honolulu, []schedule.Freeze{a},
			`The freeze "year end" holds this until Fri 1 Jan 2027 22:00 HST (Sat 2 Jan 2027 08:00 UTC): annual closing. In an emergency ops1 or ops2 may break glass`},
		{"where local is UTC", time.UTC, []schedule.Freeze{a},
			`The freeze "year end" holds this until Sat 2 Jan 2027 08:00 UTC: annual closing. In an emergency ops1 or ops2 may break glass`},
		{"one after the other, and one after a gap", berlin, []schedule.Freeze{later, b, a},
			`The freezes "year end" and "move" hold this until Sun 3 Jan 2027 09:00 CET (08:00 UTC): annual closing; the data centre moves. In an emergency ops1 or ops2 may break glass`},
		{"two of one name", time.UTC, []schedule.Freeze{a, {Name: "year end", From: a.Until, Until: b.Until, Reason: "longer"}},
			`The freezes "year end" and "year end" hold this until Sun 3 Jan 2027 08:00 UTC: annual closing; longer. In an emergency ops1 or ops2 may break glass`},
		{"without an end, beside one with", time.UTC, []schedule.Freeze{{Name: "incident"}, a},
			`The freezes "year end" and "incident" hold this until it is taken out of the fleet file: annual closing. In an emergency ops1 or ops2 may break glass`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := freezes(at(t, "2026-12-24T12:00:00Z").In(tt.local), tt.all...).Held(policy.ApplicationSync, acme); got != tt.says {
				t.Errorf("%s", got)
			}
		})
	}
}
