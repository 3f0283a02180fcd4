package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// SignIn exchanges a password for a session and keeps its token. Whoever answers is asked first whether it is
// Argo CD at all, and the token is kept only when it belongs to the acting person.
func (c *client) SignIn(ctx context.Context, permit operation.Permit, in argocd.SignInInput) (argocd.Instance, error) {
	if err := permit.Check(policy.SessionSignIn); err != nil {
		return argocd.Instance{}, err
	}
	s, err := c.site(in.Instance)
	if err != nil {
		return argocd.Instance{}, err
	}
	switch {
	case in.Login == "":
		return argocd.Instance{}, fault.New(fault.Invalid, "argocd", nil, "Say which login").On("login")
	case in.Password.Empty():
		return argocd.Instance{}, fault.New(fault.Invalid, "argocd", nil, "The password is missing").On("password")
	}
	person, err := c.acting(ctx)
	if err != nil {
		return argocd.Instance{}, err
	}
	if _, err := c.version(ctx, s); err != nil {
		return argocd.Instance{}, err
	}
	var token issued
	err = c.call(permit.Context(ctx), s, request{method: http.MethodPost, path: []string{"api", "v1", "session"},
		body: credentials{in.Login, in.Password.Reveal()}}, &token)
	if err != nil {
		return argocd.Instance{}, notLetIn(s, in.Login, err)
	}
	if token.Token == "" {
		return argocd.Instance{}, fault.New(fault.Invalid, "argocd", nil, "Argo CD %s took the password but gave no session. Its version may be one that Sluice does not know", s.Name)
	}
	fresh := session{key: keyOf(person, s), person: person, token: secret.New(token.Token)}
	if err := c.prove(ctx, s, &fresh); err != nil {
		return argocd.Instance{}, err
	}
	if err := c.Tokens.Set(ctx, system, fresh.key, fresh.token); err != nil {
		return argocd.Instance{}, err
	}
	c.mu.Lock()
	c.sessions[fresh.key] = fresh
	c.mu.Unlock()
	c.announce()
	return c.instance(ctx, s.Endpoint), nil
}

// notLetIn says why a login was refused. What Argo CD tells apart, people are told apart.
func notLetIn(s *site, login string, err error) error {
	known := fault.Of(err)
	said := err.Error()
	switch {
	case known.Kind != fault.SignIn && known.Kind != fault.Denied:
		return err
	case strings.Contains(said, "is disabled"):
		return fault.New(fault.Denied, "argocd", err, "The account %s of Argo CD %s is disabled. Ask its administrators to enable it", login, s.Name).On("login")
	case strings.Contains(said, "capability"):
		return fault.New(fault.Denied, "argocd", err, "The account %s of Argo CD %s may not sign in with a password. Ask its administrators for the capability login", login, s.Name).On("login")
	}
	return fault.New(fault.SignIn, "argocd", err, "Argo CD %s does not accept this login and password. Check both; after several failures it refuses for some minutes", s.Name).On("password")
}

// SignOut ends the session at the server and forgets it here. A server that cannot be asked keeps no one from
// forgetting.
func (c *client) SignOut(ctx context.Context, permit operation.Permit, instance string) (argocd.Instance, error) {
	if err := permit.Check(policy.SessionSignOut); err != nil {
		return argocd.Instance{}, err
	}
	s, err := c.site(instance)
	if err != nil {
		return argocd.Instance{}, err
	}
	person, err := c.acting(ctx)
	if err != nil {
		return argocd.Instance{}, err
	}
	key := keyOf(person, s)
	token, ok, err := c.Tokens.Get(ctx, system, key)
	if err != nil {
		return argocd.Instance{}, err
	}
	var revoked error
	if ok {
		revoked = c.revoke(permit.Context(ctx), s, token)
	}
	c.mu.Lock()
	delete(c.sessions, key)
	c.mu.Unlock()
	err = errors.Join(c.Tokens.Delete(ctx, system, key), revoked)
	c.announce()
	return c.instance(ctx, s.Endpoint), err
}

// revoke takes the session back at the server. Argo CD does that at the address its own pages use, which reads
// the session from a cookie and answers with a redirect.
func (c *client) revoke(ctx context.Context, s *site, token secret.Value) error {
	ctx, cancel := context.WithTimeout(ctx, c.pace.Answer)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base.JoinPath("auth", "logout").String(), nil)
	if err != nil {
		return err
	}
	r.AddCookie(&http.Cookie{Name: "argocd.token", Value: token.Reveal()})
	response, err := s.Once.Do(r)
	if err != nil {
		return fault.New(fault.Unreachable, "argocd", err, "Signed out here, but Argo CD %s could not be told: its session ends by itself, within a day as a rule", s.Name)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 3 && response.StatusCode/100 != 2 {
		return fault.New(fault.Unreachable, "argocd", errors.New(response.Status), "Signed out here, but Argo CD %s did not take the session back: it ends by itself, within a day as a rule", s.Name)
	}
	return nil
}
