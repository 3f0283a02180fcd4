package hosting_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/connection/connectiontest"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/git/hosting"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// gitea answers as Gitea does, as far as signing in goes.
type gitea struct {
	*httptest.Server
	mu      sync.Mutex
	tokens  map[string]token // by secret
	made    int
	seen    []string
	instead map[string]http.HandlerFunc
}

type token struct {
	ID    int    `json:"id"`
	Name  string `json:"name"`
	SHA1  string `json:"sha1"`
	owner string
}

func newGitea(t *testing.T) *gitea {
	t.Helper()
	g := &gitea{tokens: map[string]token{}, instead: map[string]http.HandlerFunc{}}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(g.Close)
	return g
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func says(status int, words string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answer(w, status, map[string]string{"message": words}) }
}

func (g *gitea) serve(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/api/v1/")
	g.seen = append(g.seen, r.Method+" "+path)
	if other := g.instead[r.Method+" "+path]; other != nil {
		other(w, r)
		return
	}
	login, password, basic := r.BasicAuth()
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case path == "version":
		answer(w, 200, map[string]string{"version": "1.26.4"})
	case path == "user" && g.tokens[bearer].owner != "":
		answer(w, 200, map[string]string{"login": g.tokens[bearer].owner, "username": g.tokens[bearer].owner})
	case !basic || password != "right" || !strings.HasPrefix(path, "users/"+login+"/tokens"):
		answer(w, 401, map[string]string{"message": "invalid username, password or token"})
	case r.Method == http.MethodGet:
		list := []token{}
		for _, one := range g.tokens {
			one.SHA1 = ""
			list = append(list, one)
		}
		answer(w, 200, list)
	case r.Method == http.MethodDelete:
		for text, one := range g.tokens {
			if strings.HasSuffix(path, fmt.Sprint("/", one.ID)) {
				delete(g.tokens, text)
			}
		}
		w.WriteHeader(204)
	case r.Method == http.MethodPost:
		var in token
		_ = json.NewDecoder(r.Body).Decode(&in)
		for _, one := range g.tokens {
			if one.Name == in.Name {
				answer(w, 400, map[string]string{"message": "access token name has been used already"})
				return
			}
		}
		g.made++
		in.ID, in.SHA1, in.owner = g.made, fmt.Sprint("sha-", g.made), login
		g.tokens[in.SHA1] = in
		answer(w, 201, in)
	}
}

func client(at endpoint.Endpoint) (*connection.Client, *connectiontest.Tokens) {
	kept := &connectiontest.Tokens{}
	at.Name = "code"
	return hosting.New(connection.Config{
		Named: func() []endpoint.Endpoint { return []endpoint.Endpoint{at} }, Tokens: kept, Now: time.Now,
		Person:  func(context.Context) (string, error) { return "olga", nil },
		Suggest: func(string) string { return "ops1" },
		Owner: func(login string) (string, bool) {
			person, ok := map[string]string{"ops1": "olga", "dev1": "dan"}[login]
			return person, ok
		},
	}), kept
}

func signIn(t *testing.T, c *connection.Client, in connection.SignInInput) (out connection.Connection, err error) {
	t.Helper()
	in.ID = "git/code"
	operationtest.With(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) { out, err = c.SignIn(ctx, p, in) })
	return out, err
}

func byPassword(login, password string) connection.SignInInput {
	return connection.SignInInput{ID: "git/code", Method: connection.Password, Login: login, Secret: secret.New(password)}
}

func byToken(text string) connection.SignInInput {
	return connection.SignInInput{ID: "git/code", Method: connection.Token, Secret: secret.New(text)}
}

