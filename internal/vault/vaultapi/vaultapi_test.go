package vaultapi_test

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
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/vault/vaultapi"
)

// server answers as Vault does, as far as signing in goes.
type server struct {
	*httptest.Server
	mu         sync.Mutex
	tokens     map[string]map[string]any // by token: what lookup-self says
	made       int
	writes     int
	namespaces map[string]bool
	instead    map[string]http.HandlerFunc // "GET sys/health"
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{tokens: map[string]map[string]any{}, namespaces: map[string]bool{}, instead: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, words string) {
	answer(w, status, map[string]any{"errors": []string{words}})
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/v1/")
	s.namespaces[r.Header.Get("X-Vault-Namespace")+" "+path] = true
	if r.Method != http.MethodGet {
		s.writes++
	}
	if other := s.instead[r.Method+" "+path]; other != nil {
		other(w, r)
		return
	}
	var in map[string]string
	_ = json.NewDecoder(r.Body).Decode(&in)
	token := r.Header.Get("X-Vault-Token")
	known := s.tokens[token]
	switch {
	case path == "sys/health":
		answer(w, 200, map[string]any{"initialized": true, "version": "1.14.1"})
	case path == "auth/userpass/login/ops1" && in["password"] == "right", path == "auth/userpass/login/dev1" && in["password"] == "right":
		s.login(w, "auth/userpass/login/"+path[len("auth/userpass/login/"):], map[string]any{"username": path[len("auth/userpass/login/"):]})
	case strings.HasPrefix(path, "auth/userpass/"):
		refuse(w, 400, "invalid username or password")
	case path == "auth/approle/login" && in["role_id"] == "operations" && in["secret_id"] == "right":
		s.login(w, path, map[string]any{"role_name": "operations"})
	case path == "auth/approle/login":
		refuse(w, 400, "invalid role or secret ID")
	case known == nil:
		refuse(w, 403, "permission denied")
	case path == "auth/token/lookup-self":
		answer(w, 200, map[string]any{"data": known})
	case path == "auth/token/renew-self":
		known["expire_time"] = time.Now().Add(8 * time.Hour).Format(time.RFC3339Nano)
		answer(w, 200, map[string]any{"auth": map[string]any{"client_token": token, "renewable": true}})
	case path == "auth/token/revoke-self":
		delete(s.tokens, token)
		w.WriteHeader(204)
	default:
		refuse(w, 404, "no handler for route")
	}
}

func (s *server) login(w http.ResponseWriter, path string, meta map[string]any) {
	s.made++
	token := fmt.Sprint("hvs.", s.made)
	s.tokens[token] = map[string]any{
		"path": path, "display_name": "any", "meta": meta, "policies": []string{"default", "sluice-operations"},
		"expire_time": time.Now().Add(time.Hour).Format(time.RFC3339Nano), "renewable": true,
	}
	answer(w, 200, map[string]any{"auth": map[string]any{"client_token": token, "renewable": true, "lease_duration": 3600}})
}

func (s *server) revokeAll(*testing.T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = map[string]map[string]any{}
}

func client(at endpoint.Endpoint) (*connection.Client, *connectiontest.Tokens) {
	kept := &connectiontest.Tokens{}
	at.Name = "main"
	return vaultapi.New(connection.Config{
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
	in.ID = "vault/main"
	operationtest.With(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) { out, err = c.SignIn(ctx, p, in) })
	return out, err
}

func byPassword(login, password string) connection.SignInInput {
	return connection.SignInInput{ID: "vault/main", Method: connection.Password, Login: login, Secret: secret.New(password)}
}

func TestVaultKeepsTheContract(t *testing.T) {
	for name, in := range map[string]connection.SignInInput{
		"by password": byPassword("ops1", "right"),
		"by AppRole":  {ID: "vault/main", Method: connection.AppRole, Login: "operations", Secret: secret.New("right")},
		"by token":    {ID: "vault/main", Method: connection.Token, Secret: secret.New("hvs.given")},
	} {
		t.Run(name, func(t *testing.T) {
			connectiontest.Suite(t, func(t *testing.T) connectiontest.World {
				s := newServer(t)
				given := func() {
					s.mu.Lock()
					defer s.mu.Unlock()
					s.tokens["hvs.given"] = map[string]any{"path": "auth/userpass/login/ops1", "meta": map[string]any{"username": "ops1"}, "expire_time": nil, "renewable": false}
				}
				given()
				c, kept := client(endpoint.Endpoint{URL: s.URL})
				w := connectiontest.World{
					Client: c, ID: "vault/main", Person: "olga", In: in, Wrong: secret.New("not it"), Tokens: kept,
					Foreign: byPassword("dev1", "right"), Revoke: s.revokeAll,
				}
				if in.Method == connection.Token {
					w.Revoke = nil // it would be gone for good
				}
				return w
			})
		})
	}
}

// What Vault itself cannot say of a token, we do not make up; and what it says is shown.
func TestATokenSaysWhatItMayAndHowLong(t *testing.T) {
	s := newServer(t)
	c, _ := client(endpoint.Endpoint{URL: s.URL, Namespace: "team/a"})
	got, err := signIn(t, c, byPassword("ops1", "right"))
	if err != nil || got.Login != "ops1" || got.Person != "olga" || got.Version != "1.14.1" || !got.Renewable || got.Lasting {
		t.Fatalf("%+v, %v", got, err)
	}
	ends, err := time.Parse(time.RFC3339, got.Expires)
	if err != nil || time.Until(ends) < 50*time.Minute {
		t.Errorf("it ends at %s", got.Expires)
	}
	facts := fmt.Sprint(got.Facts)
	for _, want := range []string{"userpass", "sluice-operations", "team/a"} {
		if !strings.Contains(facts, want) {
			t.Errorf("%s does not say %s", facts, want)
		}
	}
	if !s.namespaces["team/a auth/userpass/login/ops1"] || !s.namespaces["team/a auth/token/lookup-self"] || !s.namespaces[" sys/health"] {
		t.Errorf("asked in %v", s.namespaces)
	}
}

func TestWhatVaultRefusesIsToldApart(t *testing.T) {
	html := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html>Sign in</html>")
	}
	says := func(status int, words string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { refuse(w, status, words) }
	}
	for _, row := range []struct {
		name    string
		instead map[string]http.HandlerFunc
		in      connection.SignInInput
		kind    fault.Kind
		says    string
	}{
		{"a login with a path in it", nil, byPassword("../token/create", "right"), fault.Invalid, "no login"},
		{"somebody else's login", nil, byPassword("dev1", "right"), fault.Denied, "dan"},
		{"no such method", map[string]http.HandlerFunc{"PUT auth/userpass/login/ops1": says(404, "no handler for route \"auth/userpass/login/ops1\"")}, byPassword("ops1", "right"), fault.Invalid, "no sign-in method at auth/userpass"},
		{"a locked account", map[string]http.HandlerFunc{"PUT auth/userpass/login/ops1": says(403, "permission denied")}, byPassword("ops1", "right"), fault.SignIn, "for some minutes"},
		{"a second factor", map[string]http.HandlerFunc{"PUT auth/userpass/login/ops1": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, map[string]any{"auth": map[string]any{"client_token": "", "mfa_requirement": map[string]any{"mfa_request_id": "x"}}})
		}}, byPassword("ops1", "right"), fault.Invalid, "second factor"},
		{"a login that gives no token", map[string]http.HandlerFunc{"PUT auth/userpass/login/ops1": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, map[string]any{"auth": map[string]any{}})
		}}, byPassword("ops1", "right"), fault.Invalid, "not as Vault does"},
		{"a token of nobody", nil, connection.SignInInput{Method: connection.Token, Secret: secret.New("hvs.none")}, fault.SignIn, "does not take the token"},
		{"a web page", map[string]http.HandlerFunc{"GET sys/health": html}, byPassword("ops1", "right"), fault.Invalid, "not as Vault does"},
		{"other JSON", map[string]http.HandlerFunc{"GET sys/health": func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, map[string]any{"name": "x"}) }}, byPassword("ops1", "right"), fault.Invalid, "not as Vault does"},
		{"sealed", map[string]http.HandlerFunc{"GET sys/health": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 299, map[string]any{"initialized": true, "sealed": true, "version": "1.14.1"})
		}}, byPassword("ops1", "right"), fault.Unreachable, "sealed"},
		{"sealed meanwhile", map[string]http.HandlerFunc{"PUT auth/userpass/login/ops1": says(503, "Vault is sealed")}, byPassword("ops1", "right"), fault.Unreachable, "sealed"},
		{"not set up", map[string]http.HandlerFunc{"GET sys/health": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 299, map[string]any{"initialized": false, "version": "1.14.1"})
		}}, byPassword("ops1", "right"), fault.Unreachable, "not initialised"},
		{"too many questions", map[string]http.HandlerFunc{"PUT auth/userpass/login/ops1": says(429, "slow down")}, byPassword("ops1", "right"), fault.Unreachable, "too often"},
		{"an error of its own", map[string]http.HandlerFunc{"PUT auth/userpass/login/ops1": says(500, "internal error")}, byPassword("ops1", "right"), fault.Unreachable, "failed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newServer(t)
			if row.instead != nil {
				s.instead = row.instead
			}
			c, kept := client(endpoint.Endpoint{URL: s.URL})
			_, err := signIn(t, c, row.in)
			if fault.Of(err).Kind != row.kind || !strings.Contains(fault.Of(err).Detail, row.says) {
				t.Errorf("%v", err)
			}
			if kept.Count() != 0 {
				t.Error("something was kept")
			}
			if row.instead["GET sys/health"] != nil && s.writes != 0 {
				t.Error("a password was sent to somebody unknown")
			}
			if strings.Contains(err.Error(), "right") {
				t.Errorf("%q holds the password", err)
			}
		})
	}
}

