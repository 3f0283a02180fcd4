//go:build sandbox

package flows_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/connection/connectiontest"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/git/hosting"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/registry"
	"github.com/sluice-desktop/sluice/internal/registry/oci"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/vault/vaultapi"
)

// ask asks a sandbox server past Sluice.
func ask(t *testing.T, method, url string, headers map[string]string, body, out any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, url, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		said, _ := io.ReadAll(response.Body)
		t.Fatalf("%s %s: %s %s", method, url, response.Status, said)
	}
	if out != nil {
		if err := json.NewDecoder(response.Body).Decode(out); err != nil {
			t.Fatal(err)
		}
	}
}

func (s servers) vaultRoot(t *testing.T, method, path string, body, out any) {
	t.Helper()
	ask(t, method, s.Vault.URL+"/v1/"+path, map[string]string{"X-Vault-Token": s.Vault.RootToken}, body, out)
}

// sandboxConfig is a client's world: who acts is ops1, and every account of the sandbox is its own person.
func sandboxConfig(at endpoint.Endpoint) (connection.Config, *connectiontest.Tokens) {
	kept := &connectiontest.Tokens{}
	return connection.Config{
		Named: func() []endpoint.Endpoint { return []endpoint.Endpoint{at} }, Tokens: kept, Now: time.Now,
		Person:  func(context.Context) (string, error) { return "ops1", nil },
		Suggest: func(person string) string { return person },
		Owner: func(login string) (string, bool) {
			return login, strings.HasSuffix(login, "1") || strings.HasSuffix(login, "2")
		},
	}, kept
}

// The suite that the fake passes, on the sandbox's servers.
func TestEveryServerKeepsTheContractOfConnections(t *testing.T) {
	s := sandbox(t)
	vaultAt := endpoint.Endpoint{Name: "main", URL: s.Vault.URL}
	giteaAt := endpoint.Endpoint{Name: "main", URL: s.Gitea.URL, Kind: "gitea"}
	type opened = func(*testing.T) connectiontest.World
	vaultBy := func(in connection.SignInInput, revoke func(*testing.T)) opened {
		return func(*testing.T) connectiontest.World {
			cfg, kept := sandboxConfig(vaultAt)
			in.ID = "vault/main"
			return connectiontest.World{
				Client: vaultapi.New(cfg), ID: in.ID, Person: "ops1", In: in, Wrong: secret.New("not it"), Tokens: kept, Revoke: revoke,
				Foreign: connection.SignInInput{ID: in.ID, Method: connection.Password, Login: "dev1", Secret: secret.New(s.Vault.Accounts["dev1"])},
			}
		}
	}
	revokeAll := func(prefix string) func(*testing.T) {
		return func(t *testing.T) {
			t.Helper()
			var accessors struct {
				Data struct{ Keys []string }
			}
			s.vaultRoot(t, "LIST", "auth/token/accessors", nil, &accessors)
			for _, accessor := range accessors.Data.Keys {
				var token struct {
					Data struct{ Path string }
				}
				s.vaultRoot(t, "POST", "auth/token/lookup-accessor", map[string]string{"accessor": accessor}, &token)
				if strings.HasPrefix(token.Data.Path, prefix) {
					s.vaultRoot(t, "POST", "auth/token/revoke-accessor", map[string]string{"accessor": accessor}, nil)
				}
			}
		}
	}
	var child struct {
		Auth struct {
			Token string `json:"client_token"`
		}
	}
	s.vaultRoot(t, "POST", "auth/token/create", map[string]any{"policies": []string{"default"}, "ttl": "1h", "display_name": "walker"}, &child)
	for name, open := range map[string]opened{
		"Vault by password": vaultBy(connection.SignInInput{Method: connection.Password, Login: "ops1", Secret: secret.New(s.Vault.Accounts["ops1"])}, revokeAll("auth/userpass/login/ops1")),
		"Vault by AppRole":  vaultBy(connection.SignInInput{Method: connection.AppRole, Login: "operations", Secret: secret.New("operations-sluice")}, revokeAll("auth/approle/login")),
		"Vault by token":    vaultBy(connection.SignInInput{Method: connection.Token, Secret: secret.New(child.Auth.Token)}, nil),
		"Gitea by password": func(*testing.T) connectiontest.World {
			cfg, kept := sandboxConfig(giteaAt)
			in := connection.SignInInput{ID: "git/main", Method: connection.Password, Login: "ops1", Secret: secret.New(s.Gitea.Accounts["ops1"])}
			foreign := in
			foreign.Login, foreign.Secret = "dev1", secret.New(s.Gitea.Accounts["dev1"])
			return connectiontest.World{
				Client: hosting.New(cfg), ID: in.ID, Person: "ops1", In: in, Wrong: secret.New("not it"), Tokens: kept, Foreign: foreign,
				Revoke: func(t *testing.T) { s.deleteTokens(t, "ops1") },
			}
		},
		"Gitea by token": func(t *testing.T) connectiontest.World {
			cfg, kept := sandboxConfig(giteaAt)
			s.deleteTokens(t, "ops1")
			var made struct {
				SHA1 string `json:"sha1"`
			}
			s.gitea(t, "ops1", "POST", "users/ops1/tokens", map[string]any{"name": "mine", "scopes": []string{"read:user"}}, &made)
			in := connection.SignInInput{ID: "git/main", Method: connection.Token, Secret: secret.New(made.SHA1)}
			return connectiontest.World{Client: hosting.New(cfg), ID: in.ID, Person: "ops1", In: in, Wrong: secret.New("not it"), Tokens: kept}
		},
		"the registry": func(*testing.T) connectiontest.World {
			cfg, kept := sandboxConfig(endpoint.Endpoint{Name: "main", URL: registry.Address(s.Registry.Address)})
			cfg.Owner = func(string) (string, bool) { return "", false }
			in := connection.SignInInput{ID: "registry/main", Method: connection.Password, Login: s.Registry.Username, Secret: secret.New(s.Registry.Password)}
			return connectiontest.World{Client: oci.New(cfg), ID: in.ID, Person: "ops1", In: in, Wrong: secret.New("not it"), Tokens: kept}
		},
	} {
		t.Run(name, func(t *testing.T) { connectiontest.Suite(t, open) })
	}
}

