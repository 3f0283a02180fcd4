package seed

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/steps"
)

func newSite(t *testing.T) *site.Site {
	t.Helper()
	s, err := site.Open("demo", filepath.Join(t.TempDir(), "demo"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func show(t *testing.T, s *site.Site, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"--git-dir", workshop(s, Releases)}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestTheHistoryIsAPastThatGitUnderstands(t *testing.T) {
	s := newSite(t)
	if err := importHistory(t.Context(), s, Releases, writeReleases); err != nil {
		t.Fatal(err)
	}
	if kind := strings.TrimSpace(show(t, s, "cat-file", "-t", wantedRelease)); kind != "tag" {
		t.Errorf("%s is a %s, not an annotated tag", wantedRelease, kind)
	}
	diff := show(t, s, "diff", liveRelease, wantedRelease, "--", "overrides/acme/prod/shop")
	for _, line := range []string{`-replicas: 3`, `+replicas: 5`, `-  tag: "1.4.1"`, `+  tag: "1.4.2"`, `+  checkout.timeout: "8s"`} {
		if !strings.Contains(diff, line) {
			t.Errorf("the waiting deployment does not change %s:\n%s", line, diff)
		}
	}
	next := strings.Fields(show(t, s, "diff", "--name-only", stageBranch, stageNextLocal))
	if len(next) != 1 || next[0] != "overrides/initech/stage/shop/values.yaml" {
		t.Errorf("stage moves on by %v; one application should get out of sync", next)
	}
	authors := show(t, s, "log", "--all", "--format=%an")
	for _, name := range []string{"platform1", "devops1", "dev1", "support1"} {
		if !strings.Contains(authors, name) {
			t.Errorf("%s wrote nothing", name)
		}
	}
}

func TestRightsInKubernetesFollowTheDuties(t *testing.T) {
	for _, row := range []struct {
		group, cluster, namespace string
		roles                     string // cluster-wide ones and those in the namespace
	}{
		{"sluice:developers", landscape.Harbor, "acme-dev", "view edit"},
		{"sluice:developers", landscape.Harbor, "acme-stage", "view"},
		{"sluice:developers", landscape.Ocean, "acme-prod", ""},
		{"sluice:devops", landscape.Harbor, "acme-stage", "view edit"},
		{"sluice:devops", landscape.Ocean, "acme-prod", "view"},
		{"sluice:platform", landscape.Ocean, "acme-prod", "view"},
		{"sluice:platform", landscape.Ocean, platformNamespace, "view edit"},
		{"sluice:operations", landscape.Harbor, "acme-dev", "view"},
		{"sluice:operations", landscape.Ocean, "acme-prod", "view edit"},
		{"sluice:operations", landscape.Ocean, platformNamespace, "view"},
		{"sluice:support", landscape.Harbor, "acme-dev", ""},
		{"sluice:support", landscape.Ocean, "acme-prod", "view sluice:secret-reader"},
	} {
		var roles []string
		for _, r := range rights(row.cluster) {
			if r.group == row.group && (r.in == nil || r.in(row.namespace)) {
				roles = append(roles, r.role)
			}
		}
		if got := strings.Join(roles, " "); got != row.roles {
			t.Errorf("%s in %s of %s: %q, want %q", row.group, row.namespace, row.cluster, got, row.roles)
		}
	}
}

func TestManifestsAreYAMLThatSaysWhatItShould(t *testing.T) {
	s := newSite(t)
	for _, app := range landscape.Applications() {
		var got struct {
			Metadata struct{ Name string }
			Spec     struct {
				Source struct {
					TargetRevision string
					Helm           struct{ ValueFiles []string }
				}
				Destination struct{ Name, Namespace string }
				SyncPolicy  struct {
					Automated *struct{ Prune, SelfHeal bool }
				}
			}
		}
		if err := yaml.UnmarshalStrict([]byte(withoutRest(t, applicationManifest(s, app, revisionOf(app.Environment)))), &got); err != nil {
			t.Fatal(err)
		}
		if got.Spec.Source.Helm.ValueFiles[0] != "../../"+app.OverridesPath() || got.Spec.Destination.Namespace != app.Namespace() {
			t.Errorf("%s: %+v", app.Name(), got.Spec)
		}
		if automated := got.Spec.SyncPolicy.Automated != nil; automated != (app.Environment == "dev" || app == autoSyncLeftOn()) {
			t.Errorf("%s: auto-sync is %v", app.Name(), automated)
		}
	}
	for name, text := range map[string]string{"settings": settingsManifest(s), "projects": projectsManifest(s)} {
		for _, document := range strings.Split(text, "\n---\n") {
			var got map[string]any
			if err := yaml.Unmarshal([]byte(document), &got); err != nil || got["kind"] == nil {
				t.Errorf("%s: %v in\n%s", name, err, document)
			}
		}
	}
}

// withoutRest keeps the fields that the test declares; a field written twice or wrongly nested then still fails.
func withoutRest(t *testing.T, manifest string) string {
	t.Helper()
	var whole map[string]any
	if err := yaml.UnmarshalStrict([]byte(manifest), &whole); err != nil {
		t.Fatal(err)
	}
	spec := whole["spec"].(map[string]any)
	source := spec["source"].(map[string]any)
	delete(spec, "project")
	delete(source, "repoURL")
	delete(source, "path")
	content, err := yaml.Marshal(map[string]any{"metadata": map[string]any{"name": whole["metadata"].(map[string]any)["name"]}, "spec": spec})
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestEveryStepThatASeedNeedsExists(t *testing.T) {
	s := newSite(t)
	known := make(map[string]bool)
	all := Steps(s)
	for _, server := range servers.All() {
		all = append(all, steps.Step{Name: "start " + server.Name, After: server.After})
	}
	for _, name := range []string{"plane", "helm", "argocd", "gitea", "vault", "registry"} {
		known["build "+name] = true
	}
	for _, step := range all {
		known[step.Name] = true
	}
	for _, step := range all {
		for _, need := range step.After {
			if !known[need] {
				t.Errorf("%q comes after %q, which does not exist", step.Name, need)
			}
		}
	}
}

func TestTheFleetFileIsYAMLWithEverybodyInIt(t *testing.T) {
	s := newSite(t)
	if err := writeFleet(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	var fleet struct {
		Roles  map[string][]string
		People []struct{ Name, Kubernetes, ArgoCD, Vault, Git string }
	}
	content := fileOf(t, FleetPath(s))
	if err := yaml.Unmarshal(content, &fleet); err != nil {
		t.Fatalf("%v in\n%s", err, content)
	}
	if len(fleet.People) != 6 || len(fleet.Roles) != 5 || fleet.Roles["developer"][0] != "sluice:developers" {
		t.Errorf("%+v", fleet)
	}
}

func fileOf(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
