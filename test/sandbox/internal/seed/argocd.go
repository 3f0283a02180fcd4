package seed

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// argocdSettings puts in place what Argo CD reads when it starts: its accounts and their rights, the projects, the cluster
// ocean and the way to the repositories.
func argocdSettings(ctx context.Context, s *site.Site) error {
	admin, err := s.Admin(landscape.Harbor)
	if err != nil {
		return err
	}
	secrets, err := argocdSecrets(s)
	if err != nil {
		return err
	}
	return admin.Apply(ctx, strings.Join([]string{settingsManifest(s), projectsManifest(s), secrets}, "\n---\n"))
}

// argocdTypes makes the cluster know what an application is, by the definitions in Argo CD's own module.
func argocdTypes(ctx context.Context, s *site.Site) error {
	admin, err := s.Admin(landscape.Harbor)
	if err != nil {
		return err
	}
	types := []string{"application", "applicationset", "appproject"}
	err = each(types, func(name string) error {
		manifest, err := os.ReadFile(filepath.Join(s.Binary("argocd").Assets, "crds", name+"-crd.yaml"))
		if err != nil {
			return err
		}
		return admin.Create(ctx, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", manifest)
	})
	if err != nil {
		return err
	}
	return rest.Until(ctx, time.Minute, 100*time.Millisecond, func(ctx context.Context) error {
		for _, name := range types {
			if err := admin.Do(ctx, "GET", "/apis/argoproj.io/v1alpha1/namespaces/argocd/"+name+"s", nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// settingsManifest is everything that is no secret; the same text lies in Git.
func settingsManifest(s *site.Site) string {
	var accounts, rights strings.Builder
	for _, a := range landscape.Accounts() {
		fmt.Fprintf(&accounts, "  accounts.%s: login\n", a.Name)
		fmt.Fprintf(&rights, "    g, %s, role:%s\n", a.Name, a.Role)
	}
	return fmt.Sprintf(`apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
data:
  url: %q
  timeout.reconciliation: 60s
  application.resourceTrackingMethod: annotation
%s---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
data:
  policy.default: ""
  policy.csv: |
    # Everybody sees; nobody but these changes.
    p, role:everybody, applications, get, */*, allow
    p, role:everybody, applicationsets, get, */*, allow
    p, role:everybody, projects, get, *, allow
    p, role:everybody, clusters, get, *, allow
    p, role:everybody, repositories, get, *, allow
    p, role:everybody, logs, get, */*, allow
    p, role:developer, applications, sync, dev/*, allow
    p, role:devops, applications, sync, dev/*, allow
    p, role:devops, applications, sync, stage/*, allow
    p, role:devops, applications, create, dev/*, allow
    p, role:devops, applications, create, stage/*, allow
    p, role:devops, applications, update, dev/*, allow
    p, role:devops, applications, update, stage/*, allow
    p, role:platform, projects, *, *, allow
    p, role:platform, clusters, *, *, allow
    p, role:operations, applications, sync, prod/*, allow
    p, role:operations, applications, action/*, prod/*, allow
    g, role:developer, role:everybody
    g, role:devops, role:everybody
    g, role:platform, role:everybody
    g, role:operations, role:everybody
    g, role:support, role:everybody
%s`, s.URL("argocd-server"), accounts.String(), rights.String())
}

func projectsManifest(s *site.Site) string {
	var projects []string
	for _, environment := range landscape.Environments() {
		projects = append(projects, fmt.Sprintf(`apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: %s, namespace: argocd}
spec:
  description: What runs in %s
  sourceRepos: [%q]
  destinations: [{name: %s, namespace: "*-%s"}]
  clusterResourceWhitelist: []
  namespaceResourceBlacklist: [{group: "", kind: ResourceQuota}, {group: "", kind: LimitRange}]
`, environment, environment, RepositoryURL(s, Releases), destination(environment), environment))
	}
	return strings.Join(projects, "---\n")
}

// destination is what Argo CD calls the environment's cluster.
func destination(environment string) string {
	if landscape.ClusterOf(environment) == landscape.Ocean {
		return landscape.Ocean
	}
	return "in-cluster"
}

func argocdSecrets(s *site.Site) (string, error) {
	passwords := map[string]string{"admin.password": s.Secrets.ArgoCDAdmin}
	for _, a := range landscape.Accounts() {
		passwords["accounts."+a.Name+".password"] = a.Password()
	}
	content := map[string]string{"server.secretkey": s.Secrets.Internal, "admin.passwordMtime": "2026-01-01T00:00:00Z"}
	for key, password := range passwords {
		// Cheap on purpose: the passwords of a sandbox are known anyway.
		hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
		if err != nil {
			return "", err
		}
		content[key], content[key+"Mtime"] = string(hash), "2026-01-01T00:00:00Z"
	}
	ocean, err := oceanLogin(s)
	if err != nil {
		return "", err
	}
	repositories := []string{
		secretManifest("argocd-secret", "", content),
		secretManifest("cluster-"+landscape.Ocean, "cluster", map[string]string{
			"name": landscape.Ocean, "server": s.Cluster(landscape.Ocean), "config": ocean,
		}),
	}
	for _, name := range []string{Releases, PlatformConfig} {
		repositories = append(repositories, secretManifest("repository-"+name, "repository", map[string]string{
			"type": "git", "url": RepositoryURL(s, name), "username": robot, "password": s.Secrets.Internal,
		}))
	}
	return strings.Join(repositories, "\n---\n"), nil
}

// oceanLogin is how Argo CD proves itself to the other cluster.
func oceanLogin(s *site.Site) (string, error) {
	login := make(map[string]string)
	for field, path := range map[string]string{
		"caData":   s.Path(landscape.Ocean, "pki", "ca.crt"),
		"certData": s.Path("argocd", landscape.Ocean+".crt"),
		"keyData":  s.Path("argocd", landscape.Ocean+".key"),
	} {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		login[field] = base64.StdEncoding.EncodeToString(content)
	}
	content, err := json.Marshal(fields{"tlsClientConfig": login})
	return string(content), err
}

func secretManifest(name, kind string, content map[string]string) string {
	labels := fields{"app.kubernetes.io/part-of": "argocd"}
	if kind != "" {
		labels["argocd.argoproj.io/secret-type"] = kind
	}
	manifest, err := json.Marshal(fields{
		"apiVersion": "v1", "kind": "Secret", "stringData": content,
		"metadata": fields{"name": name, "namespace": servers.ArgoCDNamespace, "labels": labels},
	})
	if err != nil {
		panic(err) // strings always encode
	}
	return string(manifest)
}

// applicationManifest declares one application. Production follows an exact tag and is deployed by hand, but for one where
// somebody left auto-sync on; its two switches being off does not switch it off.
func applicationManifest(s *site.Site, app landscape.Application, revision string) string {
	policy := ""
	switch {
	case app.Environment == "dev":
		policy = "\n  syncPolicy: {automated: {prune: true, selfHeal: true}}"
	case app == autoSyncLeftOn():
		policy = "\n  syncPolicy: {automated: {prune: false, selfHeal: false}}"
	}
	return fmt.Sprintf(`apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: %s
  namespace: argocd
  labels: {sluice.dev/customer: %s, sluice.dev/product: %s, sluice.dev/environment: %s}
spec:
  project: %s
  source:
    repoURL: %s
    path: charts/%s
    targetRevision: %s
    helm: {valueFiles: [../../%s]}
  destination: {name: %s, namespace: %s}%s
`, app.Name(), app.Customer, app.Product, app.Environment, app.Environment, RepositoryURL(s, Releases), app.Product, revision,
		app.OverridesPath(), destination(app.Environment), app.Namespace(), policy)
}

func autoSyncLeftOn() landscape.Application {
	return landscape.Application{Customer: "initech", Product: "billing", Environment: "prod"}
}

// revisionOf an environment is what its applications should run.
func revisionOf(environment string) string {
	switch environment {
	case "prod":
		return wantedRelease
	case "stage":
		return stageBranch
	}
	return "main"
}

// writePlatformConfig keeps in Git what was applied, and the charts that people install with Helm.
func writePlatformConfig(s *site.Site, h *history) {
	t := tree{"README.md": "# What the platform team runs\n\nargocd/ is applied to harbor's namespace argocd; charts/ are installed with Helm.\n"}
	t.charts("", "ingress", "status-page")
	h.commit("main", "", "platform1", 42, "Add the charts of the ingress and the status page", t)
	t["argocd/settings.yaml"], t["argocd/projects.yaml"] = settingsManifest(s), projectsManifest(s)
	h.commit("main", "", "platform1", 40, "Argo CD: accounts, rights, and a project for each environment", t)
	for _, app := range landscape.Applications() {
		t["argocd/applications/"+app.Environment+"/"+app.Name()+".yaml"] = applicationManifest(s, app, revisionOf(app.Environment))
	}
	h.commit("main", "", "devops1", 8, "Production follows "+wantedRelease, t)
}
