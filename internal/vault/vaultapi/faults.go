package vaultapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/hashicorp/vault/api"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// mostBytes is the longest answer that is read. What is asked here takes a thousandth of it.
const mostBytes = 8 << 20

// answers is a site's transport as HashiCorp's client needs it: an answer has an end, and one that sends on to
// somewhere is none. A standby that points to the active node is no exception: the fleet names who is trusted.
type answers struct{ site *endpoint.Site }

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := a.site.Once.Transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if to, err := response.Location(); err == nil && response.StatusCode/100 == 3 {
		response.Body.Close()
		return nil, a.site.Away(to)
	}
	response.Body = bounded{io.LimitReader(response.Body, mostBytes), response.Body}
	return response, nil
}

type bounded struct {
	io.Reader
	io.Closer
}

// said translates what HashiCorp's client says.
func said(ctx context.Context, s *endpoint.Site, err error) error {
	var answer *api.ResponseError
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &answer):
		return refused(s, answer, err)
	case ctx.Err() == nil && (errors.As(err, &syntax) || errors.As(err, &typ) || errors.Is(err, io.EOF)):
		return s.Strange(err)
	}
	return s.Unreached(ctx, err)
}

func refused(s *endpoint.Site, answer *api.ResponseError, err error) error {
	words := clean(answer.Errors)
	switch status := answer.StatusCode; {
	case status == http.StatusServiceUnavailable && strings.Contains(words, "sealed"):
		return fault.New(fault.Unreachable, "vault", err, "Vault %s is sealed and answers nobody. Ask its administrators to unseal it", s.Name)
	case s.Busy(status) != nil:
		return s.Busy(status)
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		return fault.New(fault.Denied, "vault", err, "Vault %s refused: %s. Ask who writes its policies", s.Name, words)
	case status == http.StatusNotFound:
		return fault.New(fault.NotFound, "vault", err, "Vault %s has nothing there: %s", s.Name, words)
	}
	return fault.New(fault.Invalid, "vault", err, "Vault %s does not accept this: %s", s.Name, words)
}

// ended says that a token is not accepted. Vault tells an ended token and a missing right by the same words; to look
// itself up is what nearly every token may.
func ended(s *endpoint.Site, err error) error {
	if fault.Of(err).Kind != fault.Denied {
		return err
	}
	return fault.New(fault.SignIn, "vault", err, "Vault %s does not take the token: it has ended, was revoked, or may not say whose it is (policy default). Sign in again", s.Name)
}

// notLetIn says why a sign-in was refused.
func notLetIn(s *endpoint.Site, in connection.SignInInput, err error) error {
	method := "userpass"
	if in.Method == connection.AppRole {
		method = "approle"
	}
	known := fault.Of(err)
	switch {
	case strings.Contains(known.Detail, "no handler for route"), strings.Contains(known.Detail, "unsupported path"):
		return fault.New(fault.Invalid, "vault", err, "Vault %s has no sign-in method at auth/%s. Choose another, or ask its administrators", s.Name, method).On("method")
	case known.Kind != fault.Denied && known.Kind != fault.Invalid:
		return err
	case in.Method == connection.AppRole:
		return fault.New(fault.SignIn, "vault", err, "Vault %s does not accept this role id and secret id. A secret id may have been used up", s.Name).On("secret")
	}
	return fault.New(fault.SignIn, "vault", err, "Vault %s does not accept this login and password. Check both; after several failures it refuses for some minutes", s.Name).On("secret")
}

// clean is Vault's own words, fit to be shown.
func clean(lines []string) string {
	text := strings.Join(strings.Fields(secret.Said(strings.Join(lines, "; "))), " ")
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	if text == "" {
		return "without saying why"
	}
	return text
}