func TestGiteaKeepsTheContract(t *testing.T) {
	for name, in := range map[string]connection.SignInInput{"by password": byPassword("ops1", "right"), "by token": byToken("given")} {
		t.Run(name, func(t *testing.T) {
			connectiontest.Suite(t, func(t *testing.T) connectiontest.World {
				g := newGitea(t)
				g.tokens["given"] = token{ID: 99, Name: "mine", owner: "ops1"}
				c, kept := client(endpoint.Endpoint{URL: g.URL, Kind: "gitea"})
				w := connectiontest.World{Client: c, ID: "git/code", Person: "olga", In: in, Wrong: secret.New("not it"), Tokens: kept, Foreign: byPassword("dev1", "right")}
				if in.Method == connection.Password {
					w.Revoke = func(*testing.T) { g.mu.Lock(); defer g.mu.Unlock(); clear(g.tokens) }
				}
				return w
			})
		})
	}
}

// Gitea lets only a password delete a token, so the one that an earlier sign-in left goes with the next.
func TestSigningInAgainLeavesNoTokenBehind(t *testing.T) {
	g := newGitea(t)
	g.tokens["mine"] = token{ID: 99, Name: "mine", owner: "ops1"}
	c, _ := client(endpoint.Endpoint{URL: g.URL})
	for range 3 {
		if got, err := signIn(t, c, byPassword("ops1", "right")); err != nil || got.Login != "ops1" || got.Version != "1.26.4" || !got.Lasting {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if len(g.tokens) != 2 || g.tokens["mine"].ID != 99 {
		t.Errorf("tokens at the host: %v", g.tokens)
	}
	if login, text, ok, err := c.Credential(t.Context(), "code"); err != nil || !ok || login != "ops1" || text.Reveal() != "sha-3" {
		t.Errorf("who fetches from there gets %s, %v, %v", login, ok, err)
	}
}

func TestGitHubAndGitLabSayWhoATokenIs(t *testing.T) {
	for _, row := range []struct {
		kind, says    string
		answers       map[string]http.HandlerFunc
		login, expiry string
	}{
		{"github", "repo, read:org", map[string]http.HandlerFunc{
			"/api/v3/meta": func(w http.ResponseWriter, _ *http.Request) {
				answer(w, 200, map[string]string{"installed_version": "3.14"})
			},
			"/api/v3/user": func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-OAuth-Scopes", "repo, read:org")
				w.Header().Set("GitHub-Authentication-Token-Expiration", "2031-02-03 04:05:06 UTC")
				answer(w, 200, map[string]string{"login": "ops1"})
			},
		}, "ops1", "2031-02-03T04:05:06Z"},
		{"github", "", map[string]http.HandlerFunc{ // one that tells nobody without a login
			"/api/v3/meta": func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-GitHub-Request-Id", "1")
				answer(w, 401, map[string]string{"message": "Requires authentication"})
			},
			"/api/v3/user": func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, map[string]string{"login": "ops1"}) },
		}, "ops1", ""},
		{"gitlab", "read_user", map[string]http.HandlerFunc{
			"/api/v4/version": func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "" {
					answer(w, 401, map[string]string{"message": "401 Unauthorized"})
					return
				}
				answer(w, 200, map[string]string{"version": "17.4.1"})
			},
			"/api/v4/user": func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, map[string]string{"username": "ops1"}) },
			"/api/v4/personal_access_tokens/self": func(w http.ResponseWriter, _ *http.Request) {
				answer(w, 200, map[string]any{"scopes": []string{"read_user"}, "expires_at": "2031-02-03"})
			},
		}, "ops1", "2031-02-03T00:00:00Z"},
	} {
		t.Run(row.kind, func(t *testing.T) {
			host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if h := row.answers[r.URL.Path]; h != nil {
					h(w, r)
					return
				}
				answer(w, 404, map[string]string{"message": "Not Found"})
			}))
			defer host.Close()
			c, _ := client(endpoint.Endpoint{URL: host.URL, Kind: row.kind})
			if got := c.Check(t.Context(), "olga", "code"); got.State != connection.SignedOut || len(got.Methods) != 1 {
				t.Errorf("before: %+v, %v", got, got.Problem)
			}
			got, err := signIn(t, c, byToken("glpat-1"))
			if err != nil || got.Login != row.login || got.Person != "olga" || got.Expires != row.expiry || !strings.Contains(fmt.Sprint(got.Facts), row.says) {
				t.Errorf("%+v, %v", got, err)
			}
			if row.expiry != "" && got.Warn >= got.Expires {
				t.Errorf("announced at %s of %s", got.Warn, got.Expires)
			}
		})
	}
}

