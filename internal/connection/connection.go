// Package connection is every system that Sluice speaks to and who one is there: signing in and out, what is about to
// end, and whom to trust.
package connection

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Kind is which system a connection leads to.
type Kind string

// The kinds.
const (
	Cluster  Kind = "cluster"
	ArgoCD   Kind = "argocd"
	Vault    Kind = "vault"
	Git      Kind = "git"
	Registry Kind = "registry"
	SIEM     Kind = "siem"
)

// person reports whether a login there is somebody's: a registry and a SIEM know accounts, often shared ones.
func (k Kind) person() bool { return k == ArgoCD || k == Vault || k == Git }

// State is how a connection stands.
type State string

// The states.
const (
	Unasked     State = "unasked" // nobody has been asked yet
	Connected   State = "connected"
	Expiring    State = "expiring" // connected, and not for long
	SignedOut   State = "signedOut"
	Unreachable State = "unreachable"
	Forbidden   State = "forbidden"
	WrongPerson State = "wrongPerson" // signed in as somebody else than who acts
	Broken      State = "problem"
)

// The methods of signing in.
const (
	Password = "password"
	Token    = "token"
	AppRole  = "approle" // a role id and a secret id, of Vault
)

// Fact is one more thing that a server says: policies, scopes, groups.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Connection is one system, and this person's session there.
type Connection struct {
	ID          string                `json:"id"` // "vault/main"
	Kind        Kind                  `json:"kind"`
	Name        string                `json:"name"`
	URL         string                `json:"url"`
	Hint        string                `json:"hint"` // what the fleet says about signing in
	State       State                 `json:"state"`
	Login       string                `json:"login"`   // who the server says this is
	Person      string                `json:"person"`  // whom the fleet knows behind that login; empty: nobody
	Suggest     string                `json:"suggest"` // the login that the fleet has for the acting person
	Version     string                `json:"version"`
	Methods     []string              `json:"methods"` // how one signs in; empty: not here
	Facts       []Fact                `json:"facts"`
	Expires     string                `json:"expires"`   // RFC 3339; empty: it does not end, or nobody knows
	Warn        string                `json:"warn"`      // from when on its end is announced
	Renewable   bool                  `json:"renewable"` // the server prolongs it when asked
	Kept        bool                  `json:"kept"`      // signing out has something to forget
	Lasting     bool                  `json:"lasting"`   // what one signed in with stays valid at the server after signing out
	Insecure    bool                  `json:"insecure"`  // its certificate is not verified: shown in red
	Certificate *endpoint.Certificate `json:"certificate"`
	CheckedAt   string                `json:"checkedAt"`
	RestsUntil  string                `json:"restsUntil"` // it refused so often that it is not asked before
	Problem     *fault.Error          `json:"problem"`
}

// ID names a connection.
func ID(k Kind, name string) string { return string(k) + "/" + name }

// Split is the kind and the name of an ID.
func Split(id string) (Kind, string) {
	kind, name, _ := strings.Cut(id, "/")
	return Kind(kind), name
}

// Judged is c as it stands after it was asked, with what went wrong.
func (c Connection) Judged(err error) Connection {
	c.State, c.Problem = Connected, nil
	if err == nil {
		return c
	}
	c.Problem = fault.Of(err)
	switch kind := c.Problem.Kind; {
	case errors.Is(err, identity.ErrSomebodyElse):
		c.State = WrongPerson
	case kind == fault.SignIn:
		c.State = SignedOut
	case kind == fault.Unreachable:
		c.State = Unreachable
	case kind == fault.Denied:
		c.State = Forbidden
	default:
		c.State = Broken
	}
	return c
}

// Ends notes when the session ends, and from when on that is announced.
func (c *Connection) Ends(at time.Time, announced time.Duration) {
	if at.IsZero() {
		return
	}
	c.Expires, c.Warn = at.UTC().Format(time.RFC3339), at.Add(-announced).UTC().Format(time.RFC3339)
}

// At is c as it stands at a time: what was connected may be about to end, or have ended, without anybody being asked.
func (c Connection) At(now time.Time) Connection {
	if c.State != Connected && c.State != Expiring || c.Expires == "" {
		return c
	}
	ends, _ := time.Parse(time.RFC3339, c.Expires)
	warn, _ := time.Parse(time.RFC3339, c.Warn)
	switch {
	case !now.Before(ends):
		return c.Judged(fault.New(fault.SignIn, string(c.Kind), nil, "The session at %s has ended. Sign in again", c.Name))
	case !now.Before(warn):
		c.State = Expiring
	default:
		c.State = Connected
	}
	return c
}

// SignInInput carries a secret to the backend, once. It is never logged, recorded or returned.
type SignInInput struct {
	ID     string
	Method string
	Login  string // the role id for AppRole; nothing for a token
	Secret secret.Value
}

// Reader knows the connections of one kind.
type Reader interface {
	// Connections are those of the fleet or the kubeconfig, as far as they are known without asking anybody.
	Connections(ctx context.Context, person string) []Connection
	// Check asks one server how it stands with a person. What is wrong is part of the answer.
	Check(ctx context.Context, person, name string) Connection
}

// Tester is a Reader that does more when a person asks than when a page is looked at.
type Tester interface {
	Test(ctx context.Context, name string) (Connection, error)
}

// Writer signs in and out at the connections of one kind.
type Writer interface {
	SignIn(ctx context.Context, permit operation.Permit, in SignInInput) (Connection, error)
	// SignOut ends the session at the server where it was made for Sluice, and forgets it here in any case.
	SignOut(ctx context.Context, permit operation.Permit, id string) (Connection, error)
	// Renew prolongs the session.
	Renew(ctx context.Context, permit operation.Permit, id string) (Connection, error)
}

// Part is one kind of connections. Its Writer is nil where one does not sign in here.
type Part struct {
	Kind   Kind
	Reader Reader
	Writer Writer
}
