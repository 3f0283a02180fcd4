//go:build sandbox

package flows_test

import (
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

var frozen = argocd.Ref{Instance: "harbor", Project: "prod", Name: "initech-shop-prod"}

// The fleet freezes initech's production: it is held, operations break glass, and only a second person acknowledges it.
func TestAnEmergencyInAFreeze(t *testing.T) {
	s := sandbox(t)
	a := open(t, s, "ops1@ocean")
	a.signIn(s, "ops1")
	app, err := a.applications.Application(frozen)
	if err != nil {
		t.Fatal(err)
	}
	target := policy.Target{Cluster: app.Cluster, Namespace: app.Namespace, Name: app.Ref.Name}
	if d := a.may(policy.ApplicationSync, target); !d.Allowed || !strings.Contains(d.Held, `"closing" holds this until`) || !strings.Contains(d.Held, "ops1 or ops2 may break glass") {
		t.Fatalf("%+v", d)
	}
	if d := a.may(policy.ApplicationSync, policy.Target{Cluster: "ocean", Namespace: "acme-prod", Name: "acme-shop-prod"}); d.Held != "" {
		t.Fatalf("another customer is held: %+v", d)
	}

	in := argocd.SyncInput{Ref: frozen, Revision: app.Desired}
	if _, err := a.applications.Sync(in); fault.Of(err).Kind != fault.Held {
		t.Fatalf("it is not held: %v", err)
	}
	in.Emergency = &operation.Emergency{Reason: "Checkout fails for every customer of initech", Confirm: "acme-shop-prod"}
	if _, err := a.applications.Sync(in); fault.Of(err).Field != "emergency.confirm" {
		t.Fatalf("another name was good enough: %v", err)
	}
	if open, err := a.glass.Open(); err != nil || len(open) != 0 {
		t.Fatalf("what was refused is shown as an emergency: %+v, %v", open, err)
	}
	in.Emergency.Confirm = frozen.Name
	end := a.follow(a.applications.Sync(in))
	if end.State != "succeeded" || end.Emergency != in.Emergency.Reason {
		t.Fatalf("%+v %+v", end, end.Fault)
	}
	records, err := a.journal.Records(end.ID)
	if err != nil || len(records) != 2 {
		t.Fatalf("%+v, %v", records, err)
	}
	for _, r := range records {
		if r.Emergency != in.Emergency.Reason || !strings.Contains(r.Reason, `"closing"`) || r.Proof != "group sluice:operations" {
			t.Errorf("%+v", r)
		}
	}

	if _, err := a.glass.Acknowledge(end.ID); fault.Of(err).Field != "four-eyes" {
		t.Fatalf("ops1 acknowledged what ops1 did: %v", err)
	}
	a.use("ops2@ocean")
	seen := a.follow(a.glass.Acknowledge(end.ID))
	if open, err := a.glass.Open(); seen.State != "succeeded" || err != nil || len(open) != 0 {
		t.Fatalf("%+v, still open: %+v, %v", seen, open, err)
	}
	if v, err := a.journal.Verify(); err != nil || !v.Intact {
		t.Fatalf("%+v, %v", v, err)
	}
}

// Why a developer may not deploy to production, as the window asks it; and as operations, without being them.
func TestAnAnswerIsExplained(t *testing.T) {
	a := open(t, sandbox(t), "dev1@harbor")
	q := desktop.Question{Action: "argocd.application.sync", Target: policy.Target{Cluster: "ocean", Namespace: "acme-prod", Name: "acme-shop-prod"}}
	e, err := a.duties.Explain(q, "")
	if err != nil || e.Decision.Allowed || e.Rules[0].ID != "dev-only" || !strings.Contains(e.Rules[0].Text, "forbid") || e.Target.Customer != "acme" {
		t.Fatalf("%+v, %v", e, err)
	}
	for _, answer := range e.Roles {
		if answer.Role == policy.Operations && (!answer.Allowed || strings.Join(answer.People, " ") != "ops1 ops2") {
			t.Errorf("%+v", answer)
		}
	}
	if other, err := a.duties.Explain(q, policy.Operations); err != nil || !other.Decision.Allowed {
		t.Fatalf("%+v, %v", other, err)
	}
	if acting := a.use("dev1@harbor"); acting.Actor.Role != policy.Developer {
		t.Errorf("looking has changed who acts: %+v", acting.Actor)
	}
}
