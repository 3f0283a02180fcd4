//go:build sandbox

package flows_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/helm/helmsdk"
	"github.com/sluice-desktop/sluice/internal/helm/helmtest"
	"github.com/sluice-desktop/sluice/internal/operation"
)

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
	s := sandbox(t)
	kubeconfig := s.Clusters["harbor"].AdminKubeconfig
	reader, writer := helmsdk.New(helmsdk.Config{
		RESTConfig: func(string) (*rest.Config, error) { return guarded(t, kubeconfig), nil },
		Now:        time.Now, Wait: 30 * time.Second,
	})
	chart := writeChart(t)
	helmtest.Suite(t, func(t *testing.T) helmtest.Fixture {
		namespace := "flow-" + strings.ToLower(rand.Text()[:8])
		program := func(args ...string) {
			t.Helper()
			command := exec.Command(s.HelmBinary, append(args, "--kubeconfig", kubeconfig, "--namespace", namespace)...)
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("helm %v: %v\n%s", args, err, out)
			}
		}
		for _, greeting := range helmtest.Greetings {
			program("upgrade", "--install", "--create-namespace", "greeter", chart, "--set", "greeting="+greeting, "--set", "smtp.password="+helmtest.Password)
		}
		t.Cleanup(func() {
			program("uninstall", "greeter")
			if err := admin(t, s, "harbor").CoreV1().Namespaces().Delete(context.Background(), namespace, metav1.DeleteOptions{}); err != nil {
				t.Errorf("the namespace %s is left behind: %v", namespace, err)
			}
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
