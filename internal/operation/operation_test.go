package operation_test

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

func trail(m *audit.Memory) string {
	var out []string
	for _, e := range m.Events() {
		out = append(out, string(e.Outcome))
	}
	return strings.Join(out, ",")
}

// door is an executor with the shipped policy, for one role.
func door(t *testing.T, journal audit.Log, role policy.Role) *operation.Executor {
	t.Helper()
	rules, err := policy.Default(func(policy.Role) []string { return []string{"ops1"} })
	if err != nil {
		t.Fatal(err)
	}
	x := operationtest.Executor(journal)
	x.Decide = rules.Decide
	x.Who = func(context.Context, policy.Target) (identity.Actor, error) {
		return identity.Actor{Person: "ann", Role: role, Proof: "group g", Logins: []identity.Login{{System: "kubernetes", Name: "ann"}}}, nil
	}
	x.Classify = func(t policy.Target) policy.Target {
		t.Environment, t.Tier, t.Production = "prod", "prod", true
		return t
	}
	return x
}

type gate struct{ err error }

func (g gate) Admit(context.Context, identity.Actor, policy.Action, policy.Target) error {
	return g.err
}

func TestDo(t *testing.T) {
	disk := errors.New("disk full")
	tests := []struct {
		name    string
		role    policy.Role
		journal error
		gate    error
		work    func(context.Context) error
		kind    fault.Kind
		trail   string
		ran     bool
	}{
		{"operations may, and both records stand", policy.Operations, nil, nil, nil, "", "asked,succeeded", true},
		{"a developer may not, and that is recorded", policy.Developer, nil, nil, nil, fault.Denied, "refused", false},
		{"a gate holds it, and that is recorded", policy.Operations, nil, fault.New(fault.Held, "gate", nil, "frozen"), nil, fault.Held, "refused", false},
		{"no journal, no change", policy.Operations, disk, nil, nil, fault.Internal, "", false},
		{"work that fails is recorded as failed", policy.Operations, nil, nil, func(context.Context) error {
			return fault.New(fault.Unreachable, "helm", nil, "gone")
		}, fault.Unreachable, "asked,failed", true},
		{"work that panics is recorded as failed", policy.Operations, nil, nil, func(context.Context) error { panic("boom") }, fault.Internal, "asked,failed", true},
		{"work that ends its goroutine is recorded as failed", policy.Operations, nil, nil, func(context.Context) error {
			runtime.Goexit()
			return nil
		}, fault.Internal, "asked,failed", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			journal := &audit.Memory{Err: tt.journal}
			x := door(t, journal, tt.role)
			x.Admitters = []operation.Admitter{gate{tt.gate}}
			ran := false
			op := rollback(func(ctx context.Context, _ operation.Permit) error {
				ran = true
				if tt.work == nil {
					return nil
				}
				return tt.work(ctx)
			})
			_, err := operation.Do(t.Context(), x, op, "shop")
			var kind fault.Kind
			if err != nil {
				kind = fault.Of(err).Kind
			}
			if kind != tt.kind || trail(journal) != tt.trail || ran != tt.ran {
				t.Fatalf("kind %q, trail %q, ran %v; %v", kind, trail(journal), ran, err)
			}
			for _, e := range journal.Events() {
				if e.Person != "ann" || e.Name != "shop" || e.Environment != "prod" || e.Details["to"] != "shop" || e.Logins[0] != "kubernetes:ann" {
					t.Errorf("record lacks what happened: %+v", e)
				}
			}
		})
	}
}

// Only what the catalogue names is recorded: of the input beside the asking, of the outcome beside what came of it.
func TestDetailsAreKeptByTheCatalogue(t *testing.T) {
	journal := &audit.Memory{}
	x := door(t, journal, policy.Operations)
	op := rollback(func(context.Context, operation.Permit) error { return nil })
	if _, err := operation.Do(t.Context(), x, op, "shop"); err != nil {
		t.Fatal(err)
	}
	asked, succeeded := journal.Events()[0].Details, journal.Events()[1].Details
	if !maps.Equal(asked, map[string]string{"to": "shop"}) || !maps.Equal(succeeded, map[string]string{"to": "shop", "revision": "7"}) {
		t.Errorf("asked %v, succeeded %v", asked, succeeded)
	}
}

