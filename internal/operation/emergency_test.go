package operation_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// urgent is an input that may carry an emergency.
type urgent struct {
	name      string
	emergency *operation.Emergency
}

func (u urgent) BreakGlass() *operation.Emergency { return u.emergency }

func repair(ran *bool) operation.Operation[urgent, string] {
	return operation.Operation[urgent, string]{
		Action: policy.ReleaseRollback,
		Target: func(_ context.Context, in urgent) (policy.Target, error) { return policy.Target{Name: in.name}, nil },
		Run: func(context.Context, operation.Permit, urgent) (string, error) {
			*ran = true
			return "", nil
		},
	}
}

const reason = "Checkout fails for every customer of acme"

func TestBreakingGlass(t *testing.T) {
	frozen := gate{fault.New(fault.Held, "schedule", nil, "The freeze holds this")}
	unapproved := gate{fault.New(fault.Held, "promotion", nil, "Nobody has approved it")}
	foreign := gate{fault.New(fault.Denied, "argocd", nil, "Argo CD owns it")}
	open := gate{}
	yes := &operation.Emergency{Reason: reason, Confirm: "shop"}
	tests := []struct {
		name      string
		role      policy.Role
		gates     []operation.Admitter
		emergency *operation.Emergency
		kind      fault.Kind
		field     string
		trail     string
		held      string // the reason on the records
	}{
		{"held without an emergency stays held", policy.Operations, []operation.Admitter{frozen}, nil, fault.Held, "", "refused", "The freeze holds this"},
		{"operations break glass, and every record says so", policy.Operations, []operation.Admitter{open, frozen}, yes, "", "", "asked,succeeded", "The freeze holds this"},
		{"all that holds is passed and told", policy.Operations, []operation.Admitter{frozen, unapproved}, yes, "", "", "asked,succeeded", "The freeze holds this. Nobody has approved it"},
		{"what is denied is never passed", policy.Operations, []operation.Admitter{frozen, foreign}, yes, fault.Denied, "", "refused", "Argo CD owns it"},
		{"nothing holds it: no emergency", policy.Operations, []operation.Admitter{open}, yes, fault.Invalid, "emergency", "refused", "Nothing holds this now"},
		{"a developer may not do it anyway", policy.Developer, []operation.Admitter{frozen}, yes, fault.Denied, "dev-only", "refused", "Developers deploy to dev only"},
		{"a reason too short", policy.Operations, []operation.Admitter{frozen}, &operation.Emergency{Reason: "it is all broken", Confirm: "shop"}, fault.Invalid, "emergency.reason", "refused", "at least 20 characters"},
		{"spaces are no reason", policy.Operations, []operation.Admitter{frozen}, &operation.Emergency{Reason: "  it  is \n\n all           broken  ", Confirm: "shop"}, fault.Invalid, "emergency.reason", "refused", "at least 20 characters"},
		{"nor are few letters", policy.Operations, []operation.Admitter{frozen}, &operation.Emergency{Reason: "asdf asdf asdfa sdfasdf asdf", Confirm: "shop"}, fault.Invalid, "emergency.reason", "refused", "says nothing"},
		{"nor is one word over and over", policy.Operations, []operation.Admitter{frozen}, &operation.Emergency{Reason: "urgently urgently urgently", Confirm: "shop"}, fault.Invalid, "emergency.reason", "refused", "says nothing"},
		{"another name typed", policy.Operations, []operation.Admitter{frozen}, &operation.Emergency{Reason: reason, Confirm: "shop "}, fault.Invalid, "emergency.confirm", "refused", "Type shop"},
		{"no name typed", policy.Operations, []operation.Admitter{frozen}, &operation.Emergency{Reason: reason}, fault.Invalid, "emergency.confirm", "refused", "Type shop"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			journal := &audit.Memory{}
			x := door(t, journal, tt.role)
			x.Admitters = tt.gates
			ran := false
			_, err := operation.Do(t.Context(), x, repair(&ran), urgent{"shop", tt.emergency})
			var kind fault.Kind
			field := ""
			if err != nil {
				kind, field = fault.Of(err).Kind, fault.Of(err).Field
			}
			if kind != tt.kind || field != tt.field || trail(journal) != tt.trail || ran != (tt.kind == "") {
				t.Fatalf("kind %q, field %q, trail %q, ran %v: %v", kind, field, trail(journal), ran, err)
			}
			for _, e := range journal.Events() {
				if tt.emergency != nil && e.Emergency != strings.Join(strings.Fields(tt.emergency.Reason), " ") || tt.emergency == nil && e.Emergency != "" {
					t.Errorf("the record says of the emergency %q", e.Emergency)
				}
				if !strings.HasPrefix(e.Reason, tt.held) && !strings.Contains(e.Reason, tt.held) {
					t.Errorf("the record's reason is %q", e.Reason)
				}
			}
		})
	}
}

// Who may do a thing may not therefore break glass for it: the policy is asked for both.
func TestBreakingGlassIsADutyOfItsOwn(t *testing.T) {
	journal := &audit.Memory{}
	x := door(t, journal, policy.Developer)
	x.Admitters = []operation.Admitter{gate{fault.New(fault.Held, "schedule", nil, "frozen")}}
	x.Classify = func(t policy.Target) policy.Target {
		t.Environment, t.Tier = "dev", "dev"
		return t
	}
	ran := false
	_, err := operation.Do(t.Context(), x, repair(&ran), urgent{"shop", &operation.Emergency{Reason: reason, Confirm: "shop"}})
	if f := fault.Of(err); f.Kind != fault.Denied || ran || trail(journal) != "refused" {
		t.Fatalf("%v, ran %v, trail %s", err, ran, trail(journal))
	}
}

// An operation whose input carries no emergency cannot be done in one.
func TestWhatCarriesNoEmergencyStaysHeld(t *testing.T) {
	x := door(t, &audit.Memory{}, policy.Operations)
	x.Admitters = []operation.Admitter{gate{fault.New(fault.Held, "schedule", nil, "frozen")}}
	_, err := operation.Do(t.Context(), x, rollback(func(context.Context, operation.Permit) error { t.Error("it ran"); return nil }), "shop")
	if fault.Of(err).Kind != fault.Held {
		t.Fatalf("%v", err)
	}
}

func TestAnEmergencyIsMarkedWhileItRuns(t *testing.T) {
	x := door(t, &audit.Memory{}, policy.Operations)
	x.Admitters = []operation.Admitter{gate{fault.New(fault.Held, "schedule", nil, "frozen")}}
	ran := false
	status, err := operation.Start(t.Context(), x, repair(&ran), urgent{"shop", &operation.Emergency{Reason: reason, Confirm: "shop"}})
	if err != nil || status.Emergency != reason {
		t.Fatalf("%+v, %v", status, err)
	}
	if !x.Close(t.Context()) {
		t.Fatal("it did not end")
	}
}
