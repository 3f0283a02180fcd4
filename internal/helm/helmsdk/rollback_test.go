package helmsdk

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/release"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/helm/helmtest"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

func TestHelmsOwnActionsCannotWriteWithoutAPermit(t *testing.T) {
	for name, run := range map[string]func(*action.Configuration) error{
		"rollback": func(cfg *action.Configuration) error { return action.NewRollback(cfg).Run(greeter.Name) },
		"uninstall": func(cfg *action.Configuration) error {
			_, err := action.NewUninstall(cfg).Run(greeter.Name)
			return err
		},
		"upgrade": func(cfg *action.Configuration) error {
			up := action.NewUpgrade(cfg)
			up.Namespace = greeter.Namespace
			_, err := up.Run(greeter.Name, revision(4, "smuggled").Chart, nil)
			return err
		},
		"install": func(cfg *action.Configuration) error {
			in := action.NewInstall(cfg)
			in.ReleaseName, in.Namespace = "other", greeter.Namespace
			_, err := in.Run(revision(1, "smuggled").Chart, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := open(t)
			cfg, _, err := c.configuration(greeter, "secret", operation.Permit{})
			if err != nil {
				t.Fatal(err)
			}
			if err := run(cfg); err == nil {
				t.Error("it says that it wrote")
			}
			if s.reads == 0 || s.changes() != 0 {
				t.Errorf("%d reads, %d writes reached the server; want some and none", s.reads, s.changes())
			}
		})
	}
}

const deployment = `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: slow}
spec:
  replicas: 1
  selector: {matchLabels: {app: slow}}
  template: {metadata: {labels: {app: slow}}, spec: {containers: [{name: c, image: i}]}}
`

func TestRollbackRefusesBeforeItWrites(t *testing.T) {
	tracked := map[string]any{"metadata": map[string]any{"name": "greeter-greeting", "annotations": map[string]any{argoTracking: "shop-prod:/ConfigMap:acme-prod/greeter-greeting"}}}
	for _, row := range []struct {
		name    string
		arrange func(*testing.T, *apiServer)
		in      helm.RollbackInput
		kind    fault.Kind
		says    string
	}{
		{"somebody was faster", func(t *testing.T, s *apiServer) { s.keep(t, revision(4, "x")) }, helm.RollbackInput{Revision: 1, Current: 3}, fault.Conflict, "revision 4 by now; you looked at revision 3"},
		{"a revision that is gone", func(_ *testing.T, s *apiServer) { s.drop("sh.helm.release.v1.greeter.v2") }, helm.RollbackInput{Revision: 2, Current: 3}, fault.NotFound, "not kept any more"},
		{"a change is running", func(t *testing.T, s *apiServer) {
			pending := revision(4, "x")
			pending.Info.Status = release.StatusPendingUpgrade
			s.keep(t, pending)
		}, helm.RollbackInput{Revision: 1, Current: 4}, fault.Conflict, "pending-upgrade"},
		{"the newest cannot be read", func(_ *testing.T, s *apiServer) { s.keepPayload("greeter", 4, "deployed", "%%%") }, helm.RollbackInput{Revision: 1, Current: 4}, fault.Invalid, "sh.helm.release.v1.greeter.v4"},
		{"the one to return to cannot be read", func(_ *testing.T, s *apiServer) { s.keepPayload("greeter", 1, "superseded", "%%%") }, helm.RollbackInput{Revision: 1, Current: 3}, fault.Invalid, "sh.helm.release.v1.greeter.v1"},
		{"Argo CD took over an object", func(_ *testing.T, s *apiServer) { s.put(greeter.Namespace, "configmaps", tracked) }, helm.RollbackInput{Revision: 1, Current: 3}, fault.Held, "application shop-prod owns greeter"},
		{"Flux rendered the objects", func(t *testing.T, s *apiServer) {
			rel := revision(4, "x")
			rel.Manifest = strings.Replace(rel.Manifest, "  name: greeter-greeting\n", "  name: greeter-greeting\n  labels: {helm.toolkit.fluxcd.io/name: shop, helm.toolkit.fluxcd.io/namespace: flux}\n", 1)
			s.keep(t, rel)
		}, helm.RollbackInput{Revision: 1, Current: 4}, fault.Held, "HelmRelease flux/shop owns greeter"},
		{"a release that is not there", nil, helm.RollbackInput{Ref: helm.Ref{Namespace: "acme-prod", Name: "absent"}, Revision: 1, Current: 3}, fault.NotFound, "absent"},
		{"a name that none can have", nil, helm.RollbackInput{Ref: helm.Ref{Namespace: "acme-prod", Name: "a,b=c"}, Revision: 1, Current: 3}, fault.Invalid, "name"},
		{"no namespace", nil, helm.RollbackInput{Ref: helm.Ref{Name: "greeter"}, Revision: 1, Current: 3}, fault.Invalid, "namespace"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, c := open(t)
			if row.arrange != nil {
				row.arrange(t, s)
			}
			if row.in.Ref.Name == "" {
				row.in.Ref = greeter
			}
			_, err := helmtest.Rollback(t, c, row.in)
			if got := fault.Of(err); got.Kind != row.kind || !strings.Contains(got.Detail, row.says) {
				t.Errorf("got %s: %s", got.Kind, got.Detail)
			}
			if s.changes() != 0 {
				t.Errorf("%d writes reached the server", s.changes())
			}
		})
	}
}