func TestWhatAHostRefusesIsToldApart(t *testing.T) {
	html := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Sign in</html>") }
	for _, row := range []struct {
		name    string
		instead map[string]http.HandlerFunc
		in      connection.SignInInput
		kind    fault.Kind
		says    string
	}{
		{"a second factor", map[string]http.HandlerFunc{"GET users/ops1/tokens": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Gitea-OTP", "required")
			answer(w, 401, map[string]string{"message": "Only signed in user is allowed to call APIs."})
		}}, byPassword("ops1", "right"), fault.Invalid, "second factor"},
		{"a token that may not say whose it is", map[string]http.HandlerFunc{"GET user": says(403, "token does not have at least one of required scope(s): [read:user]")}, byToken("x"), fault.Denied, "read:user"},
		{"a host that counts", map[string]http.HandlerFunc{"GET user": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-RateLimit-Remaining", "0")
			answer(w, 403, map[string]string{"message": "API rate limit exceeded"})
		}}, byToken("x"), fault.Unreachable, "too often"},
		{"a host of another kind", map[string]http.HandlerFunc{"GET version": says(404, "Not Found")}, byToken("x"), fault.NotFound, "kind:"},
		{"a web page", map[string]http.HandlerFunc{"GET version": html}, byToken("x"), fault.Invalid, "not as a Git host does"},
		{"another service", map[string]http.HandlerFunc{"GET version": func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, map[string]string{"name": "x"}) }}, byToken("x"), fault.Invalid, "not as a Git host does"},
		{"half an answer", map[string]http.HandlerFunc{"GET user": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"login": "op`)
		}}, byToken("x"), fault.Invalid, "not as a Git host does"},
		{"a user without a name", map[string]http.HandlerFunc{"GET user": func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, map[string]string{}) }}, byToken("x"), fault.Invalid, "not as a Git host does"},
		{"a host that is down", map[string]http.HandlerFunc{"GET version": says(502, "bad gateway")}, byToken("x"), fault.Unreachable, "not up"},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := newGitea(t)
			g.instead = row.instead
			c, kept := client(endpoint.Endpoint{URL: g.URL})
			_, err := signIn(t, c, row.in)
			if fault.Of(err).Kind != row.kind || !strings.Contains(fault.Of(err).Detail, row.says) {
				t.Errorf("%v", err)
			}
			if kept.Count() != 0 || strings.Contains(err.Error(), "right") {
				t.Errorf("%d kept; %v", kept.Count(), err)
			}
		})
	}
}

func TestATokenIsNotCarriedToAnotherHost(t *testing.T) {
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("it was sent %s %v", r.Method, r.Header) }))
	defer thief.Close()
	g := newGitea(t)
	g.instead["GET user"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, thief.URL, http.StatusFound) }
	c, _ := client(endpoint.Endpoint{URL: g.URL})
	if _, err := signIn(t, c, byToken("x")); fault.Of(err).Kind != fault.Unreachable || !strings.Contains(err.Error(), "does not follow") {
		t.Error(err)
	}
}

// To make a token is a write: it is stopped before the host unless an operation runs.
func TestWithoutAPermitNoTokenIsMade(t *testing.T) {
	g := newGitea(t)
	c, _ := client(endpoint.Endpoint{URL: g.URL})
	var ended operation.Permit
	operationtest.With(t, policy.SessionSignIn, func(_ context.Context, p operation.Permit) { ended = p })
	if _, err := c.SignIn(t.Context(), ended, byPassword("ops1", "right")); err == nil || !strings.Contains(err.Error(), "unaudited") {
		t.Error(err)
	}
	if g.made != 0 {
		t.Errorf("%d tokens were made", g.made)
	}
}
