package rest

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// session is one person's proof of being a login at one address. It is bound to the address, not to the
// instance's name: a fleet file that points the name elsewhere gets no token of the former server.
type session struct {
	key    string
	person string
	login  string
	token  secret.Value
}

const system = "argocd"

// session finds the acting person's session at an instance and makes sure that it is theirs.
func (c *client) session(ctx context.Context, instance string) (*site, session, error) {
	s, err := c.site(instance)
	if err != nil {
		return nil, session{}, err
	}
	person, err := c.acting(ctx)
	if err != nil {
		return s, session{}, err
	}
	found, err := c.sessionOf(ctx, s, person)
	return s, found, err
}

func (c *client) acting(ctx context.Context) (string, error) {
	person, err := c.Person(ctx)
	if err == nil && person == "" {
		err = fault.New(fault.SignIn, "argocd", nil, "Nobody is acting yet. Choose a context first, so that Sluice knows who you are")
	}
	return person, err
}

func keyOf(person string, s *site) string { return person + " at " + s.Base.String() }

func (c *client) sessionOf(ctx context.Context, s *site, person string) (session, error) {
	key := keyOf(person, s)
	c.mu.Lock()
	known, ok := c.sessions[key]
	if ok && c.Forgotten != nil && c.Forgotten(key) {
		delete(c.sessions, key)
		ok = false
	}
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	token, ok, err := c.Tokens.Get(ctx, system, key)
	if err != nil {
		return session{}, err
	}
	if !ok || token.Empty() {
		return session{}, fault.New(fault.SignIn, "argocd", nil, "%s is not signed in to Argo CD %s. Sign in to see and change its applications", person, s.Name)
	}
	fresh := session{key: key, person: person, token: token}
	if err := c.prove(ctx, s, &fresh); err != nil {
		return fresh, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions[key] = fresh
	return fresh, nil
}

// prove asks the server whose session it is. A token never changes its owner, so once is enough.
func (c *client) prove(ctx context.Context, s *site, of *session) error {
	var who userinfo
	if err := c.call(ctx, s, request{method: http.MethodGet, path: []string{"api", "v1", "session", "userinfo"}, as: *of}, &who); err != nil {
		return err
	}
	if !who.LoggedIn || who.Username == "" {
		c.forget(*of)
		return fault.New(fault.SignIn, "argocd", nil, "The session at Argo CD %s has ended. Sign in again", s.Name)
	}
	of.login = who.Username
	if owner, known := c.Owner(who.Username); known {
		return identity.Own("argocd", "Argo CD "+s.Name, who.Username, owner, of.person)
	}
	return nil // the fleet does not know the login, so it counts as itself
}

// forget drops a session that the server does not accept any more, unless a newer one has taken its place.
func (c *client) forget(old session) {
	if old.key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.pace.Answer)
	defer cancel()
	c.mu.Lock()
	known, ok := c.sessions[old.key]
	newer := ok && known.token.Reveal() != old.token.Reveal()
	if !newer {
		delete(c.sessions, old.key)
	}
	c.mu.Unlock()
	if kept, ok, _ := c.Tokens.Get(ctx, system, old.key); !newer && ok && kept.Reveal() == old.token.Reveal() {
		_ = c.Tokens.Delete(ctx, system, old.key)
	}
}

// announce wakes the watches: somebody signed in or out.
func (c *client) announce() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *client) changes() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}

// Instances are the fleet's Argo CDs with the acting person's sessions. A problem of one is its own.
func (c *client) Instances(ctx context.Context) ([]argocd.Instance, error) {
	endpoints := c.Config.Instances()
	out := make([]argocd.Instance, len(endpoints))
	var all sync.WaitGroup
	for i, e := range endpoints {
		all.Go(func() { out[i] = c.instance(ctx, e) })
	}
	all.Wait()
	return out, nil
}

// Instance is one of them.
func (c *client) Instance(ctx context.Context, name string) (argocd.Instance, error) {
	for _, e := range c.Config.Instances() {
		if e.Name == name {
			return c.instance(ctx, e), nil
		}
	}
	_, err := c.site(name)
	return argocd.Instance{}, err
}

// glance is how long one instance may keep the others waiting.
const glance = 8 * time.Second

func (c *client) instance(ctx context.Context, e Endpoint) argocd.Instance {
	ctx, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	out := argocd.Instance{Name: e.Name, URL: e.URL, Hint: e.Hint, Insecure: e.InsecureTLS}
	person, err := c.acting(ctx)
	if err != nil {
		out.Problem = fault.Of(err)
		return out
	}
	if c.Suggest != nil {
		out.Suggest = c.Suggest(person)
	}
	s, err := c.site(e.Name)
	if err == nil {
		out.Version, err = c.version(ctx, s)
	}
	var held session
	if err == nil {
		held, err = c.sessionOf(ctx, s, person)
	}
	if err == nil {
		err = c.prove(ctx, s, &held) // it may have been revoked since
	}
	if s != nil {
		out.Certificate = s.Certificate()
	}
	out.Login, out.SignedIn = held.login, err == nil
	if at := held.token.Ends(); out.SignedIn && !at.IsZero() {
		out.Expires = at.Format(time.RFC3339)
	}
	if err != nil {
		out.Problem = fault.Of(err)
	}
	return out
}

// oldest is the first version whose API Sluice knows.
const oldestMajor, oldestMinor = 2, 6

// version asks who answers there, before any password goes there.
func (c *client) version(ctx context.Context, s *site) (string, error) {
	var v version
	if err := c.call(ctx, s, request{method: http.MethodGet, path: []string{"api", "version"}}, &v); err != nil {
		if fault.Of(err).Kind == fault.SignIn {
			return "", fault.New(fault.Invalid, "argocd", err, "%s wants a login before it says that it is Argo CD %s: a proxy stands before it, which Sluice cannot pass yet", s.Base.Host, s.Name)
		}
		return "", err
	}
	number, _, _ := strings.Cut(v.Version, "+")
	major, minor, ok := parse(number)
	if !ok {
		return "", fault.New(fault.Invalid, "argocd", nil, "%s answers, but not as Argo CD does. Check the URL of %s in the fleet's file", s.Base.Host, s.Name)
	}
	if cmp.Or(cmp.Compare(major, oldestMajor), cmp.Compare(minor, oldestMinor)) < 0 {
		return number, fault.New(fault.Invalid, "argocd", nil, "Argo CD %s is version %s; Sluice needs %d.%d or newer. Ask its administrators to upgrade it", s.Name, number, oldestMajor, oldestMinor)
	}
	return number, nil
}

func parse(number string) (major, minor int, ok bool) {
	part := strings.Split(strings.TrimPrefix(number, "v"), ".")
	if len(part) < 2 {
		return 0, 0, false
	}
	major, errMajor := strconv.Atoi(part[0])
	minor, errMinor := strconv.Atoi(part[1])
	return major, minor, errMajor == nil && errMinor == nil
}
