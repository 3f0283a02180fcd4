package hosting

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/git"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// mostBytes is the longest answer that is read.
const mostBytes = 1 << 20

// request is one question to a host's API. Without a credential it asks as nobody.
type request struct {
	method string // empty: GET
	path   []string
	query  url.Values
	body   any
	as     connection.Credential
	basic  *basic
}

type basic struct {
	login    string
	password secret.Value
}

// call asks and decodes the answer into out, where there is one. The response is for its status and headers.
func call(ctx context.Context, s *endpoint.Site, q request, out any) (*http.Response, error) {
	var body io.Reader
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	path := make([]string, len(q.path))
	for i, part := range q.path {
		path[i] = url.PathEscape(part)
	}
	address := git.API(kindOf(s.Endpoint), s.Base).JoinPath(path...)
	address.RawQuery = q.query.Encode()
	r, err := http.NewRequestWithContext(ctx, q.method, address.String(), body)
	if err != nil {
		return nil, fault.New(fault.Invalid, "git", err, "The Git host %s cannot be asked that", s.Name)
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	switch {
	case q.basic != nil:
		r.SetBasicAuth(q.basic.login, q.basic.password.Reveal())
	case !q.as.Secret.Empty():
		r.Header.Set("Authorization", "Bearer "+q.as.Secret.Reveal())
	}
	response, err := s.HTTP.Do(r)
	if err != nil {
		return nil, s.Unreached(ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return response, refused(s, response)
	}
	if out == nil {
		return response, nil
	}
	if !isJSON(response) {
		return response, s.Foreign(response)
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, mostBytes)).Decode(out); err != nil {
		if ctx.Err() != nil {
			return response, s.Unreached(ctx, ctx.Err())
		}
		return response, s.Strange(errors.New("an answer of another form")) // the decoder's words may hold a piece of it
	}
	return response, nil
}

func isJSON(r *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/json"
}

// refused translates an answer that is an error.
func refused(s *endpoint.Site, r *http.Response) error {
	if r.Header.Get("X-RateLimit-Remaining") == "0" && r.StatusCode == http.StatusForbidden {
		return s.Busy(http.StatusTooManyRequests)
	}
	if busy := s.Busy(r.StatusCode); busy != nil {
		return busy
	}
	var said struct {
		Message string `json:"message"`
		Error   string `json:"error"`
	}
	text, _ := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if !isJSON(r) || json.Unmarshal(text, &said) != nil {
		return s.Foreign(r)
	}
	words := clean(said.Message + said.Error)
	cause := fmt.Errorf("%s: %s", r.Status, words)
	switch r.StatusCode {
	case http.StatusUnauthorized:
		return fault.New(fault.SignIn, "git", cause, "The Git host %s does not take the token: it has ended or was revoked. Sign in again", s.Name)
	case http.StatusForbidden:
		return fault.New(fault.Denied, "git", cause, "The Git host %s refused: %s", s.Name, words)
	case http.StatusNotFound:
		return fault.New(fault.NotFound, "git", cause, "The Git host %s has nothing there. Check kind: and url: in the fleet's file", s.Name)
	}
	return fault.New(fault.Invalid, "git", cause, "The Git host %s does not accept this: %s", s.Name, words)
}

// whoRefused tells a token that is not accepted from one that may not say whose it is.
func whoRefused(s *endpoint.Site, answer *http.Response, err error) error {
	if answer == nil || fault.Of(err).Kind != fault.Denied {
		return err
	}
	return fault.New(fault.Denied, "git", err, "The token may not ask the Git host %s whose it is. Make one that may read its user (read:user, read_user), and sign in with it", s.Name)
}

// notLetIn says why a password was refused.
func notLetIn(s *endpoint.Site, answer *http.Response, err error) error {
	kind := fault.Of(err).Kind
	switch {
	case answer == nil:
		return err
	case answer.Header.Get("X-Gitea-OTP") == "required":
		return fault.New(fault.Invalid, "git", err, "The Git host %s asks for a second factor. Make a token there, and sign in with it", s.Name).On("method")
	case kind == fault.SignIn, kind == fault.NotFound, kind == fault.Denied:
		return fault.New(fault.SignIn, "git", err, "The Git host %s does not accept this login and password. With a second factor, or single sign-on, make a token there and sign in with it", s.Name).On("secret")
	}
	return err
}

// clean is the host's own words, fit to be shown.
func clean(text string) string {
	text = strings.TrimSuffix(strings.Join(strings.Fields(secret.Said(text)), " "), ".")
	if text == "" {
		return "without saying why"
	}
	return text
}
