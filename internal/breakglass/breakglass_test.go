package breakglass_test

import (
	"context"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/breakglass"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// memory is a journal in memory, which the door writes.
type memory struct{ audit.Memory }

func (m *memory) Emergencies(context.Context) ([]audit.Event, error) { return m.Events(), nil }

func record(t *testing.T, m *memory, id string, outcome audit.Outcome, emergency string) {
	t.Helper()
	if _, err := m.Append(t.Context(), audit.Event{
		Operation: id, Outcome: outcome, Person: "ops1", Role: "operations", Action: "argocd.application.sync",
		Cluster: "ocean", Namespace: "acme-prod", Name: "acme-shop-prod", Emergency: emergency, Reason: "frozen",
	}); err != nil {
		t.Fatal(err)
	}
}

// door lets in who the shipped policy lets in, in production.
func door(t *testing.T, m *memory, person string, role policy.Role) *operation.Executor {
	t.Helper()
	rules, err := policy.Default(func(policy.Role) []string { return []string{"ops1", "ops2"} })
	if err != nil {
		t.Fatal(err)
	}
	x := operationtest.Executor(m)
	x.Decide = rules.Decide
	x.Who = func(context.Context, policy.Target) (identity.Actor, error) {
		return identity.Actor{Person: person, Role: role}, nil
	}
	x.Classify = func(t policy.Target) policy.Target {
		t.Environment, t.Tier, t.Production = "prod", "prod", true
		return t
	}
	return x
}

func TestAnEmergencyIsOpenUntilASecondPersonHasAcknowledgedIt(t *testing.T) {
	m := &memory{}
	record(t, m, "one", audit.Asked, "the shop is down for everybody")
	record(t, m, "one", audit.Succeeded, "the shop is down for everybody")
	record(t, m, "usual", audit.Asked, "")
	record(t, m, "refused", audit.Refused, "too short")
	record(t, m, "two", audit.Asked, "billing is down for everybody")

	tests := []struct {
		name, person string
		role         policy.Role
		id           string
		kind         fault.Kind
		open         int
	}{
		{"one's own", "ops1", policy.Operations, "one", fault.Denied, 2},
		{"another role", "dev1", policy.Developer, "one", fault.Denied, 2},
		{"what is no emergency", "ops2", policy.Operations, "usual", fault.Conflict, 2},
		{"a second person of the role", "ops2", policy.Operations, "one", "", 1},
		{"what has been acknowledged", "ops2", policy.Operations, "one", fault.Conflict, 1},
		{"the other", "ops2", policy.Operations, "two", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := operation.Do(t.Context(), door(t, m, tt.person, tt.role), breakglass.Acknowledge(m), tt.id)
			var kind fault.Kind
			if err != nil {
				kind = fault.Of(err).Kind
			} else if e.Operation != tt.id || e.Person != "ops1" || e.Held != "frozen" {
				t.Errorf("%+v", e)
			}
			open, listed := breakglass.Open(t.Context(), m)
			if kind != tt.kind || listed != nil || len(open) != tt.open {
				t.Fatalf("kind %q, %d open: %v", kind, len(open), err)
			}
			last := m.Events()[len(m.Events())-1]
			if last.Action != "breakglass.acknowledge" || last.Details["acknowledged"] != tt.id || last.Person != tt.person {
				t.Errorf("%+v", last)
			}
		})
	}
}
