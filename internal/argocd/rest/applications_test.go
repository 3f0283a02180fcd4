package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
)

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

func TestAutoSyncIsOnWhileTheFieldIsThere(t *testing.T) {
	for _, row := range []struct {
		name   string
		policy *syncPolicy
		words  string
		warns  bool
	}{
		{"no policy", nil, "off", false},
		{"a policy without automation", &syncPolicy{}, "off", false},
		{"automation that neither prunes nor heals", &syncPolicy{&automated{}}, "on", true},
		{"automation that prunes", &syncPolicy{&automated{Prune: true}}, "on, prunes", true},
		{"automation that heals", &syncPolicy{&automated{SelfHeal: true}}, "on, heals", true},
		{"automation in full", &syncPolicy{&automated{Prune: true, SelfHeal: true}}, "on, prunes and heals", true},
		{"automation switched on", &syncPolicy{&automated{Enabled: yes()}}, "on", true},
		{"automation switched off", &syncPolicy{&automated{Enabled: no(), Prune: true}}, "off", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			d, s := seated(t)
			s.apps["acme-shop-prod"].Spec.SyncPolicy = row.policy
			app, err := d.Application(t.Context(), prod)
			if err != nil || app.AutoSync != row.words || (len(app.Warnings) > 0) != row.warns {
				t.Errorf("it says %q and warns %q, %v", app.AutoSync, app.Warnings, err)
			}
			want := map[bool]string{true: "on in production", false: "off"}[row.warns]
			if cells := d.row("harbor", *s.apps["acme-shop-prod"]).Cells; cells[10] != want {
				t.Errorf("the list says %q", cells[10])
			}
			s.apps["acme-shop-prod"].Spec.Destination.Namespace = "acme-dev"
			if app, _ := d.Application(t.Context(), prod); len(app.Warnings) != 0 {
				t.Errorf("it warns of development: %q", app.Warnings)
			}
		})
	}
}

func TestAnApplicationIsReadInFull(t *testing.T) {
	d, s := seated(t)
	a := s.apps["acme-shop-prod"]
	a.Status.Health.Message = "cannot read https://robot:token@git.example/y"
	a.Status.Resources[0].Health.Message = "env: Invalid value: \"hunter2\""
	a.Status.Conditions = []condition{{Type: "ComparisonError", Message: "rpc error: code = Unknown desc = cannot read https://robot:token@git.example/x", LastTransitionTime: "2026-01-02T00:00:00Z"}}
	a.Status.Resources = append(a.Status.Resources, resource{Kind: "Job", Name: "migrate", Hook: true}, resource{Kind: "ConfigMap", Name: "old", Status: "OutOfSync", RequiresPruning: true})
	app, err := d.Application(t.Context(), prod)
	if err != nil {
		t.Fatal(err)
	}
	if app.Cluster != "ocean" || app.Namespace != "acme-prod" || app.Environment != "prod" || !app.Production || app.Customer != "acme" || app.Product != "shop" {
		t.Errorf("it stands in %+v", app)
	}
	if app.Target != "prod-release/v1.4.2" || app.Desired != newSHA || app.Live != oldSHA {
		t.Errorf("%s means %s, live is %s", app.Target, app.Desired, app.Live)
	}
	if text := fmt.Sprintf("%+v", app); strings.Contains(text, "robot") || strings.Contains(text, "hunter2") {
		t.Errorf("a secret is shown: %s", text)
	}
	if app.Conditions[0].Message != "cannot read https://git.example/x" {
		t.Errorf("the condition says %q", app.Conditions[0].Message)
	}
	if len(app.Resources) != 2 || !app.Resources[1].Prune || app.Resources[1].Health != "" {
		t.Errorf("resources are %+v", app.Resources)
	}
	if len(app.History) != 2 || app.History[0].Revision != oldSHA || app.History[0].By != "auto-sync" {
		t.Errorf("history is %+v", app.History)
	}
}

func TestTheDifferenceLeavesOutHooksAndHidesSecrets(t *testing.T) {
	secretOf := func(value string) string {
		return fmt.Sprintf(`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"password":%q}}`, value)
	}
	d, s := seated(t)
	s.instead["GET /api/v1/applications/acme-shop-prod/managed-resources"] = func(w http.ResponseWriter, _ *http.Request) {
		answer(w, managedResources{[]managed{
			s.live["acme-shop-prod"],
			{Kind: "Job", Name: "hook", Hook: true, TargetState: `{"kind":"Job","metadata":{"name":"hook"}}`, LiveState: "null"},
			{Kind: "Secret", Name: "s", LiveState: secretOf("aGlkZGVu"), NormalizedLiveState: secretOf("aGlkZGVu"), TargetState: secretOf("bm90aGlk"), PredictedLiveState: secretOf("bm90aGlk")},
			{Kind: "ConfigMap", Name: "new", LiveState: "null", NormalizedLiveState: "null", TargetState: `{"kind":"ConfigMap","metadata":{"name":"new"}}`},
			{Kind: "ConfigMap", Name: "gone", LiveState: `{"kind":"ConfigMap","metadata":{"name":"gone"}}`, TargetState: "null", PredictedLiveState: "null"},
		}})
	}
	result, err := d.Compare(t.Context(), prod)
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]string{}
	for _, o := range result.Objects {
		changes[o.Kind+" "+o.Name] = o.Change
	}
	want := map[string]string{"Deployment shop": diff.Changed, "Secret s": diff.Changed, "ConfigMap new": diff.Added, "ConfigMap gone": diff.Removed}
	if fmt.Sprint(changes) != fmt.Sprint(want) {
		t.Errorf("it says %v, want %v", changes, want)
	}
	if text := fmt.Sprintf("%+v", result); strings.Contains(text, "aGlkZGVu") || strings.Contains(text, "bm90aGlk") {
		t.Error("a secret's value is shown")
	}
	if result.Before != "Live in ocean/acme-prod" || result.After != "Desired, prod-release/v1.4.2 (22222222)" {
		t.Errorf("between %q and %q", result.Before, result.After)
	}
}

