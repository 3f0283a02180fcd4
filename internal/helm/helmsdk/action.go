package helmsdk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/kube"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// configuration is what Helm's actions work with: this context and namespace and nothing of the environment.
// Writes pass while permit lives; the witness saw what the server refused.
func (c *client) configuration(ref helm.Ref, driver string, permit operation.Permit) (*action.Configuration, *witness, error) {
	cfg, err := c.rest(ref.Context, permit)
	if err != nil {
		return nil, nil, err
	}
	cfg.ContentType, cfg.AcceptContentTypes = "application/json", "application/json" // the witness reads it
	seen := &witness{}
	cfg.Wrap(seen.watch)
	found, err := discovery.NewDiscoveryClientForConfig(cfg)
	if err != nil {
		return nil, nil, translate(err, "ask what the cluster of %s serves", ref.Context)
	}
	out := &action.Configuration{}
	way := &getter{cfg: cfg, namespace: ref.Namespace, discovery: memory.NewMemCacheClient(found)}
	// Helm's log lines may hold whole Secrets: none is kept.
	if err := out.Init(way, ref.Namespace, driver, func(string, ...any) {}); err != nil {
		return nil, nil, translate(err, "prepare Helm for %s", ref.Context)
	}
	out.KubeClient.(*kube.Client).Namespace = ref.Namespace
	return out, seen, nil
}

// getter gives Helm the way to the cluster. It reads no kubeconfig: that was done already.
type getter struct {
	cfg       *rest.Config
	namespace string
	discovery discovery.CachedDiscoveryInterface
}

// ToRESTConfig is a copy: Helm's builders write into it.
func (g *getter) ToRESTConfig() (*rest.Config, error) { return rest.CopyConfig(g.cfg), nil }

// ToDiscoveryClient is kept for the whole action.
func (g *getter) ToDiscoveryClient() (discovery.CachedDiscoveryInterface, error) {
	return g.discovery, nil
}

// ToRESTMapper finds resources by what the server serves.
func (g *getter) ToRESTMapper() (meta.RESTMapper, error) {
	return restmapper.NewDeferredDiscoveryRESTMapper(g.discovery), nil
}

// ToRawKubeConfigLoader is asked for the namespace only.
func (g *getter) ToRawKubeConfigLoader() clientcmd.ClientConfig {
	return clientcmd.NewDefaultClientConfig(api.Config{}, &clientcmd.ConfigOverrides{Context: api.Context{Namespace: g.namespace}})
}

// witness remembers the first write that the server refused: Helm tells of it in text only.
type witness struct {
	mu      sync.Mutex
	refusal string
}

func (w *witness) refused() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refusal
}

func (w *witness) watch(next transport) transport {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		answer, err := next.RoundTrip(r)
		if err != nil || answer.StatusCode != http.StatusForbidden || r.Method == http.MethodGet {
			return answer, err
		}
		body, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
		answer.Body.Close()
		answer.Body = io.NopCloser(bytes.NewReader(body))
		var status metav1.Status
		if err != nil || json.Unmarshal(body, &status) != nil || status.Message == "" {
			status.Message = fmt.Sprintf("%s %s is forbidden", r.Method, r.URL.Path)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.refusal == "" {
			w.refusal = secret.Said(status.Message)
		}
		return answer, nil
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip makes the function a transport.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
