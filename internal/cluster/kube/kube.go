// Package kube reads kubeconfig files and the clusters behind them through client-go. What it hands out can
// only read: every client sits behind the door's guard.
package kube

import (
	"context"
	"net/http"
	"sync"
	"time"

	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/identity"
)

const (
	dialTimeout  = 5 * time.Second
	probeTimeout = 10 * time.Second
)

// Config is what kube needs to know of the world.
type Config struct {
	// Files are the kubeconfig files to read. Empty: those of KUBECONFIG, else ~/.kube/config.
	Files []string
	// Place says where a server belongs. It may be nil: then every server is unclassified.
	Place func(server string) Place
	// Classify says where a namespace of a server belongs. It may be nil.
	Classify func(server, namespace string) (environment, customer string)
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Agent is the user agent that the servers' logs show.
	Agent string
	// Doubt is told when a context's server has refused something, or its credentials were renewed: who we are there may
	// be another now. It must not wait, and may be nil.
	Doubt func(context string)
}

// Place is where the fleet puts an API server.
type Place struct {
	Cluster      string // the fleet's name for it; empty when it does not know the server
	Environments []string
	Own          []string // environments that only this person named, on this computer
	Production   bool
}

// Client reads clusters. It is safe for concurrent use.
type Client struct {
	cfg   Config
	shell loginShell

	mu      sync.Mutex
	loaded  *kubeconfig
	links   map[string]*link
	plugins map[string]*plugin
	changed chan struct{}
}

var (
	_ cluster.Reader = (*Client)(nil)
	_ identity.Asker = (*Client)(nil)
)

// New opens nothing yet: files are read and clusters asked when somebody wants to know.
func New(cfg Config) *Client {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Place == nil {
		cfg.Place = func(string) Place { return Place{} }
	}
	if cfg.Classify == nil {
		cfg.Classify = func(string, string) (string, string) { return "", "" }
	}
	if cfg.Doubt == nil {
		cfg.Doubt = func(string) {}
	}
	if cfg.Agent == "" {
		cfg.Agent = "sluice"
	}
	return &Client{cfg: cfg, links: map[string]*link{}, plugins: map[string]*plugin{}, changed: make(chan struct{})}
}

// link is one context made ready: its configuration, a connection pool, and what was learnt of its server.
type link struct {
	name      string
	cluster   string // the fleet's name, else the kubeconfig's
	server    string
	user      string
	namespace string // the context's own; empty when it names none
	rest      *rest.Config
	http      *http.Client
	until     time.Time // when its credentials end; zero: not known
	plugged   bool      // a plugin gives its credentials
	seen      endpoint.Seen

	mu    sync.Mutex
	known map[string]verdict
}

// link is the context's, made when first asked for.
func (c *Client) link(ctx context.Context, name string) (*link, error) {
	k := c.current()
	c.mu.Lock()
	l := c.links[name]
	c.mu.Unlock()
	if l != nil && (l.until.IsZero() || c.cfg.Now().Before(l.until)) {
		return l, nil
	}
	l, err := c.dial(ctx, k, name)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded == k { // else the files changed meanwhile: the next call reads them
		c.links[name] = l
	}
	return l, nil
}

// forget drops the connections of l, so that the next call dials anew: the network may have changed.
func (c *Client) forget(l *link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.links[l.name] == l {
		delete(c.links, l.name)
	}
}
