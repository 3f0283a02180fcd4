// Package operationtest lends tests a live permit, by the same door as everyone else.
package operationtest

import (
	"context"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Executor is a door whose keeper says yes, over journal.
func Executor(journal audit.Log) *operation.Executor {
	return &operation.Executor{
		Journal: journal,
		Who: func(context.Context, policy.Target) (identity.Actor, error) {
			return identity.Actor{Person: "test", Role: policy.Operations}, nil
		},
		Classify: func(t policy.Target) policy.Target { return t },
		Decide: func(policy.Principal, policy.Action, policy.Target) policy.Decision {
			return policy.Decision{Allowed: true, Rule: "test"}
		},
		Now: time.Now,
	}
}

// With runs use inside a recorded operation.
func With(t *testing.T, action policy.Action, use func(context.Context, operation.Permit)) {
	t.Helper()
	op := operation.Operation[struct{}, struct{}]{
		Action: action,
		Target: func(context.Context, struct{}) (policy.Target, error) { return policy.Target{}, nil },
		Run: func(ctx context.Context, p operation.Permit, _ struct{}) (struct{}, error) {
			use(ctx, p)
			return struct{}{}, nil
		},
	}
	if _, err := operation.Do(t.Context(), Executor(&audit.Memory{}), op, struct{}{}); err != nil {
		t.Fatal(err)
	}
}
