package kube_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/fault"
)

const good = `apiVersion: v1
kind: Config
current-context: good
clusters: [{name: ocean, cluster: {server: "https://user:hunter2@ocean.example:6443?token=hunter2", insecure-skip-tls-verify: true}}]
users: [{name: ops, user: {token: hunter2, password: hunter2, username: ops}}]
contexts: [{name: good, context: {cluster: ocean, user: ops, namespace: acme-prod}}]
`

// bomb doubles nine times at each of nine levels.
func bomb() string {
	text := "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
	for i := byte('1'); i <= '9'; i++ {
		was := "*a" + string(i-1)
		text += "a" + string(i) + ": &a" + string(i) + " [" + strings.Repeat(was+",", 8) + was + "]\n"
	}
	return text
}

func TestABadFileIsNamedAndTheGoodOnesGoOnWorking(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		kind       fault.Kind
		says       string
	}{
		{"empty", " \n", fault.Invalid, "is empty"},
		{"half written", good[:len(good)-20], fault.Invalid, "not valid YAML at line"},
		{"not YAML", "\tclusters: {", fault.Invalid, "not valid YAML"},
		{"only text", "hello", fault.Invalid, "not a kubeconfig"},
		{"another kind", "kind: Deployment\napiVersion: apps/v1\n", fault.Invalid, "but a Deployment"},
		{"another version", "kind: Config\napiVersion: v9\n", fault.Invalid, "not a valid kubeconfig"},
		{"wrong types", "kind: Config\napiVersion: v1\nclusters: hunter2\n", fault.Invalid, "the field clusters is of the wrong kind"},
		{"bad base64", "kind: Config\napiVersion: v1\nusers: [{name: a, user: {client-key-data: 'hunter2!'}}]\n", fault.Invalid, "not a valid kubeconfig"},
		{"a context twice", "kind: Config\napiVersion: v1\ncontexts: [{name: a, context: {}}, {name: a, context: {}}]\n", fault.Invalid, `the context "a" twice`},
		{"huge", "# " + strings.Repeat("x", 5<<20), fault.Invalid, "larger than 4 MiB"},
		{"a bomb", bomb(), fault.Invalid, "not valid YAML"},
		{"binary", "\x00\x01\x02", fault.Invalid, "not valid YAML"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := write(t, c.text)
			began := time.Now()
			got := kube.New(kube.Config{Files: []string{bad, write(t, good)}}).Contexts(t.Context())
			checkProblem(t, got, bad, c.kind, c.says)
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
	for name, c := range map[string]struct {
		path string
		kind fault.Kind
		says string
	}{
		"missing":  {filepath.Join(dir, "nothing"), fault.NotFound, "does not exist"},
		"a folder": {dir, fault.Invalid, "is not a file"},
		"a pipe":   {pipe, fault.Invalid, "is not a file"},
	} {
		t.Run(name, func(t *testing.T) {
			got := kube.New(kube.Config{Files: []string{c.path, write(t, good)}}).Contexts(t.Context())
			checkProblem(t, got, c.path, c.kind, c.says)
		})
	}
}

func checkProblem(t *testing.T, got cluster.Contexts, file string, kind fault.Kind, says string) {
	t.Helper()
	if len(got.Problems) != 1 {
		t.Fatalf("problems: %+v", got.Problems)
	}
	p := got.Problems[0]
	if p.Kind != kind || !strings.Contains(p.Detail, says) || !strings.HasPrefix(p.Detail, file) {
		t.Errorf("%s: %s", p.Kind, p.Detail)
	}
	if strings.Contains(p.Error(), "hunter2") {
		t.Errorf("a piece of the file is shown: %s", p.Error())
	}
	if len(got.Contexts) != 1 || got.Contexts[0].Problem != nil {
		t.Errorf("the good file gives %+v", got.Contexts)
	}
}

func TestContextsShowWhatIsThereAndNothingSecret(t *testing.T) {
	c := kube.New(kube.Config{Files: []string{write(t, good)}, Place: func(server string) kube.Place {
		if server != "https://ocean.example:6443" {
			t.Errorf("asked for the place of %s", server)
		}
		return kube.Place{Cluster: "ocean-eu", Environments: []string{"prod"}, Production: true}
	}})
	got := c.Contexts(t.Context())
	text, _ := json.Marshal(got)
	if strings.Contains(string(text), "hunter2") {
		t.Errorf("shown: %s", text)
	}
	one := got.Contexts[0]
	if one.Cluster != "ocean-eu" || !one.Production || !one.Current || !one.Insecure || one.Namespace != "acme-prod" || one.User != "ops" {
		t.Errorf("%+v", one)
	}
}

func TestAContextSaysWhatItsEntryLacks(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"no cluster", `contexts: [{name: here, context: {cluster: gone, user: ops}}]`, `the cluster "gone"`},
		{"no user", `{clusters: [{name: c, cluster: {server: "https://x"}}], contexts: [{name: here, context: {cluster: c, user: gone}}]}`, `the user "gone"`},
		{"no server", `{clusters: [{name: c, cluster: {}}], contexts: [{name: here, context: {cluster: c}}]}`, "no usable server"},
		{"a strange server", `{clusters: [{name: c, cluster: {server: "file:///etc/passwd"}}], contexts: [{name: here, context: {cluster: c}}]}`, "no usable server"},
		{"an authority that is missing, by a relative path", `{clusters: [{name: c, cluster: {server: "https://x", certificate-authority: pki/ca.crt}}], contexts: [{name: here, context: {cluster: c}}]}`, "/pki/ca.crt"},
		{"an authority that is none", `{clusters: [{name: c, cluster: {server: "https://x", certificate-authority-data: aGVsbG8=}}], contexts: [{name: here, context: {cluster: c}}]}`, "holds no certificate"},
		{"a token file that is missing", `{clusters: [{name: c, cluster: {server: "https://x"}}], users: [{name: u, user: {tokenFile: gone}}], contexts: [{name: here, context: {cluster: c, user: u}}]}`, "/gone"},
		{"an auth provider", `{clusters: [{name: c, cluster: {server: "https://x"}}], users: [{name: u, user: {auth-provider: {name: gcp}}}], contexts: [{name: here, context: {cluster: c, user: u}}]}`, `auth provider "gcp"`},
		{"a certificate that is none", `{clusters: [{name: c, cluster: {server: "https://x"}}], users: [{name: u, user: {client-certificate-data: aGVsbG8=, client-key-data: aGVsbG8=}}], contexts: [{name: here, context: {cluster: c, user: u}}]}`, "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reader := kube.New(kube.Config{Files: []string{write(t, c.text)}})
			got := reader.Contexts(t.Context())
			if len(got.Contexts) != 1 || got.Contexts[0].Problem == nil || !strings.Contains(got.Contexts[0].Problem.Detail, c.says) {
				t.Fatalf("%+v %+v", got.Contexts, got.Problems)
			}
			state, err := reader.Probe(t.Context(), "here")
			if err != nil || state.Problem == nil || state.Problem.Detail != got.Contexts[0].Problem.Detail {
				t.Errorf("the probe says %+v %v", state.Problem, err)
			}
		})
	}
}

