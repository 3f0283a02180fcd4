// Package oci speaks the OCI distribution protocol, whose sign-in is oras's.
package oci

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// New is the connections to the fleet's registries.
func New(cfg connection.Config) *connection.Client {
	return connection.NewClient(connection.Registry, endpoint.Family{System: operation.Registry, Title: "registry", As: "a registry", Section: "registries"}, protocol{}, cfg)
}

type protocol struct{}

// Methods: a login with its password, or with the token that takes its place.
func (protocol) Methods(endpoint.Endpoint) []string { return []string{connection.Password} }

// Version asks as nobody. A registry that lets nobody in says how to sign in, and so that it is one.
func (protocol) Version(ctx context.Context, s *endpoint.Site) (string, error) {
	answer, err := ping(ctx, s, s.HTTP.Do)
	if err != nil {
		return "", s.Unreached(ctx, err)
	}
	is := answer.Header.Get("Docker-Distribution-Api-Version")
	switch {
	case answer.StatusCode == http.StatusUnauthorized && answer.Header.Get("WWW-Authenticate") != "", answer.StatusCode == http.StatusOK && is != "":
		return is, nil
	case s.Busy(answer.StatusCode) != nil:
		return "", s.Busy(answer.StatusCode)
	}
	return "", s.Foreign(answer)
}

// ping asks for the protocol's root. Its error is untranslated.
func ping(ctx context.Context, s *endpoint.Site, do func(*http.Request) (*http.Response, error)) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base.JoinPath("v2").String()+"/", nil)
	if err != nil {
		return nil, err
	}
	answer, err := do(r)
	if err != nil {
		return nil, err
	}
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // so that the connection can be used again
	answer.Body.Close()
	return answer, nil
}

// Who is as much as a registry can say: that it takes the login. Whose it is, it does not know.
func (protocol) Who(ctx context.Context, s *endpoint.Site, as connection.Credential) (connection.Session, error) {
	do := s.HTTP.Do
	if !as.Secret.Empty() {
		client := &auth.Client{Client: s.HTTP, Cache: nil, Credential: func(_ context.Context, host string) (auth.Credential, error) {
			if host != s.Base.Host {
				return auth.EmptyCredential, nil
			}
			return auth.Credential{Username: as.Login, Password: as.Secret.Reveal()}, nil
		}}
		do = client.Do
	}
	answer, err := ping(ctx, s, do)
	var token *errcode.ErrorResponse
	switch {
	case errors.As(err, &token) && s.Busy(token.StatusCode) != nil:
		return connection.Session{}, s.Busy(token.StatusCode)
	case errors.As(err, &token): // the server that gives out tokens for this one
		return connection.Session{}, refused(s, as, err)
	case err != nil && strings.Contains(err.Error(), "bearer realm"):
		return connection.Session{}, fault.New(fault.Invalid, "registry", err, "The registry %s sends people on to a place for its tokens that is less safe than itself, so the password was not sent. Ask its administrators", s.Name)
	case err != nil:
		return connection.Session{}, s.Unreached(ctx, err)
	}
	switch status := answer.StatusCode; {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return connection.Session{}, refused(s, as, nil)
	case status == http.StatusOK && as.Secret.Empty():
		return connection.Session{Facts: []connection.Fact{{Name: "Access", Value: "everybody may read"}}}, nil
	case status == http.StatusOK:
		return connection.Session{Login: as.Login, Facts: []connection.Fact{{Name: "Whose", Value: "a registry knows accounts, not people"}}}, nil
	case s.Busy(status) != nil:
		return connection.Session{}, s.Busy(status)
	}
	return connection.Session{}, s.Foreign(answer)
}

func refused(s *endpoint.Site, as connection.Credential, cause error) error {
	if as.Secret.Empty() {
		return fault.New(fault.SignIn, "registry", cause, "The registry %s answers only those who sign in", s.Name)
	}
	return fault.New(fault.SignIn, "registry", cause, "The registry %s does not accept the login %s with this password or token. Sign in again", s.Name, as.Login).On("secret")
}

// Exchange is no exchange: what was typed in is what the registry wants to see each time.
func (protocol) Exchange(_ context.Context, _ operation.Permit, _ *endpoint.Site, in connection.SignInInput) (connection.Credential, error) {
	return connection.Credential{Login: in.Login, Secret: in.Secret}, nil
}