// The kubeconfig may be written anew between the decision and the deed.
func TestARollbackStaysInTheClusterThatWasDecidedOn(t *testing.T) {
	for _, row := range []struct {
		decided string
		kind    fault.Kind
	}{{"harbor", fault.Conflict}, {"ocean", ""}} {
		s, c := open(t)
		x := operationtest.Executor(&audit.Memory{})
		x.Classify = func(t policy.Target) policy.Target {
			t.Cluster = row.decided
			return t
		}
		_, err := operation.Do(t.Context(), x, helm.Rollback(c), helm.RollbackInput{Ref: greeter, Revision: 2, Current: 3})
		if row.kind == "" {
			if err != nil {
				t.Errorf("decided on %s: %v", row.decided, err)
			}
			continue
		}
		if got := fault.Of(err); got.Kind != row.kind || !strings.Contains(got.Detail, "another cluster") || s.changes() != 0 {
			t.Errorf("decided on %s: %v, %d writes", row.decided, err, s.changes())
		}
	}
}

func TestAFailedRollbackTellsWhatStateItLeft(t *testing.T) {
	slow := func(t *testing.T, s *apiServer) {
		rel := revision(2, "slow")
		rel.Manifest += deployment
		s.keep(t, rel)
	}
	for _, row := range []struct {
		name    string
		arrange func(*testing.T, *apiServer)
		kind    fault.Kind
		says    []string
		status  string // of the newest revision afterwards
	}{
		{"objects that do not become ready", slow, fault.Unreachable, []string{"1 of 2 resources are ready", "Deployment slow", "revision 4 (failed)"}, "failed"},
		{"objects that may not be changed", func(_ *testing.T, s *apiServer) {
			s.forbid = func(verb, _, resource string) bool { return resource == "configmaps" && verb == http.MethodPatch }
		}, fault.Denied, []string{"configmaps is forbidden", "revision 4 (failed)"}, "failed"},
		{"a webhook that quotes what it refuses", func(_ *testing.T, s *apiServer) {
			s.forbid = func(verb, _, resource string) bool { return resource == "configmaps" && verb == http.MethodPatch }
			s.why = `admission webhook "guard" denied the request: Invalid value: "` + helmtest.Password + `"`
		}, fault.Denied, []string{"denied the request: Invalid value", "revision 4 (failed)"}, "failed"},
		{"a history that may not be written", func(_ *testing.T, s *apiServer) {
			s.forbid = func(verb, _, resource string) bool { return resource == "secrets" && verb == http.MethodPost }
		}, fault.Denied, []string{"secrets is forbidden", "Nothing was changed", "still at revision 3"}, "deployed"},
		{"a hook that may not be made leaves nothing pending", func(t *testing.T, s *apiServer) {
			rel := revision(2, "hooked")
			rel.Hooks = []*release.Hook{{Name: "h", Kind: "Deployment", Path: "h.yaml", Manifest: deployment, Events: []release.HookEvent{release.HookPreRollback}}}
			s.keep(t, rel)
			s.forbid = func(verb, _, resource string) bool { return resource == "deployments" && verb == http.MethodPost }
		}, "", []string{"revision 4 (failed)"}, "failed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, c := open(t)
			row.arrange(t, s)
			_, err := helmtest.Rollback(t, c, helm.RollbackInput{Ref: greeter, Revision: 2, Current: 3})
			got := fault.Of(err)
			if row.kind != "" && got.Kind != row.kind {
				t.Errorf("got %s: %v", got.Kind, err)
			}
			for _, part := range row.says {
				if !strings.Contains(got.Detail, part) {
					t.Errorf("%q does not say %q", got.Detail, part)
				}
			}
			if strings.Contains(fmt.Sprint(err), helmtest.Password) {
				t.Errorf("it shows the password: %v", err)
			}
			now, err := c.Release(t.Context(), greeter)
			if err != nil || now.Current.Status != row.status {
				t.Errorf("left as %+v, %v", now.Current, err)
			}
		})
	}
}

func TestARollbackThatIsStoppedWhileItWaitsSaysSo(t *testing.T) {
	s, _ := open(t)
	rel := revision(2, "slow")
	rel.Manifest += deployment
	s.keep(t, rel)
	c := leafOf(s, time.Minute)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(500*time.Millisecond, stop)
	var err error
	operationtest.With(t, policy.ReleaseRollback, func(_ context.Context, p operation.Permit) {
		_, err = c.Rollback(ctx, p, helm.RollbackInput{Ref: greeter, Revision: 2, Current: 3})
	})
	got := fault.Of(err)
	if got.Kind != fault.Cancelled || !strings.Contains(got.Detail, "revision 4 (failed), whose objects may be changed in part") {
		t.Errorf("got %s: %s", got.Kind, got.Detail)
	}
}