func TestTheFirstFileToNameAContextWins(t *testing.T) {
	first, second := write(t, kubeconfig("https://first", "{}", "")), write(t, kubeconfig("https://second", "{}", ""))
	got := kube.New(kube.Config{Files: []string{first, second, first}}).Contexts(t.Context())
	if len(got.Contexts) != 1 || got.Contexts[0].Server != "https://first" || len(got.Files) != 2 {
		t.Errorf("%+v", got)
	}
	if len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Detail, `the context "here"`) {
		t.Errorf("%+v", got.Problems)
	}
}

func TestKubeconfigListsAreReadAsClientsDo(t *testing.T) {
	file := write(t, good)
	t.Setenv("KUBECONFIG", strings.Join([]string{"", file, file}, string(os.PathListSeparator)))
	got := kube.New(kube.Config{}).Contexts(t.Context())
	if len(got.Files) != 1 || got.Files[0] != file || len(got.Contexts) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestChangedFilesAreSeenHoweverTheyChange(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, file string){
		"written in place": func(t *testing.T, file string) { put(t, file, kubeconfig("https://new", "{}", "")) },
		"replaced, as editors do": func(t *testing.T, file string) {
			put(t, file+".new", kubeconfig("https://new", "{}", ""))
			if err := os.Rename(file+".new", file); err != nil {
				t.Fatal(err)
			}
		},
		"a link pointed elsewhere": func(t *testing.T, file string) {
			put(t, file+".other", kubeconfig("https://new", "{}", ""))
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(file+".other", file); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "config")
			put(t, file+".real", kubeconfig("https://old", "{}", ""))
			if err := os.Symlink(file+".real", file); err != nil {
				t.Fatal(err)
			}
			c := kube.New(kube.Config{Files: []string{file}})
			go c.Watch(t.Context())
			if got := c.Contexts(t.Context()).Contexts[0].Server; got != "https://old" {
				t.Fatal(got)
			}
			changed := c.Changed()
			change(t, file)
			select {
			case <-changed:
			case <-time.After(10 * time.Second):
				t.Fatal("nobody noticed")
			}
			if got := c.Contexts(t.Context()).Contexts[0].Server; got != "https://new" {
				t.Error(got)
			}
		})
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
