package rest

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

var toNew = argocd.SyncInput{Ref: prod, Revision: newSHA}

// while lets each look at a running sync find what the steps make of the application.
func (s *server) while(steps ...func(*application)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = steps
}

func (s *server) running(done int) func(*application) {
	return func(a *application) {
		a.Status.OperationState = &operationState{Operation: *a.Operation, Phase: "Running", StartedAt: "2026-01-03T00:00:00Z", SyncResult: &syncResult{}}
		for range done {
			a.Status.OperationState.SyncResult.Resources = append(a.Status.OperationState.SyncResult.Resources, resourceResult{Kind: "ConfigMap", Status: "Synced"})
		}
	}
}

func TestASyncReportsHowFarItIs(t *testing.T) {
	d, s := seated(t)
	for range 2 {
		s.apps["acme-shop-prod"].Status.Resources = append(s.apps["acme-shop-prod"].Status.Resources, resource{Kind: "ConfigMap", Name: "c"})
	}
	s.while(func(*application) {}, s.running(1), s.running(2))
	var phases []string
	x := operationtest.Executor(&audit.Memory{})
	x.Notify = func(st operation.Status) {
		if st.Step.Phase != "" && (len(phases) == 0 || phases[len(phases)-1] != st.Step.Phase) {
			phases = append(phases, st.Step.Phase)
		}
	}
	result, err := operation.Do(t.Context(), x, argocd.Sync(d.client, d.client), toNew)
	if err != nil || result.Phase != "Succeeded" {
		t.Fatalf("%+v, %v", result, err)
	}
	want := "asking what the target is now, asking Argo CD to sync, waiting for Argo CD to begin, syncing 1 of 3, syncing 2 of 3"
	if got := strings.Join(phases, ", "); !strings.HasPrefix(got, want) {
		t.Errorf("it said %s", got)
	}
}

func TestASyncThatDoesNotEndWellSaysWhy(t *testing.T) {
	degraded := func(a *application) {
		a.Status.Resources[0].Health = &health{Status: "Degraded", Message: "exceeded its progress deadline"}
	}
	for _, row := range []struct {
		name string
		set  func(*server)
		kind fault.Kind
		says []string
	}{
		{"an object is refused", func(s *server) {
			s.while(s.running(0), func(a *application) {
				s.finish(a, "Failed", "")
				a.Status.OperationState.SyncResult.Resources = []resourceResult{
					{Kind: "Service", Name: "shop", Status: "Synced"}, {Kind: "Deployment", Name: "shop", Status: "SyncFailed", Message: "admission webhook denied it"},
				}
			})
		}, fault.Invalid, []string{"The sync of acme-shop-prod failed: Deployment shop: admission webhook denied it"}},
		{"the controller fails", func(s *server) {
			s.while(s.running(0), func(a *application) { s.finish(a, "Error", ""); a.Status.OperationState.SyncResult = nil })
		}, fault.Invalid, []string{"one or more objects failed"}},
		{"what it made is ill", func(s *server) {
			s.while(s.running(1), func(a *application) { s.finish(a, "Succeeded", "Degraded"); degraded(a) })
		}, fault.Invalid, []string{"synced to 22222222, but is Degraded: Deployment shop: exceeded its progress deadline"}},
		{"it never gets well", func(s *server) {
			s.while(s.running(1), func(a *application) { s.finish(a, "Succeeded", "Progressing") })
		}, fault.Unreachable, []string{"still Progressing", "look again"}},
		{"it never ends", func(s *server) {
			for range 600 {
				s.script = append(s.script, s.running(1))
			}
		}, fault.Unreachable, []string{"still going on", "It goes on in Argo CD"}},
		{"another sync takes its place", func(s *server) {
			s.while(s.running(0), func(a *application) {
				a.Operation = &operating{Sync: &syncOperation{Revision: oldSHA}, InitiatedBy: initiator{Username: "ops2"}}
				s.finish(a, "Succeeded", "Healthy")
			})
		}, fault.Conflict, []string{"Another sync", "by ops2"}},
		{"one is going on already", func(s *server) {
			s.apps["acme-shop-prod"].Operation = &operating{Sync: &syncOperation{Revision: newSHA}, InitiatedBy: initiator{Automated: true}}
		}, fault.Conflict, []string{"already by auto-sync"}},
		{"one began just before", func(s *server) {
			s.instead["POST /api/v1/applications/acme-shop-prod/sync"] = func(w http.ResponseWriter, _ *http.Request) {
				problem(w, 400, codeFailedPrecondition, "another operation is already in progress")
			}
		}, fault.Conflict, []string{"Wait for its end"}},
		{"a window is closed", func(s *server) {
			s.instead["POST /api/v1/applications/acme-shop-prod/sync"] = func(w http.ResponseWriter, _ *http.Request) {
				problem(w, 403, codePermissionDenied, "cannot sync: blocked by sync window")
			}
		}, fault.Held, []string{"sync window"}},
		{"no answer to the asking", func(s *server) {
			s.instead["POST /api/v1/applications/acme-shop-prod/sync"] = func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
		}, fault.Unreachable, []string{"It may have begun"}},
		{"the session ends meanwhile", func(s *server) {
			s.while(func(a *application) { clear(s.sessions) })
		}, fault.SignIn, []string{"has begun, but was lost from sight"}},
		{"the target was never resolved", func(s *server) { s.apps["acme-shop-prod"].Status.Sync.Revision = "" }, fault.Conflict, []string{"nothing that Argo CD could resolve"}},
		{"the tag has moved", func(s *server) { s.apps["acme-shop-prod"].Status.Sync.Revision = strings.Repeat("3", 40) }, fault.Conflict, []string{"22222222", "33333333", "prod-release/v1.4.2"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			d, s := seated(t)
			row.set(s)
			_, err := d.sync(toNew)
			wantFault(t, err, row.kind, row.says...)
		})
	}
}

