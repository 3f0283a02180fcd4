// Package hosting speaks to GitHub, GitLab and Gitea. What is asked of them so far is so little that their own client
// libraries would be out of proportion.
package hosting

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/git"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// New is the connections to the fleet's Git hosts.
func New(cfg connection.Config) *connection.Client {
	return connection.NewClient(connection.Git, endpoint.Family{System: operation.Git, Title: "Git host", As: "a Git host", Section: "git"}, protocol{}, cfg)
}

type protocol struct{}

func kindOf(e endpoint.Endpoint) string {
	base, err := url.Parse(e.URL)
	if err != nil {
		base = &url.URL{}
	}
	return git.KindOf(e.Kind, base)
}

// Methods: a password only where the host makes a token of it.
func (protocol) Methods(e endpoint.Endpoint) []string {
	if kindOf(e) == git.Gitea {
		return []string{connection.Password, connection.Token}
	}
	return []string{connection.Token}
}

// Version asks what everybody is told. A host that tells nobody, and says so in its own way, is there as well.
func (protocol) Version(ctx context.Context, s *endpoint.Site) (string, error) {
	var said struct {
		Version   string `json:"version"`
		Installed string `json:"installed_version"`
	}
	kind := kindOf(s.Endpoint)
	path := "version"
	switch {
	case kind == git.GitHub && git.Public(s.Base):
		return "", nil // its certificate says who it is, and it counts every question
	case kind == git.GitHub:
		path = "meta"
	}
	answer, err := call(ctx, s, request{path: []string{path}}, &said)
	if err != nil && answer != nil && own(kind, answer) && (answer.StatusCode == http.StatusUnauthorized || answer.StatusCode == http.StatusForbidden) {
		return "", nil
	}
	if err == nil && said.Version == "" && said.Installed == "" {
		return "", s.Foreign(answer)
	}
	return cmp.Or(said.Version, said.Installed), err
}

// own reports whether an answer looks like the host's. Only GitHub leaves its mark on each.
func own(kind string, r *http.Response) bool {
	return isJSON(r) && (kind != git.GitHub || r.Header.Get("X-GitHub-Request-Id") != "")
}

// Who asks for the token's user.
func (protocol) Who(ctx context.Context, s *endpoint.Site, as connection.Credential) (connection.Session, error) {
	if as.Secret.Empty() {
		return connection.Session{}, fault.New(fault.SignIn, "git", nil, "The Git host %s tells only those who sign in who they are", s.Name)
	}
	var user struct {
		Login    string `json:"login"`
		Username string `json:"username"`
	}
	answer, err := call(ctx, s, request{path: []string{"user"}, as: as}, &user)
	if err != nil {
		return connection.Session{}, whoRefused(s, answer, err)
	}
	session := connection.Session{Login: cmp.Or(user.Login, user.Username), Announced: 3 * 24 * time.Hour}
	if session.Login == "" {
		return session, s.Foreign(answer)
	}
	if as.Login != "" && kindOf(s.Endpoint) == git.Gitea {
		session.Facts = append(session.Facts, connection.Fact{Name: "Token", Value: tokenName() + ", made when you signed in"})
	}
	switch kindOf(s.Endpoint) {
	case git.GitHub:
		describeGitHub(&session, answer)
	case git.GitLab:
		describeGitLab(ctx, s, as, &session)
	}
	return session, nil
}

func describeGitHub(session *connection.Session, answer *http.Response) {
	if scopes := answer.Header.Get("X-OAuth-Scopes"); scopes != "" {
		session.Facts = append(session.Facts, connection.Fact{Name: "Scopes", Value: scopes})
	}
	ends := answer.Header.Get("GitHub-Authentication-Token-Expiration")
	for _, layout := range []string{"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700"} {
		if at, err := time.Parse(layout, ends); err == nil {
			session.Expires = at
		}
	}
}

// describeGitLab says more of a personal token. Other kinds of token know nothing of themselves, which is no fault.
func describeGitLab(ctx context.Context, s *endpoint.Site, as connection.Credential, session *connection.Session) {
	var token struct {
		Name    string   `json:"name"`
		Scopes  []string `json:"scopes"`
		Expires string   `json:"expires_at"`
	}
	if _, err := call(ctx, s, request{path: []string{"personal_access_tokens", "self"}, as: as}, &token); err == nil {
		session.Facts = append(session.Facts, connection.Fact{Name: "Scopes", Value: strings.Join(token.Scopes, ", ")})
		session.Expires, _ = time.Parse(time.DateOnly, token.Expires)
	}
	var v struct {
		Version string `json:"version"`
	}
	if _, err := call(ctx, s, request{path: []string{"version"}, as: as}, &v); err == nil {
		session.Version = v.Version
	}
}

// scopes are what Sluice needs of a token that it has made: who it is, and reading repositories.
var scopes = []string{"read:user", "read:repository"}

// tokenName is what the host shows in its list of tokens.
func tokenName() string {
	host, _ := os.Hostname()
	return "sluice on " + cmp.Or(host, "a workstation")
}

// Exchange takes a token as it is, or has Gitea make one for a password. The token that an earlier sign-in on this
// computer left is deleted: only now is there a password that may.
func (protocol) Exchange(ctx context.Context, permit operation.Permit, s *endpoint.Site, in connection.SignInInput) (connection.Credential, error) {
	if in.Method == connection.Token {
		return connection.Credential{Secret: secret.New(strings.TrimSpace(in.Secret.Reveal()))}, nil
	}
	ctx = permit.Context(ctx)
	login := &basic{in.Login, in.Secret}
	tokens := []string{"users", in.Login, "tokens"}
	var left []struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
	}
	if answer, err := call(ctx, s, request{path: tokens, basic: login, query: url.Values{"limit": {"50"}}}, &left); err != nil {
		return connection.Credential{}, notLetIn(s, answer, err)
	}
	for _, old := range left {
		if old.Name == tokenName() {
			if _, err := call(ctx, s, request{method: http.MethodDelete, path: append(tokens, fmt.Sprint(old.ID)), basic: login}, nil); err != nil {
				return connection.Credential{}, err
			}
		}
	}
	var made struct {
		SHA1 string `json:"sha1"`
	}
	answer, err := call(ctx, s, request{method: http.MethodPost, path: tokens, basic: login, body: map[string]any{"name": tokenName(), "scopes": scopes}}, &made)
	if err != nil {
		return connection.Credential{}, notLetIn(s, answer, err)
	}
	if made.SHA1 == "" {
		return connection.Credential{}, s.Foreign(answer)
	}
	// Not to be taken back by us: Gitea wants the password for that, and we have it only now.
	return connection.Credential{Login: in.Login, Secret: secret.New(made.SHA1)}, nil
}
