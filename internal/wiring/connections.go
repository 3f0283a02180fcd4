package wiring

import (
	"context"
	"slices"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/git/hosting"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/keychain"
	"github.com/sluice-desktop/sluice/internal/registry"
	"github.com/sluice-desktop/sluice/internal/registry/oci"
	"github.com/sluice-desktop/sluice/internal/vault/vaultapi"
)

// newGits is the fleet's Git hosts.
func (c *Core) newGits() *connection.Client {
	return hosting.New(c.fleets("git", func(f *fleet.Fleet) []endpoint.Endpoint {
		return endpoints(f.Git, func(g fleet.GitHost) endpoint.Endpoint {
			e := at(g.System)
			e.Kind = g.Kind
			return e
		})
	}))
}

// newConnections is every system in one list.
func (c *Core) newConnections(r argocd.Reader, w argocd.Writer) *connection.Board {
	return &connection.Board{
		Parts: []connection.Part{
			{Kind: connection.ArgoCD, Reader: argocds{r, w, c}, Writer: argocds{r, w, c}},
			session(connection.Vault, vaultapi.New(c.fleets("vault", func(f *fleet.Fleet) []endpoint.Endpoint {
				return endpoints(f.Vault, func(v fleet.Vault) endpoint.Endpoint {
					e := at(v.System)
					e.Namespace = v.Namespace
					return e
				})
			}))),
			session(connection.Git, c.gits),
			session(connection.Registry, oci.New(c.fleets("", func(f *fleet.Fleet) []endpoint.Endpoint {
				return endpoints(f.Registries, func(s fleet.System) endpoint.Endpoint {
					e := at(s)
					e.URL = registry.Address(s.URL)
					return e
				})
			}))),
			{Kind: connection.SIEM, Reader: siems{c.outbox}, Writer: siems{c.outbox}},
			{Kind: connection.Cluster, Reader: clusters{c.clusters, c.session}}, // last: they are many, and one does not sign in here
		},
		Person: c.person, Base: c.context, Now: time.Now, Changed: c.connectionChanged,
	}
}

func session(k connection.Kind, c *connection.Client) connection.Part {
	return connection.Part{Kind: k, Reader: c, Writer: c}
}

func at(s fleet.System) endpoint.Endpoint {
	return endpoint.Endpoint{Name: s.Name, URL: s.URL, Hint: s.Hint, CA: s.CA, InsecureTLS: s.Insecure}
}

func endpoints[T any](of []T, each func(T) endpoint.Endpoint) []endpoint.Endpoint {
	out := []endpoint.Endpoint{}
	for _, one := range of {
		out = append(out, each(one))
	}
	return out
}

// fleets is what a client of the fleet's servers needs. people is the system under which the fleet's people name
// their logins; empty for one that knows accounts, not people.
func (c *Core) fleets(people string, named func(*fleet.Fleet) []endpoint.Endpoint) connection.Config {
	return connection.Config{
		Named:   func() []endpoint.Endpoint { return named(c.fleet.Now()) },
		Tokens:  c.keychain,
		Person:  c.person,
		Owner:   func(login string) (string, bool) { return c.fleet.Now().Person(people, login) },
		Suggest: func(person string) string { return c.fleet.Now().LoginOf(person, people) },
		Now:     time.Now,
	}
}

// person is who acts: an operation runs as who was let in, whoever acts by now.
func (c *Core) person(ctx context.Context) (string, error) {
	if decided, ok := identity.Of(ctx); ok {
		return decided.Person, nil
	}
	actor, err := c.session.As(ctx, "")
	return actor.Person, err
}

// connectionChanged tells the window, and whoever shows who acts: their logins are among it.
func (c *Core) connectionChanged(now connection.Connection) {
	c.emit("connection", now)
}

// shelf is the keychain's entries that belong to sessions; others keep what is theirs there.
type shelf struct{ keychain *keychain.Keychain }

func ours(system string) bool {
	kinds := []connection.Kind{connection.ArgoCD, connection.Vault, connection.Git, connection.Registry, connection.SIEM}
	return slices.Contains(kinds, connection.Kind(system))
}

func (s shelf) Entries(ctx context.Context) ([]connection.Entry, error) {
	all, err := s.keychain.Entries(ctx)
	out := []connection.Entry{}
	for _, e := range all {
		if ours(e.System) {
			out = append(out, connection.Entry{System: e.System, Account: e.Account, Durable: e.Durable})
		}
	}
	return out, err
}

func (s shelf) Delete(ctx context.Context, system, account string) error {
	if !ours(system) {
		return fault.New(fault.Invalid, "keychain", nil, "What %s keeps in the keychain belongs to no session", system)
	}
	return s.keychain.Delete(ctx, system, account)
}