func rollback(work func(context.Context, operation.Permit) error) operation.Operation[string, string] {
	return operation.Operation[string, string]{
		Action:  policy.ReleaseRollback,
		Target:  func(_ context.Context, name string) (policy.Target, error) { return policy.Target{Name: name}, nil },
		Details: func(name string) map[string]string { return map[string]string{"to": name, "password": "never"} },
		Results: func(string) map[string]string { return map[string]string{"revision": "7", "token": "never"} },
		Run: func(ctx context.Context, p operation.Permit, in string) (string, error) {
			return in, work(ctx, p)
		},
		Done: func(in, _ string) string { return in + " is back" },
	}
}

func TestAPermitDiesWithItsOperation(t *testing.T) {
	var kept operation.Permit
	operationtest.With(t, policy.ReleaseRollback, func(_ context.Context, p operation.Permit) {
		kept = p
		if err := p.Check(policy.ReleaseRollback); err != nil {
			t.Error(err)
		}
		if p.Check(policy.ApplicationSync) == nil {
			t.Error("a permit must not open another action")
		}
	})
	if kept.Check(policy.ReleaseRollback) == nil {
		t.Error("the permit outlived its operation")
	}
	if (operation.Permit{}).Check(policy.ReleaseRollback) == nil {
		t.Error("the zero permit opened something")
	}
}

// A long operation answers at once, tells its steps in order, and can be cancelled by its id.
func TestStartFollowAndCancel(t *testing.T) {
	journal := &audit.Memory{}
	x := door(t, journal, policy.Operations)
	var mu sync.Mutex
	var seen []operation.Status
	ended := make(chan struct{})
	x.Notify = func(s operation.Status) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, s)
		if s.Ended != "" {
			close(ended)
		}
	}
	op := rollback(func(ctx context.Context, p operation.Permit) error {
		p.Report(operation.Step{Phase: "waiting", Done: 1, Total: 3})
		<-ctx.Done()
		return ctx.Err()
	})
	started, err := operation.Start(t.Context(), x, op, "shop")
	if err != nil || started.State != operation.Running {
		t.Fatalf("%+v, %v", started, err)
	}
	if x.Cancel("another") || !x.Cancel(started.ID) {
		t.Fatal("cancel found the wrong operation")
	}
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Fatal("it did not end")
	}
	mu.Lock()
	defer mu.Unlock()
	for i := 1; i < len(seen); i++ {
		if seen[i].Seq <= seen[i-1].Seq {
			t.Errorf("statuses are not numbered in order: %+v", seen)
		}
	}
	last := seen[len(seen)-1]
	if last.State != "cancelled" || last.Fault.Kind != fault.Cancelled || trail(journal) != "asked,cancelled" {
		t.Fatalf("%+v, trail %s", last, trail(journal))
	}
	if all := x.Statuses(); len(all) != 1 || all[0].ID != started.ID {
		t.Fatalf("%+v", all)
	}
}

// An attempt that did not even reach the decision is on record too, with what is known of it.
func TestWhatCannotBeDecidedIsRecorded(t *testing.T) {
	gone := fault.New(fault.Unreachable, "argocd", nil, "harbor does not answer")
	tests := []struct {
		name         string
		target, who  error
		person, role string
	}{
		{"what it touches is not known", gone, nil, "ann", "operations"},
		{"who asks is not known", nil, gone, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			journal := &audit.Memory{}
			x := door(t, journal, policy.Operations)
			op := rollback(func(context.Context, operation.Permit) error { t.Error("it ran"); return nil })
			op.Target = func(_ context.Context, name string) (policy.Target, error) {
				return policy.Target{Name: name}, tt.target
			}
			if tt.who != nil {
				x.Who = func(context.Context, policy.Target) (identity.Actor, error) { return identity.Actor{}, tt.who }
			}
			if _, err := operation.Start(t.Context(), x, op, "shop"); !errors.Is(err, gone) {
				t.Fatalf("%v", err)
			}
			if trail(journal) != "refused" {
				t.Fatalf("trail %q", trail(journal))
			}
			e := journal.Events()[0]
			if e.Person != tt.person || e.Role != tt.role || e.Name != "shop" || e.Reason != gone.Detail || e.Details["to"] != "shop" || len(e.Details) != 1 {
				t.Errorf("%+v", e)
			}
		})
	}
}

