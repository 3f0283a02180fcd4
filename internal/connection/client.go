package connection

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// Protocol is what differs from one kind of server to another. A leaf speaks it.
type Protocol interface {
	// Methods are the ways to sign in at a server.
	Methods(e endpoint.Endpoint) []string
	// Version asks who answers there, before anything secret goes there. It sends no credential.
	Version(ctx context.Context, s *endpoint.Site) (string, error)
	// Who asks the server whose credential it is. A zero credential asks as nobody: a server that lets everybody in
	// answers with a session, another with a fault of kind SignIn.
	Who(ctx context.Context, s *endpoint.Site, as Credential) (Session, error)
	// Exchange makes a credential out of what a person typed in.
	Exchange(ctx context.Context, permit operation.Permit, s *endpoint.Site, in SignInInput) (Credential, error)
}

// Lender is a Protocol whose sessions are made for a time, at a server that prolongs them and takes them back.
type Lender interface {
	Renew(ctx context.Context, permit operation.Permit, s *endpoint.Site, as Credential) error
	Revoke(ctx context.Context, permit operation.Permit, s *endpoint.Site, as Credential) error
}

// Session is what a server says of a credential.
type Session struct {
	Login     string // empty: the server lets everybody in, or does not say
	Version   string // where only those who are signed in are told
	Facts     []Fact
	Expires   time.Time
	Announced time.Duration // how long before that its end is announced; zero is the usual
	Renewable bool
}

// Config is what a client needs to know of the world.
type Config struct {
	// Named are the fleet's servers now; the list may change at any time.
	Named  func() []endpoint.Endpoint
	Tokens Tokens
	// Person is who acts now. Sessions belong to a person.
	Person func(ctx context.Context) (string, error)
	// Owner is the person behind a login; known is false when the fleet does not say.
	Owner func(login string) (person string, known bool)
	// Suggest is the login that the fleet has for a person; empty when it does not say.
	Suggest func(person string) string
	Now     func() time.Time
	// Transport is nil for Go's own.
	Transport http.RoundTripper
	// Patience is how long one server may take to say how it stands; zero is the usual.
	Patience time.Duration
}

// Client is the connections to the fleet's servers of one kind, in sessions of whoever acts.
type Client struct {
	Config
	kind     Kind
	sites    *endpoint.Sites
	protocol Protocol
}

// NewClient speaks p to the servers of one kind.
func NewClient(k Kind, f endpoint.Family, p Protocol, cfg Config) *Client {
	if cfg.Patience == 0 {
		cfg.Patience = glance
	}
	return &Client{Config: cfg, kind: k, protocol: p, sites: &endpoint.Sites{Family: f, Named: cfg.Named, Transport: cfg.Transport}}
}

const (
	// glance is how long one server may take to say how it stands.
	glance = 8 * time.Second
	// announced is how long before its end a session's end is announced.
	announced = 10 * time.Minute
)

// Connections are the fleet's servers, asked nothing.
func (c *Client) Connections(_ context.Context, person string) []Connection {
	out := []Connection{}
	for _, e := range c.Named() {
		out = append(out, c.blank(e, person))
	}
	return out
}

func (c *Client) blank(e endpoint.Endpoint, person string) Connection {
	return Connection{
		ID: ID(c.kind, e.Name), Kind: c.kind, Name: e.Name, URL: e.URL, Hint: e.Hint, Insecure: e.InsecureTLS,
		State: Unasked, Suggest: c.Suggest(person), Methods: c.protocol.Methods(e), Facts: []Fact{},
	}
}

// Check asks one server who answers, and whose session is kept.
func (c *Client) Check(ctx context.Context, person, name string) Connection {
	ctx, cancel := context.WithTimeout(ctx, c.Patience)
	defer cancel()
	out := Connection{ID: ID(c.kind, name), Kind: c.kind, Name: name, State: Unasked, Methods: []string{}, Facts: []Fact{}}
	for _, e := range c.Named() {
		if e.Name == name {
			out = c.blank(e, person)
		}
	}
	s, err := c.sites.Find(name)
	switch {
	case err != nil:
	case person == "":
		err = c.nobody()
	default:
		out, err = c.look(ctx, s, person, out)
		out.Certificate = s.Certificate()
	}
	now := c.Now()
	out.CheckedAt = now.UTC().Format(time.RFC3339)
	return out.Judged(err).At(now)
}

// acting is who acts now.
func (c *Client) acting(ctx context.Context) (string, error) {
	person, err := c.Person(ctx)
	if err == nil && person == "" {
		err = c.nobody()
	}
	return person, err
}

func (c *Client) nobody() error {
	return fault.New(fault.SignIn, string(c.kind), nil, "Nobody is acting yet. Choose a context first, so that Sluice knows who you are")
}

func (c *Client) look(ctx context.Context, s *endpoint.Site, person string, out Connection) (Connection, error) {
	held, kept, err := c.kept(ctx, person, s)
	if err != nil {
		return out, err
	}
	out.Kept = kept // also at a server that does not answer: one can sign out of it all the same
	if out.Version, err = c.protocol.Version(ctx, s); err != nil {
		return out, err
	}
	session, err := c.prove(ctx, s, person, held)
	if err != nil && fault.Of(err).Kind == fault.SignIn {
		if !kept {
			err = fault.New(fault.SignIn, string(c.kind), err, "%s is not signed in to %s %s", person, c.sites.Title, s.Name)
		}
		out.Kept = false // what is not taken any more was forgotten
	}
	out.Login, out.Renewable = session.Login, session.Renewable
	out.Version = cmp.Or(session.Version, out.Version)
	out.Facts = append(out.Facts, session.Facts...)
	out.Lasting = kept && !held.Made
	out.Ends(session.Expires, cmp.Or(session.Announced, announced))
	if owner, known := c.Owner(session.Login); known {
		out.Person = owner
	}
	return out, err
}

// prove asks whose credential it is, and refuses one of somebody else. One that the server does not take any more is
// forgotten.
func (c *Client) prove(ctx context.Context, s *endpoint.Site, person string, held Credential) (Session, error) {
	session, err := c.protocol.Who(ctx, s, held)
	if err != nil {
		if fault.Of(err).Kind == fault.SignIn && !held.Secret.Empty() {
			c.drop(ctx, person, s, held)
		}
		return session, err
	}
	if owner, known := c.Owner(session.Login); known {
		return session, identity.Own(string(c.kind), c.sites.Title+" "+s.Name, session.Login, owner, person)
	}
	return session, nil
}