// A standby that sends on, or anybody who says so, gets no token and no password to carry on.
func TestARedirectToSomebodyElseIsNotFollowed(t *testing.T) {
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("it was sent %s %v", r.Method, r.Header) }))
	defer thief.Close()
	for _, path := range []string{"PUT auth/userpass/login/ops1", "GET auth/token/lookup-self"} {
		s := newServer(t)
		s.instead[path] = func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL+r.URL.Path, http.StatusTemporaryRedirect)
		}
		c, _ := client(endpoint.Endpoint{URL: s.URL})
		if _, err := signIn(t, c, byPassword("ops1", "right")); fault.Of(err).Kind != fault.Unreachable || !strings.Contains(err.Error(), "does not follow") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestWhatTheEnvironmentSaysOfVaultIsNotOurs(t *testing.T) {
	s := newServer(t)
	t.Setenv("VAULT_TOKEN", "hvs.other")
	t.Setenv("VAULT_NAMESPACE", "other")
	t.Setenv("VAULT_ADDR", "http://127.0.0.1:1")
	c, _ := client(endpoint.Endpoint{URL: s.URL})
	if got, err := signIn(t, c, byPassword("ops1", "right")); err != nil || got.Login != "ops1" {
		t.Fatalf("%+v, %v", got, err)
	}
	for asked := range s.namespaces {
		if strings.HasPrefix(asked, "other") {
			t.Errorf("asked in %s", asked)
		}
	}
}

