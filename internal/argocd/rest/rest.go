// Package rest speaks Argo CD's HTTP API. Its types are small on purpose: the fields that Sluice shows, checked
// against Argo CD's own types by test/contract.
package rest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Endpoint is one Argo CD server, as the fleet names it.
type Endpoint = endpoint.Endpoint

// Place is what the fleet knows of a destination.
type Place struct {
	Cluster     string // empty: the fleet does not know it
	Environment string
	Production  bool
	Customer    string
	Product     string
}

// Tokens keeps session tokens. The keychain is one.
type Tokens interface {
	Get(ctx context.Context, system, account string) (v secret.Value, ok bool, err error)
	Set(ctx context.Context, system, account string, v secret.Value) error
	Delete(ctx context.Context, system, account string) error
}

// Config is what the client needs to know of the world.
type Config struct {
	// Instances are the fleet's servers now; the list may change at any time.
	Instances func() []Endpoint
	// Person is who acts now. Sessions belong to a person.
	Person func(ctx context.Context) (string, error)
	// Suggest is the login that the fleet has for a person; empty when it does not say.
	Suggest func(person string) string
	// Owner is the person behind a login; known is false when the fleet does not say.
	Owner  func(login string) (person string, known bool)
	Tokens Tokens
	// Forgotten reports whether the token of that account was taken away past this client. It may be nil.
	Forgotten func(account string) bool
	Classify  func(instance, serverOrName, namespace string, labels map[string]string) Place

	Transport http.RoundTripper // nil: Go's own, with each endpoint's TLS settings
	Now       func() time.Time
	Pace      Pace
}

// Pace is how long things may take. The zero value is the usual pace; tests hurry.
type Pace struct {
	Answer   time.Duration // a plain request
	Poll     time.Duration // between two looks at a running sync
	Settle   time.Duration // before a bad health is believed
	Patience time.Duration // for the sync to end, and again for health
	Retry    time.Duration // the first pause after a broken watch
	Relist   time.Duration // a watch may lose events: how often the whole list is read
	Silence  time.Duration // a watch that says nothing for so long is dead; Argo CD says something every 15 s
}

func (p Pace) orUsual() Pace {
	for d, usual := range map[*time.Duration]time.Duration{
		&p.Answer: 20 * time.Second, &p.Poll: 700 * time.Millisecond, &p.Settle: 5 * time.Second, &p.Patience: 5 * time.Minute,
		&p.Retry: 500 * time.Millisecond, &p.Relist: 3 * time.Minute, &p.Silence: 45 * time.Second,
	} {
		if *d == 0 {
			*d = usual
		}
	}
	return p
}

type client struct {
	Config
	pace Pace

	mu       sync.Mutex
	sites    *endpoint.Sites
	sessions map[string]session // by person and address
	changed  chan struct{}      // closed and renewed when somebody signs in or out
}

// New makes the reader and the writer of all instances of the fleet.
func New(cfg Config) (argocd.Reader, argocd.Writer) {
	c := open(cfg)
	return c, c
}

func open(cfg Config) *client {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &client{
		Config: cfg, pace: cfg.Pace.orUsual(),
		sites: &endpoint.Sites{
			Family: endpoint.Family{System: operation.ArgoCD, Title: "Argo CD", Section: "argocd"},
			Named:  cfg.Instances, Transport: cfg.Transport,
		},
		sessions: map[string]session{}, changed: make(chan struct{}),
	}
}

// View is the list of applications over all instances, or one.
func (c *client) View() live.View {
	return live.View{Name: "applications", Columns: columns, Watch: c.watch}
}