// Whoever the window acts as meanwhile: the work is done in the name of who was let in, on what was decided.
func TestWorkKnowsWhoWasLetInAndToWhat(t *testing.T) {
	x := door(t, &audit.Memory{}, policy.Operations)
	x.Classify = func(t policy.Target) policy.Target {
		t.Cluster, t.Namespace, t.Tier = "ocean", "acme-prod", "prod"
		return t
	}
	op := rollback(func(ctx context.Context, p operation.Permit) error {
		if actor, ok := identity.Of(ctx); !ok || actor.Person != "ann" {
			t.Errorf("%+v %v", actor, ok)
		}
		if !p.Covers("ocean", "acme-prod") || p.Covers("ocean", "acme-dev") || p.Covers("harbor", "acme-prod") {
			t.Error("the permit covers another place than was decided on")
		}
		return nil
	})
	if _, err := operation.Do(t.Context(), x, op, "shop"); err != nil {
		t.Fatal(err)
	}
	if (operation.Permit{}).Covers("", "") {
		t.Error("the zero permit covers something")
	}
}

// A closing app lets nobody in and leaves no operation without its outcome.
func TestClosingRecordsWhatRuns(t *testing.T) {
	journal := &audit.Memory{}
	x := door(t, journal, policy.Operations)
	op := rollback(func(ctx context.Context, _ operation.Permit) error {
		<-ctx.Done()
		time.Sleep(50 * time.Millisecond) // on its way to a safe place
		return ctx.Err()
	})
	if _, err := operation.Start(t.Context(), x, op, "shop"); err != nil {
		t.Fatal(err)
	}
	if !x.Close(t.Context()) || trail(journal) != "asked,cancelled" {
		t.Fatalf("trail %q", trail(journal))
	}
	if _, err := operation.Start(t.Context(), x, op, "shop"); fault.Of(err).Kind != fault.Cancelled || trail(journal) != "asked,cancelled" {
		t.Fatalf("%v, trail %q", err, trail(journal))
	}
}

func TestClosingDoesNotWaitForEver(t *testing.T) {
	x := door(t, &audit.Memory{}, policy.Operations)
	release := make(chan struct{})
	defer close(release)
	op := rollback(func(context.Context, operation.Permit) error { <-release; return nil })
	if _, err := operation.Start(t.Context(), x, op, "shop"); err != nil {
		t.Fatal(err)
	}
	patience, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if x.Close(patience) {
		t.Fatal("it says that all has ended")
	}
}

// Nobody cancelled what ran out of time.
func TestWorkThatTakesTooLongHasFailed(t *testing.T) {
	journal := &audit.Memory{}
	x := door(t, journal, policy.Operations)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := operation.Do(ctx, x, rollback(func(ctx context.Context, _ operation.Permit) error { <-ctx.Done(); return ctx.Err() }), "shop")
	if fault.Of(err).Kind != fault.Unreachable || trail(journal) != "asked,failed" {
		t.Fatalf("%v, trail %s", err, trail(journal))
	}
}

func TestARefusalComesBackFromStartAtOnce(t *testing.T) {
	x := door(t, &audit.Memory{}, policy.Developer)
	_, err := operation.Start(t.Context(), x, rollback(func(context.Context, operation.Permit) error { return nil }), "shop")
	if f := fault.Of(err); f.Kind != fault.Denied || f.Field != "dev-only" || !strings.Contains(f.Detail, "Ask Operations: ops1") {
		t.Fatalf("%v", err)
	}
	if len(x.Statuses()) != 0 {
		t.Error("a refused operation never ran")
	}
}