func TestAnUnreadableStateNamesItsObject(t *testing.T) {
	d, s := seated(t)
	m := s.live["acme-shop-prod"]
	m.PredictedLiveState = `{"kind": "Deploy`
	s.live["acme-shop-prod"] = m
	_, err := d.Compare(t.Context(), prod)
	wantFault(t, err, fault.Invalid, "Deployment acme-prod/shop")
}

func TestSeveralSourcesAreReadButNotSynced(t *testing.T) {
	d, s := seated(t)
	a := s.apps["acme-shop-prod"]
	a.Spec.Sources, a.Spec.Source = []source{{RepoURL: "https://a.example", TargetRevision: "v1"}, {RepoURL: "https://b.example", Chart: "shop"}}, nil
	a.Status.Sync = synced{Status: "OutOfSync", Revisions: []string{oldSHA, newSHA}}
	app, err := d.Application(t.Context(), prod)
	if err != nil || app.Target != "v1, HEAD" || app.Desired != oldSHA+", "+newSHA || app.Repository != "https://a.example, https://b.example" || !slices.ContainsFunc(app.Warnings, func(w string) bool { return strings.Contains(w, "2 sources") }) {
		t.Errorf("it says %+v, %v", app, err)
	}
	if _, err := d.Compare(t.Context(), prod); err != nil {
		t.Error(err)
	}
	_, err = d.sync(argocd.SyncInput{Ref: prod, Revision: app.Desired})
	wantFault(t, err, fault.Invalid, "2 sources")
	if s.requests("POST /api/v1/applications") != 0 {
		t.Error("it was synced")
	}
}

func TestWhatTheServerRefusesKeepsItsMeaning(t *testing.T) {
	for _, row := range []struct {
		name         string
		status, code int
		message      string
		kind         fault.Kind
		says         string
	}{
		{"not allowed", 403, codePermissionDenied, "permission denied: applications, get, prod/x, sub: ops1, iat: 2026-01-01T00:00:00Z", fault.Denied, "RBAC: permission denied: applications, get, prod/x, sub: ops1. "},
		{"not there", 404, codeNotFound, "not found", fault.NotFound, "no such application"},
		{"too often", 429, 8, "slow down", fault.Unreachable, "too often"},
		{"a part is down", 503, codeUnavailable, "connection refused", fault.Unreachable, "not up"},
		{"its own error", 500, 2, "error resolving repo revision: https://u:p@git.example", fault.Unreachable, "https://git.example"},
		{"a bad request", 400, 3, "bad name", fault.Invalid, "bad name"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d, s := seated(t)
			s.instead["GET /api/v1/applications/acme-shop-prod"] = func(w http.ResponseWriter, _ *http.Request) { problem(w, row.status, row.code, row.message) }
			_, err := d.Application(t.Context(), prod)
			wantFault(t, err, row.kind, row.says)
			if fault.Of(err).System != "argocd" || strings.Contains(fault.Of(err).Detail, "u:p@") {
				t.Errorf("it says %+v", fault.Of(err))
			}
		})
	}
}

func TestALoginPageInTheWayIsNoEmptyList(t *testing.T) {
	d, s := seated(t)
	s.instead["GET /api/v1/applications/acme-shop-prod"] = html
	_, err := d.Application(t.Context(), prod)
	wantFault(t, err, fault.Invalid, "not as Argo CD does")
}

func TestANameCannotLeaveItsPath(t *testing.T) {
	d, s := seated(t)
	_, err := d.Application(t.Context(), argocd.Ref{Instance: "harbor", Name: "../session/userinfo?x=1#"})
	if err == nil {
		t.Error("it found something")
	}
	if s.requests("GET /api/v1/applications/..%2Fsession%2Fuserinfo%3Fx=1%23") != 1 {
		t.Errorf("it asked %q", s.seen[len(s.seen)-1])
	}
}

// Argo CD's name for a cluster that the fleet does not know never reads as one of the fleet's.
func TestAnUnknownClusterIsNotTakenForOneOfTheFleet(t *testing.T) {
	d, s := seated(t)
	s.apps["acme-shop-prod"].Spec.Destination.Name = "unheard-of"
	app, err := d.Application(t.Context(), prod)
	if err != nil || app.Cluster != "unheard-of (Argo CD harbor)" || app.Environment != "" {
		t.Errorf("%+v, %v", app, err)
	}
}
