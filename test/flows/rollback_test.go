//go:build sandbox

package flows_test

import (
	"strconv"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// revision is the newest one that the cluster itself has of a release.
func revision(t *testing.T, s servers, cluster, namespace, name string) int {
	t.Helper()
	list, err := admin(t, s, cluster).CoreV1().Secrets(namespace).List(t.Context(), v1.ListOptions{LabelSelector: "owner=helm,name=" + name})
	if err != nil {
		t.Fatal(err)
	}
	newest := 0
	for _, item := range list.Items {
		n, err := strconv.Atoi(item.Labels["version"])
		if err != nil {
			t.Fatal(err)
		}
		newest = max(newest, n)
	}
	return newest
}

func TestARollbackInProduction(t *testing.T) {
	s := sandbox(t)
	ref := helm.Ref{Context: "ops1@ocean", Namespace: "acme-prod", Name: "status-page"}
	a := open(t, s, ref.Context)

	before := revision(t, s, "ocean", ref.Namespace, ref.Name)
	row := a.row("releases", live.Scope{Context: ref.Context}, ref.Name)
	if row["revision"] != strconv.Itoa(before) || row["namespace"] != "acme-prod" {
		t.Fatalf("%v", row)
	}
	release, err := a.releases.Release(ref)
	if err != nil || len(release.History) < 3 || release.Current.Revision != before {
		t.Fatalf("%+v, %v", release, err)
	}
	compared, err := a.releases.Compare(ref, 2, 1)
	if err != nil || changes(compared) == "" {
		t.Fatalf("nothing differs between the revisions: %v", err)
	}

	// Who saw an older state must look again.
	stale := a.follow(a.releases.Rollback(helm.RollbackInput{Ref: ref, Revision: 1, Current: before - 1}))
	if stale.State != "failed" || stale.Fault.Kind != fault.Conflict || revision(t, s, "ocean", "acme-prod", "status-page") != before {
		t.Fatalf("%+v %+v", stale, stale.Fault)
	}
	end := a.follow(a.releases.Rollback(helm.RollbackInput{Ref: ref, Revision: 1, Current: before}))
	if end.State != "succeeded" || a.trail(end.ID) != "asked,succeeded" {
		t.Fatalf("%+v %+v", end, end.Fault)
	}
	if got := revision(t, s, "ocean", "acme-prod", "status-page"); got != before+1 {
		t.Fatalf("the cluster is at revision %d", got)
	}
	until(t, "the table shows the new revision", func() bool {
		return a.row("releases", live.Scope{Context: ref.Context}, ref.Name)["revision"] == strconv.Itoa(before+1)
	})
}

func TestWhoMayNotRollBackIsRefusedBeforeAnythingIsAsked(t *testing.T) {
	s := sandbox(t)
	a := open(t, s, "ops1@harbor")
	ref := helm.Ref{Context: "ops1@harbor", Namespace: "acme-dev", Name: "shop-preview"}
	if d := a.may(policy.ReleaseRollback, policy.Target{Context: ref.Context, Namespace: ref.Namespace, Name: ref.Name}); d.Allowed || d.Rule != "production-only" {
		t.Fatalf("%+v", d)
	}
	before := revision(t, s, "harbor", ref.Namespace, ref.Name)
	if _, err := a.releases.Rollback(helm.RollbackInput{Ref: ref, Revision: 1, Current: before}); err == nil || fault.Of(err).Kind != fault.Denied {
		t.Fatalf("%v", err)
	}
	if after := revision(t, s, "harbor", ref.Namespace, ref.Name); after != before {
		t.Fatalf("revision %d became %d", before, after)
	}
}
