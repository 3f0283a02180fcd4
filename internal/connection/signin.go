package connection

import (
	"context"
	"errors"
	"slices"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// SignIn exchanges what was typed in for a credential and keeps it, once the server has said that it is the acting
// person's.
func (c *Client) SignIn(ctx context.Context, permit operation.Permit, in SignInInput) (Connection, error) {
	if err := permit.Check(policy.SessionSignIn); err != nil {
		return Connection{}, err
	}
	_, name := Split(in.ID)
	s, err := c.sites.Find(name)
	if err != nil {
		return Connection{}, err
	}
	if err := c.complete(s, in); err != nil {
		return Connection{}, err
	}
	person, err := c.acting(ctx)
	if err != nil {
		return Connection{}, err
	}
	if owner, known := c.Owner(in.Login); known && owner != person {
		return Connection{}, fault.New(fault.Denied, string(c.kind), identity.ErrSomebodyElse,
			"%s at %s %s is %s, but you act as %s. Sign in as yourself, or choose the context of %s", in.Login, c.sites.Title, s.Name, owner, person, owner).On("login")
	}
	if _, err := c.protocol.Version(ctx, s); err != nil {
		return Connection{}, err
	}
	before, had, err := c.kept(ctx, person, s)
	if err != nil {
		return Connection{}, err
	}
	fresh, err := c.protocol.Exchange(ctx, permit, s, in)
	if err != nil {
		return Connection{}, err
	}
	if _, err := c.prove(ctx, s, person, fresh); err != nil {
		_ = c.takeBack(ctx, permit, s, fresh) // why nobody is signed in matters more
		return Connection{}, err
	}
	if err := c.keep(ctx, person, s, fresh); err != nil {
		_ = c.takeBack(ctx, permit, s, fresh) // why nobody is signed in matters more
		return Connection{}, err
	}
	if had && before.Secret.Reveal() != fresh.Secret.Reveal() {
		_ = c.takeBack(ctx, permit, s, before) // the new one is kept: the old one ends by itself, if not now
	}
	return c.Check(ctx, person, name), nil
}

func (c *Client) complete(s *endpoint.Site, in SignInInput) error {
	invalid := func(field, format string, args ...any) error {
		return fault.New(fault.Invalid, string(c.kind), nil, format, args...).On(field)
	}
	switch {
	case !slices.Contains(c.protocol.Methods(s.Endpoint), in.Method):
		return invalid("method", "One does not sign in to %s %s by %q", c.sites.Title, s.Name, in.Method)
	case in.Login == "" && in.Method != Token:
		return invalid("login", "Say which login")
	case in.Secret.Empty():
		return invalid("secret", "The password or token is missing")
	}
	return nil
}

// takeBack ends at the server what was made for Sluice.
func (c *Client) takeBack(ctx context.Context, permit operation.Permit, s *endpoint.Site, of Credential) error {
	lender, ok := c.protocol.(Lender)
	if !ok || !of.Made {
		return nil
	}
	return lender.Revoke(ctx, permit, s, of)
}

// SignOut forgets the session, and ends it at the server where it was made for Sluice. A server that cannot be asked
// keeps no one from forgetting.
func (c *Client) SignOut(ctx context.Context, permit operation.Permit, id string) (Connection, error) {
	if err := permit.Check(policy.SessionSignOut); err != nil {
		return Connection{}, err
	}
	s, person, held, ok, err := c.own(ctx, id)
	if err != nil {
		return Connection{}, err
	}
	var revoked error
	if ok {
		if revoked = c.takeBack(ctx, permit, s, held); fault.Of(revoked).Kind == fault.SignIn {
			revoked = nil // it had ended before
		}
	}
	err = errors.Join(c.Tokens.Delete(ctx, string(c.kind), account(person, s)), revoked)
	return c.Check(ctx, person, s.Name), err
}

// Renew prolongs the session.
func (c *Client) Renew(ctx context.Context, permit operation.Permit, id string) (Connection, error) {
	if err := permit.Check(policy.SessionRenew); err != nil {
		return Connection{}, err
	}
	s, person, held, ok, err := c.own(ctx, id)
	switch {
	case err != nil:
		return Connection{}, err
	case !ok:
		return Connection{}, fault.New(fault.SignIn, string(c.kind), nil, "%s is not signed in to %s %s", person, c.sites.Title, s.Name)
	}
	session, err := c.prove(ctx, s, person, held)
	if err != nil {
		return Connection{}, err
	}
	lender, ok := c.protocol.(Lender)
	if !ok || !session.Renewable {
		return Connection{}, fault.New(fault.Invalid, string(c.kind), nil, "%s %s does not prolong this session. Sign in again", c.sites.Title, s.Name)
	}
	if err := lender.Renew(ctx, permit, s, held); err != nil {
		return Connection{}, err
	}
	return c.Check(ctx, person, s.Name), nil
}

func (c *Client) own(ctx context.Context, id string) (s *endpoint.Site, person string, held Credential, ok bool, err error) {
	_, name := Split(id)
	if s, err = c.sites.Find(name); err != nil {
		return nil, "", Credential{}, false, err
	}
	if person, err = c.acting(ctx); err != nil {
		return s, "", Credential{}, false, err
	}
	held, ok, err = c.kept(ctx, person, s)
	return s, person, held, ok, err
}

// Credential is the acting person's at a server of the fleet, by its name: for those who fetch from there, such as
// Git. ok is false when nobody has signed in.
func (c *Client) Credential(ctx context.Context, name string) (login string, token secret.Value, ok bool, err error) {
	_, person, held, ok, err := c.own(ctx, ID(c.kind, name))
	if err != nil || !ok {
		return "", secret.Value{}, false, err
	}
	if held.Login == "" {
		held.Login = person
	}
	return held.Login, held.Secret, true, nil
}