func TestASlowVaultIsGivenUp(t *testing.T) {
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer hangs.Close()
	c, _ := client(endpoint.Endpoint{URL: hangs.URL})
	c.Patience = 100 * time.Millisecond
	began := time.Now()
	if got := c.Check(t.Context(), "olga", "main"); got.State != connection.Unreachable || !strings.Contains(got.Problem.Detail, "in time") {
		t.Errorf("%+v", got.Problem)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// By none of its methods, and not by the client beneath them, does a write reach the server without a permit.
func TestWithoutAPermitNoWriteReachesVault(t *testing.T) {
	s := newServer(t)
	c, _ := client(endpoint.Endpoint{URL: s.URL})
	if _, err := signIn(t, c, byPassword("ops1", "right")); err != nil {
		t.Fatal(err)
	}
	var ended operation.Permit
	operationtest.With(t, policy.SessionSignIn, func(_ context.Context, p operation.Permit) { ended = p })
	s.mu.Lock()
	s.writes = 0
	s.mu.Unlock()
	for name, try := range map[string]func() error{
		"signing in":  func() error { _, err := c.SignIn(t.Context(), ended, byPassword("ops1", "right")); return err },
		"renewing":    func() error { _, err := c.Renew(t.Context(), ended, "vault/main"); return err },
		"signing out": func() error { _, err := c.SignOut(t.Context(), ended, "vault/main"); return err },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), "unaudited") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.writes != 0 {
		t.Errorf("%d writes reached the server", s.writes)
	}
}
