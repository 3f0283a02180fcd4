package helmsdk

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/release"
	helmtime "helm.sh/helm/v3/pkg/time"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/helm/helmtest"
	"github.com/sluice-desktop/sluice/internal/operation"
)

var greeter = helm.Ref{Context: "ops@ocean", Namespace: "acme-prod", Name: "greeter"}

// open is the leaf over a server with the fixture's release.
func open(t *testing.T) (*apiServer, *client) {
	t.Helper()
	s := startAPIServer(t)
	for i, greeting := range helmtest.Greetings {
		rel := revision(i+1, greeting)
		if i == len(helmtest.Greetings)-1 {
			rel.Info.Status = release.StatusDeployed
			s.put(greeter.Namespace, "configmaps", map[string]any{"metadata": map[string]any{"name": "greeter-greeting"}, "data": map[string]any{"greeting": greeting, "smtp.password": helmtest.Password}})
		}
		s.keep(t, rel)
	}
	return s, leafOf(s, 300*time.Millisecond)
}

func leafOf(s *apiServer, wait time.Duration) *client {
	return &client{Config{
		RESTConfig: func(string) (*rest.Config, error) {
			cfg := &rest.Config{Host: s.URL}
			cfg.Wrap(func(next http.RoundTripper) http.RoundTripper {
				return operation.Guard(operation.Kubernetes, next)
			})
			return cfg, nil
		},
		Cluster: func(string) string { return "ocean" },
		Now:     time.Now, Wait: wait,
	}}
}

func revision(n int, greeting string) *release.Release {
	return &release.Release{
		Name: greeter.Name, Namespace: greeter.Namespace, Version: n,
		Info: &release.Info{Status: release.StatusSuperseded, LastDeployed: helmtime.Unix(1_772_000_000+int64(n), 0), Notes: "Greets with " + greeting + ".\n"},
		Chart: &chart.Chart{
			Metadata: &chart.Metadata{APIVersion: "v2", Name: "greeter", Version: "1.2.3", AppVersion: "9.8"},
			Values:   map[string]any{"greeting": "nothing", "level": "info", "smtp": map[string]any{"password": "", "host": "mail"}},
		},
		Config:   map[string]any{"greeting": greeting, "smtp": map[string]any{"password": helmtest.Password}},
		Manifest: fmt.Sprintf("---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: greeter-greeting\ndata:\n  greeting: %q\n  smtp.password: %q\n", greeting, helmtest.Password),
	}
}

// keep stores a release as Helm does.
func (s *apiServer) keep(t *testing.T, rel *release.Release) {
	t.Helper()
	text, err := json.Marshal(rel)
	if err != nil {
		t.Fatal(err)
	}
	s.keepPayload(rel.Name, rel.Version, string(rel.Info.Status), encoded(zipped(text)))
}

func (s *apiServer) keepPayload(name string, version int, status, payload string) {
	s.put(greeter.Namespace, "secrets", corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Name:   fmt.Sprintf("sh.helm.release.v1.%s.v%d", name, version),
			Labels: map[string]string{"owner": "helm", "name": name, "version": strconv.Itoa(version), "status": status, "createdAt": "1772000000"},
		},
		Type: "helm.sh/release.v1", Data: map[string][]byte{"release": []byte(payload)},
	})
}

func zipped(text []byte) []byte {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	_, _ = zip.Write(text)
	_ = zip.Close()
	return out.Bytes()
}

func encoded(packed []byte) string { return base64.StdEncoding.EncodeToString(packed) }

func TestHelmsLibraryKeepsTheContract(t *testing.T) {
	helmtest.Suite(t, func(t *testing.T) helmtest.Fixture {
		_, c := open(t)
		return helmtest.Fixture{Reader: c, Writer: c, Ref: greeter}
	})
}
