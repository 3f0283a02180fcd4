package kube

import (
	"context"
	"net"
	"net/http"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// RESTConfig is the configuration of one context for any client-go client. Whatever is made of it can only
// read, unless a request's context carries a live permit.
func (c *Client) RESTConfig(ctx context.Context, name string) (*rest.Config, error) {
	l, err := c.link(ctx, name)
	if err != nil {
		return nil, err
	}
	return rest.CopyConfig(l.rest), nil
}

// Configs is RESTConfig for those who have no context of their own: it asks for as long as base's lives.
func (c *Client) Configs(base func() context.Context) func(name string) (*rest.Config, error) {
	return func(name string) (*rest.Config, error) { return c.RESTConfig(base(), name) }
}

// dial makes a context ready. It connects to nothing, but may run an exec plugin that gives a certificate.
func (c *Client) dial(ctx context.Context, k *kubeconfig, name string) (*link, error) {
	entry := k.merged.Contexts[name]
	if entry == nil {
		return nil, fault.New(fault.NotFound, "kubeconfig", nil, "The kubeconfig has no context %q any more. Choose another context", name)
	}
	if bad := c.problem(k.merged, name); bad != nil {
		return nil, bad
	}
	cfg, err := clientcmd.NewNonInteractiveClientConfig(alone(k.merged, entry, name), name, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
	if err != nil {
		return nil, invalid(err, "The context %q cannot be used as it stands. Check its entries in %s", name, entry.LocationOfOrigin)
	}
	l := &link{
		name: name, cluster: entry.Cluster, server: shown(cfg.Host), user: entry.AuthInfo, namespace: entry.Namespace,
		rest: cfg, known: map[string]verdict{},
	}
	if place := c.cfg.Place(l.server); place.Cluster != "" {
		l.cluster = place.Cluster
	}
	cfg.UserAgent, cfg.WarningHandler = c.cfg.Agent, rest.NoWarnings{}
	cfg.QPS, cfg.Burst = 50, 100 // the server's own fairness does the rest
	cfg.Dial = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext
	if err := c.signIn(ctx, l); err != nil {
		return nil, err
	}
	cfg.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return operation.Guard(operation.Kubernetes, &watched{next: l.seen.Transport(next, !cfg.Insecure), refused: func() { c.cfg.Doubt(name) }})
	})
	if l.http, err = rest.HTTPClientFor(cfg); err != nil {
		return nil, invalid(err, "The credentials of %q cannot be used. Fetch the kubeconfig again", l.user)
	}
	return l, nil
}

// alone is one context as a kubeconfig of its own. client-go writes into what it is given, and others read it.
func alone(k *api.Config, entry *api.Context, name string) api.Config {
	one := api.NewConfig()
	one.Contexts[name] = entry.DeepCopy()
	one.Clusters[entry.Cluster] = k.Clusters[entry.Cluster].DeepCopy()
	if user := k.AuthInfos[entry.AuthInfo]; user != nil {
		one.AuthInfos[entry.AuthInfo] = user.DeepCopy()
	}
	return *one
}

// watched tells when the server refuses a request.
type watched struct {
	next    http.RoundTripper
	refused func()
}

func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := w.next.RoundTrip(r)
	if err == nil && (answer.StatusCode == http.StatusUnauthorized || answer.StatusCode == http.StatusForbidden) {
		w.refused()
	}
	return answer, err
}
