//go:build sandbox

package flows_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/helm"
)

// planted are secrets in places that Sluice reads, and where those places are.
type planted struct {
	secrets map[string]string // by what they are
	release helm.Ref          // a release with passwords in its values, objects and notes
	whole   argocd.Ref        // an application with a secret among its parameters
	broken  argocd.Ref        // and one that Argo CD cannot render, and says so at length
}

// plant gathers the sandbox's own secrets and adds some where people put them.
func (s servers) plant(t *testing.T) planted {
	t.Helper()
	p := planted{secrets: s.own(t)}
	p.release = p.plantRelease(t, s)
	p.whole, p.broken = p.plantApplications(t, s)
	return p
}

// secret makes one up and remembers it.
func (p planted) secret(what string) string {
	p.secrets[what] = "planted-" + strings.ToLower(rand.Text()[:16])
	return p.secrets[what]
}

// own are secrets that the sandbox has anyway: in Vault, in the kubeconfig, of its people.
func (s servers) own(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{
		"a value of Vault or of the seed's releases": "made-up-",
		"Vault's root token":                         s.Vault.RootToken,
		"the registry's password":                    s.Registry.Password,
		"the SIEM's token":                           s.SIEM.Token,
		"AppRole's secret":                           "operations-sluice",
	}
	for _, accounts := range []map[string]string{s.ArgoCD.Accounts, s.Vault.Accounts, s.Gitea.Accounts} {
		for name, password := range accounts {
			out["the password of "+name] = password
		}
	}
	config, err := clientcmd.LoadFromFile(s.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	for name, user := range config.AuthInfos {
		if len(user.ClientKeyData) > 0 {
			out["the key of "+name] = strings.Split(string(user.ClientKeyData), "\n")[2] // the first line is the same in all
		}
		if user.Token != "" {
			out["the token of "+name] = user.Token
		}
	}
	return out
}

// kubeconfigs are files that are broken where the secret is, and a plugin that says what it should keep to itself.
func (p planted) kubeconfigs(t *testing.T, s servers) string {
	t.Helper()
	list := s.Kubeconfig
	for name, text := range map[string]string{
		"half":   "users: [{name: half, user: {token: \"" + p.secret("the token of a file that ends too early"),
		"listed": "users: " + p.secret("the token of a file with a word for a list"),
		"key":    "users: [{name: key, user: {client-key-data: " + p.secret("a key that is not encoded") + "}}]",
		"plugin": fmt.Sprintf(`{apiVersion: v1, kind: Config, current-context: "", clusters: [{name: talker, cluster: {server: %q}}],
contexts: [{name: talker@harbor, context: {cluster: talker, user: talker}}],
users: [{name: talker, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Never,
  args: [-c, "echo 'refused: password=%s' >&2; exit 1"]}}}]}`, s.Clusters["harbor"].Server, p.secret("what a plugin says")),
	} {
		path := filepath.Join(t.TempDir(), name+".yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		list += string(os.PathListSeparator) + path
	}
	return list
}

// leaky is a chart that does with a password what charts should not do.
var leaky = map[string]string{
	"Chart.yaml":  "apiVersion: v2\nname: leaky\nversion: 1.0.0\n",
	"values.yaml": "db: {password: \"\", url: \"\"}\nservice: {type: ClusterIP}\n",
	"templates/NOTES.txt": "Log in as admin, password: {{ .Values.db.password }}\n" +
		"psql {{ .Values.db.url }}\nexport PGPASSWORD={{ .Values.db.password }}\n",
	"templates/objects.yaml": `apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
stringData: {plain: {{ .Values.db.password | quote }}}
data: {encoded: {{ .Values.db.password | b64enc }}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data:
  db.password: {{ .Values.db.password | quote }}
  application.yaml: |
    datasource:
      url: {{ .Values.db.url }}
      password: {{ .Values.db.password }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: 0
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec:
      containers:
        - name: app
          image: registry.storefront.example/leaky:1
          args: [serve, --db-password, {{ .Values.db.password | quote }}, "--db={{ .Values.db.url }}"]
          env: [{name: DB_PASSWORD, value: {{ .Values.db.password | quote }}}]
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {type: {{ .Values.service.type }}, ports: [{port: 80}], selector: {app: {{ .Release.Name }}}}
`,
}

// plantRelease installs it in dev: two revisions, and a third that the cluster refuses.
func (p planted) plantRelease(t *testing.T, s servers) helm.Ref {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "leaky")
	for name, text := range leaky {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ref := helm.Ref{Context: "dev1@harbor", Namespace: "acme-dev", Name: "leaky-" + strings.ToLower(rand.Text()[:6])}
	program := func(args ...string) (string, error) {
		args = append(args, "--kubeconfig", s.Clusters["harbor"].AdminKubeconfig, "--namespace", ref.Namespace)
		said, err := exec.Command(s.HelmBinary, args...).CombinedOutput()
		return string(said), err
	}
	t.Cleanup(func() {
		if said, err := program("uninstall", ref.Name); err != nil {
			t.Errorf("%s is left behind: %s", ref.Name, said)
		}
	})
	for i := 1; i <= 3; i++ {
		word := p.secret(fmt.Sprintf("the password of the release, revision %d", i))
		address := p.secret(fmt.Sprintf("the address of its database, revision %d", i))
		values := []string{"upgrade", "--install", ref.Name, dir, "--set", "db.password=" + word, "--set", "db.url=postgres://app:" + address + "@db/shop"}
		if i == 3 {
			values = append(values, "--set", "service.type=NoSuchType")
		}
		if said, err := program(values...); (err != nil) != (i == 3) {
			t.Fatalf("revision %d: %v %s", i, err, said)
		}
	}
	return ref
}

// plantApplications makes two in dev through Argo CD's API, past Sluice.
func (p planted) plantApplications(t *testing.T, s servers) (whole, broken argocd.Ref) {
	t.Helper()
	var session struct{ Token string }
	ask(t, http.MethodPost, s.ArgoCD.URL+"/api/v1/session", nil, map[string]string{"username": "admin", "password": s.ArgoCD.Accounts["admin"]}, &session)
	as := map[string]string{"Authorization": "Bearer " + session.Token}
	p.secrets["the administrator's session"] = session.Token
	var like struct {
		Spec struct {
			Source struct {
				RepoURL string `json:"repoURL"`
			}
			Destination map[string]string
		}
	}
	ask(t, http.MethodGet, s.ArgoCD.URL+"/api/v1/applications/acme-shop-dev", as, nil, &like)
	plant := func(name string, parameters ...map[string]string) argocd.Ref {
		ref := argocd.Ref{Instance: "harbor", Project: "dev", Name: name + "-" + strings.ToLower(rand.Text()[:6])}
		parameters = append(parameters,
			map[string]string{"name": "payment.apiKey", "value": p.secret("a parameter of the application " + name)},
			map[string]string{"name": `config.db\.password`, "value": p.secret("a value in the objects of " + name)})
		values := "smtp: {password: " + p.secret("the values of "+name) + "}\n"
		ask(t, http.MethodPost, s.ArgoCD.URL+"/api/v1/applications?validate=false", as, map[string]any{
			"metadata": map[string]any{"name": ref.Name, "namespace": "argocd"},
			"spec": map[string]any{
				"project": ref.Project, "destination": like.Spec.Destination,
				"source": map[string]any{
					"repoURL": like.Spec.Source.RepoURL, "path": "charts/shop", "targetRevision": "main",
					"helm": map[string]any{"parameters": parameters, "values": values},
				},
			},
		}, nil)
		t.Cleanup(func() {
			ask(t, http.MethodDelete, s.ArgoCD.URL+"/api/v1/applications/"+ref.Name+"?cascade=true", as, nil, nil)
		})
		return ref
	}
	whole, broken = plant("whole"), plant("broken", map[string]string{"name": "replicas", "value": "many"})
	until(t, "Argo CD says what is wrong with it", func() bool {
		var app struct {
			Status struct{ Conditions []struct{ Message string } }
		}
		ask(t, http.MethodGet, s.ArgoCD.URL+"/api/v1/applications/"+broken.Name, as, nil, &app)
		return strings.Contains(fmt.Sprint(app), p.secrets["a parameter of the application broken"])
	})
	return whole, broken
}