// What was decided on is where it deploys to: an application that is moved before the sync is not synced.
func TestAnApplicationThatWasMovedSinceIsNotSynced(t *testing.T) {
	d, s := seated(t)
	op := argocd.Sync(d.client, d.client)
	decided := op.Target
	op.Target = func(ctx context.Context, in argocd.SyncInput) (policy.Target, error) {
		at, err := decided(ctx, in)
		s.apps["acme-shop-prod"].Spec.Destination.Namespace = "globex-prod"
		return at, err
	}
	before := s.writes
	_, err := operation.Do(t.Context(), operationtest.Executor(&audit.Memory{}), op, toNew)
	wantFault(t, err, fault.Conflict, "deploys to ocean/globex-prod by now")
	if s.writes != before {
		t.Errorf("%d writes reached the server", s.writes-before)
	}
}

func TestAShortBreakDoesNotLoseASync(t *testing.T) {
	d, s := seated(t)
	looks := 0
	s.instead["GET /api/v1/applications/acme-shop-prod"] = func(w http.ResponseWriter, r *http.Request) {
		if looks++; looks > 2 && looks < 6 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		s.application(w, r, "ops1")
	}
	if result, err := d.sync(toNew); err != nil || result.Phase != "Succeeded" {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestHealthFromBeforeTheSyncIsNotBelieved(t *testing.T) {
	d, s := seated(t)
	s.while(s.running(1), func(a *application) {
		s.finish(a, "Succeeded", "Healthy")
		a.Status.ReconciledAt = "2026-01-02T23:00:00Z" // Argo CD has not looked since
	})
	d.pace.Patience = 100 * time.Millisecond
	_, err := d.sync(toNew)
	wantFault(t, err, fault.Unreachable, "after")
}

func TestADipInHealthIsWaitedFor(t *testing.T) {
	d, s := seated(t)
	d.pace.Settle = 200 * time.Millisecond
	looks := 0
	s.while(s.running(1), func(a *application) { s.finish(a, "Succeeded", "Missing") })
	s.instead["GET /api/v1/applications/acme-shop-prod"] = func(w http.ResponseWriter, r *http.Request) {
		if looks++; looks > 10 {
			s.mu.Lock()
			s.apps["acme-shop-prod"].Status.Health.Status = "Healthy"
			s.mu.Unlock()
		}
		s.application(w, r, "ops1")
	}
	if _, err := d.sync(toNew); err != nil {
		t.Error(err)
	}
}

func TestWhatStaysDifferentOrWaitsIsSaidInTheResult(t *testing.T) {
	for health, says := range map[string]string{"Healthy": "still sees a difference", "Suspended": "waits for somebody"} {
		t.Run(health, func(t *testing.T) {
			d, s := seated(t)
			s.while(s.running(1), func(a *application) {
				s.finish(a, "Succeeded", health)
				a.Status.Sync.Status = "OutOfSync"
			})
			result, err := d.sync(toNew)
			if err != nil || !strings.Contains(result.Message, says) {
				t.Errorf("%q, %v", result.Message, err)
			}
		})
	}
}

func TestStoppingSaysWhatGoesOn(t *testing.T) {
	d, s := seated(t)
	for range 10_000 {
		s.script = append(s.script, s.running(0))
	}
	stopped := make(chan error, 1)
	operationtest.With(t, policy.ApplicationSync, func(ctx context.Context, p operation.Permit) {
		ctx, cancel := context.WithTimeout(ctx, time.Hour)
		go func() {
			for s.requests("POST /api/v1/applications") == 0 {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(20 * time.Millisecond)
			cancel()
		}()
		_, err := d.Sync(ctx, p, toNew)
		stopped <- err
	})
	wantFault(t, <-stopped, fault.Cancelled, "goes on in Argo CD unless it is terminated")

	operationtest.With(t, policy.ApplicationSync, func(ctx context.Context, p operation.Permit) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		_, err := d.Sync(ctx, p, toNew)
		wantFault(t, err, fault.Cancelled, "Nothing was changed")
	})
}