func (s servers) gitea(t *testing.T, login, method, path string, body, out any) {
	t.Helper()
	r, err := http.NewRequest(method, "http://x", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(login, s.Gitea.Accounts[login])
	ask(t, method, s.Gitea.URL+"/api/v1/"+path, map[string]string{"Authorization": r.Header.Get("Authorization")}, body, out)
}

func (s servers) deleteTokens(t *testing.T, login string) {
	t.Helper()
	var all []struct{ Name string }
	s.gitea(t, login, "GET", "users/"+login+"/tokens", nil, &all)
	for _, one := range all {
		s.gitea(t, login, "DELETE", "users/"+login+"/tokens/"+strings.ReplaceAll(one.Name, " ", "%20"), nil, nil)
	}
}

// connection is one of the list, once it stands as awaited.
func (a *app) connection(id string, states ...connection.State) connection.Connection {
	a.t.Helper()
	var last connection.Connection
	until(a.t, id+" to be in one of the states", func() bool {
		all, err := a.connections.Connections()
		if err != nil {
			a.t.Fatal(err)
		}
		for _, c := range all {
			if c.ID == id {
				last = c
			}
		}
		for _, state := range states {
			if last.State == state {
				return true
			}
		}
		return false
	})
	return last
}

func (a *app) enter(id, method, login, secret string) (state string, problem *fault.Error) {
	a.t.Helper()
	end := a.follow(a.connections.SignIn(desktop.SignIn{ID: id, Method: method, Login: login, Secret: secret}))
	return end.State, end.Fault
}

func TestOnePersonBehindTheLoginsOfAllSystems(t *testing.T) {
	s := sandbox(t)
	a := open(t, s, "ops1@ocean")
	for _, id := range []string{"argocd/harbor", "vault/vault", "git/gitea", "registry/registry"} {
		if c := a.connection(id, connection.SignedOut); c.Version == "" || c.Problem == nil || len(c.Methods) == 0 {
			t.Errorf("%s before: %+v, %v", id, c, c.Problem)
		}
	}
	if c := a.connection("cluster/ops1@ocean", connection.Connected); c.Login != "ops1" || c.Person != "ops1" || c.Expires == "" || c.Certificate == nil || !c.Certificate.Verified {
		t.Errorf("the cluster: %+v", c)
	}
	for _, in := range []struct{ id, login, secret string }{
		{"argocd/harbor", "ops1", s.ArgoCD.Accounts["ops1"]},
		{"vault/vault", "ops1", s.Vault.Accounts["ops1"]},
		{"git/gitea", "ops1", s.Gitea.Accounts["ops1"]},
		{"registry/registry", s.Registry.Username, s.Registry.Password},
	} {
		if state, problem := a.enter(in.id, "password", in.login, in.secret); state != "succeeded" {
			t.Fatalf("%s: %s, %v", in.id, state, problem)
		}
		if c := a.connection(in.id, connection.Connected); c.Login != in.login || !c.Kept {
			t.Errorf("%s after: %+v", in.id, c)
		}
	}
	if c := a.connection("argocd/harbor", connection.Connected); c.Expires == "" {
		t.Errorf("Argo CD's session does not say when it ends: %+v", c)
	}
	if c := a.connection("vault/vault", connection.Connected); c.Expires == "" || !c.Renewable || c.Lasting {
		t.Errorf("Vault's session: %+v", c)
	}
	acting, err := a.identity.Acting()
	if err != nil || len(acting.Actor.Logins) != 4 {
		t.Fatalf("%+v, %v", acting.Actor, err)
	}
	// Every record carries them all.
	end := a.follow(a.connections.Renew("vault/vault"))
	if end.State != "succeeded" || !strings.Contains(end.Outcome, "lasts until") {
		t.Fatalf("%+v %v", end, end.Fault)
	}
	records, err := a.journal.Records(end.ID)
	if err != nil || len(records) != 2 {
		t.Fatalf("%+v, %v", records, err)
	}
	if got := strings.Join(records[0].Logins, " "); got != "kubernetes:ops1 argocd/harbor:ops1 git/gitea:ops1 vault/vault:ops1" {
		t.Errorf("recorded: %s", got)
	}
	for _, id := range []string{"argocd/harbor", "vault/vault", "git/gitea", "registry/registry"} {
		if end := a.follow(a.connections.SignOut(id)); end.State != "succeeded" {
			t.Errorf("%s: %+v %v", id, end, end.Fault)
		}
		a.connection(id, connection.SignedOut)
	}
	if kept, err := a.connections.Kept(); err != nil || len(kept) != 0 {
		t.Errorf("still kept: %v, %v", kept, err)
	}
}

func TestNobodySignsInAsSomebodyElse(t *testing.T) {
	s := sandbox(t)
	a := open(t, s, "ops1@ocean")
	for id, secret := range map[string]string{"argocd/harbor": s.ArgoCD.Accounts["dev1"], "vault/vault": s.Vault.Accounts["dev1"], "git/gitea": s.Gitea.Accounts["dev1"]} {
		if state, problem := a.enter(id, "password", "dev1", secret); state != "failed" || problem.Kind != fault.Denied || !strings.Contains(problem.Detail, "dev1") {
			t.Errorf("%s: %s, %v", id, state, problem)
		}
	}
	// A token names its person only once it is used.
	var made struct {
		Auth struct {
			Token string `json:"client_token"`
		}
	}
	ask(t, "POST", s.Vault.URL+"/v1/auth/userpass/login/dev1", nil, map[string]string{"password": s.Vault.Accounts["dev1"]}, &made)
	if state, problem := a.enter("vault/vault", "token", "", made.Auth.Token); state != "failed" || problem.Kind != fault.Denied || !strings.Contains(problem.Detail, "which is dev1, but acting as ops1") {
		t.Errorf("%s, %v", state, problem)
	}
	if kept, err := a.connections.Kept(); err != nil || len(kept) != 0 {
		t.Errorf("kept: %v, %v", kept, err)
	}
}

func TestASessionThatEndsIsAnnouncedAndOneThatWasRevokedIsSeen(t *testing.T) {
	s := sandbox(t)
	s.vaultRoot(t, "POST", "auth/userpass/users/ops2", map[string]any{"token_ttl": "4s", "token_max_ttl": "4s"}, nil)
	t.Cleanup(func() {
		s.vaultRoot(t, "POST", "auth/userpass/users/ops2", map[string]any{"token_ttl": "8h", "token_max_ttl": "0"}, nil)
	})
	a := open(t, s, "ops2@ocean")
	if state, problem := a.enter("vault/vault", "password", "ops2", s.Vault.Accounts["ops2"]); state != "succeeded" {
		t.Fatalf("%s, %v", state, problem)
	}
	a.connection("vault/vault", connection.Expiring)
	if c := a.connection("vault/vault", connection.SignedOut); !strings.Contains(c.Problem.Detail, "has ended") {
		t.Errorf("%v", c.Problem)
	}
	until(t, "the ended token is forgotten", func() bool {
		c, err := a.connections.Test("vault/vault")
		return err == nil && c.State == connection.SignedOut && !c.Kept
	})
	// Revoked by somebody else: the next question shows it, and the dead token is forgotten.
	if state, problem := a.enter("git/gitea", "password", "ops2", s.Gitea.Accounts["ops2"]); state != "succeeded" {
		t.Fatalf("%s, %v", state, problem)
	}
	s.deleteTokens(t, "ops2")
	if c, err := a.connections.Test("git/gitea"); err != nil || c.State != connection.SignedOut || c.Kept || !strings.Contains(c.Problem.Detail, "was revoked") {
		t.Errorf("%+v, %v, %v", c, c.Problem, err)
	}
}

// One server that does not answer is its own problem: the others are told at once.
func TestAServerThatDoesNotAnswerDelaysNoOther(t *testing.T) {
	s := sandbox(t)
	text, err := os.ReadFile(s.Fleet)
	if err != nil {
		t.Fatal(err)
	}
	hole := `vault: [{name: hole, url: "http://192.0.2.1:8200"}, {name: nobody, url: "http://127.0.0.1:1"}, `
	s.Fleet = filepath.Join(t.TempDir(), "sluice.yaml")
	if err := os.WriteFile(s.Fleet, []byte(strings.Replace(string(text), "vault: [", hole, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	a := open(t, s, "ops1@ocean")
	began := time.Now()
	a.connection("vault/vault", connection.SignedOut)
	if c := a.connection("vault/nobody", connection.Unreachable); !strings.Contains(c.Problem.Detail, "cannot be reached") {
		t.Errorf("%v", c.Problem)
	}
	if took := time.Since(began); took > 6*time.Second {
		t.Errorf("the others took %s", took)
	}
	a.connection("vault/hole", connection.Unreachable)
}

func TestActingAsAnotherRoleIsRecordedAndChoosingAContextIsNot(t *testing.T) {
	s := sandbox(t)
	text, err := os.ReadFile(s.Fleet)
	if err != nil {
		t.Fatal(err)
	}
	// Operations' group stands for support as well: ops1 has two roles.
	both := strings.Replace(string(text), "[sluice:support]", "[sluice:support, sluice:operations]", 1)
	s.Fleet = filepath.Join(t.TempDir(), "sluice.yaml")
	if err := os.WriteFile(s.Fleet, []byte(both), 0o600); err != nil {
		t.Fatal(err)
	}
	a := open(t, s, "ops1@ocean")
	if acting, err := a.identity.Acting(); err != nil || len(acting.Actor.Roles) != 2 || acting.Actor.Role != policy.Operations {
		t.Fatalf("%+v, %v", acting.Actor, err)
	}
	end := a.follow(a.identity.ActAs(policy.Support))
	if end.State != "succeeded" || a.trail(end.ID) != "asked,succeeded" {
		t.Fatalf("%+v %v, %s", end, end.Fault, a.trail(end.ID))
	}
	if acting, err := a.identity.Refresh(); err != nil || acting.Actor.Role != policy.Support || acting.Actor.Proof == "" {
		t.Errorf("%+v, %v", acting.Actor, err)
	}
	if may := a.may(policy.ApplicationSync, policy.Target{Context: "ops1@ocean", Namespace: "acme-prod"}); may.Allowed {
		t.Error("the other role's duties are still in force")
	}
	if end := a.follow(a.identity.ActAs(policy.Developer)); end.State != "failed" || end.Fault.Kind != fault.Denied {
		t.Errorf("a role of nobody's: %+v", end)
	}
	if acting := a.use("dev1@harbor"); acting.Actor.Role != policy.Developer {
		t.Errorf("%+v", acting.Actor)
	}
}
