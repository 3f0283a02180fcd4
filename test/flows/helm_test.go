//go:build sandbox

package flows

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/helm/helmsdk"
	"github.com/sluice-desktop/sluice/internal/helm/helmtest"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// helmSandbox is what these tests need of the running sandbox's state.
type helmSandbox struct {
	Clusters   map[string]struct{ AdminKubeconfig string }
	HelmBinary string
}

func readHelmSandbox(t *testing.T) helmSandbox {
	t.Helper()
	path := os.Getenv("SLUICE_SANDBOX_STATE")
	if path == "" {
		home, _ := os.UserHomeDir()
		path = filepath.Join(home, ".local/state/sluice/sandbox/demo/state.json")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no sandbox is running; start it with `make sandbox`: %v", err)
	}
	var state helmSandbox
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	return state
}

// guarded is a way to a sandbox cluster as the app has it: it reads, and writes only under a permit.
func guarded(t *testing.T, kubeconfig string) *rest.Config {
	t.Helper()
	cfg, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Wrap(func(next http.RoundTripper) http.RoundTripper { return operation.Guard(operation.Kubernetes, next) })
	return cfg
}

// The contract, with releases that the helm program made, on a real API server.
func TestHelmKeepsItsContractOnARealServer(t *testing.T) {
	state := readHelmSandbox(t)
	kubeconfig := state.Clusters["harbor"].AdminKubeconfig
	reader, writer := helmsdk.New(helmsdk.Config{
		RESTConfig: func(string) (*rest.Config, error) { return guarded(t, kubeconfig), nil },
		Now:        time.Now, Wait: 30 * time.Second,
	})
	chart := writeChart(t)
	helmtest.Suite(t, func(t *testing.T) helmtest.Fixture {
		namespace := "flow-" + strings.ToLower(rand.Text()[:8])
		program := func(args ...string) {
			t.Helper()
			command := exec.Command(state.HelmBinary, append(args, "--kubeconfig", kubeconfig, "--namespace", namespace)...)
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("helm %v: %v\n%s", args, err, out)
			}
		}
		for _, greeting := range helmtest.Greetings {
			program("upgrade", "--install", "--create-namespace", "greeter", chart, "--set", "greeting="+greeting, "--set", "smtp.password="+helmtest.Password)
		}
		t.Cleanup(func() {
			program("uninstall", "greeter")
			dropNamespace(t, kubeconfig, namespace)
		})
		return helmtest.Fixture{Reader: reader, Writer: writer, Ref: helm.Ref{Context: "admin@harbor", Namespace: namespace, Name: "greeter"}}
	})
}

func writeChart(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "greeter")
	for name, text := range helmtest.Chart {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func dropNamespace(t *testing.T, kubeconfig, namespace string) {
	t.Helper()
	cfg, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	client, err := rest.HTTPClientFor(cfg)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodDelete, cfg.Host+"/api/v1/namespaces/"+namespace, bytes.NewReader(nil))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil || answer.StatusCode >= 300 {
		t.Errorf("the namespace %s is left behind: %v", namespace, err)
		return
	}
	answer.Body.Close()
}
