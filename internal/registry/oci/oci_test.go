package oci_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/connection/connectiontest"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/registry/oci"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// basic is a registry that asks for login and password itself.
func basic(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Docker-Distribution-Api-Version", "registry/2.0")
	if login, password, ok := r.BasicAuth(); !ok || login != "robot" || password != "right" {
		w.Header().Set("WWW-Authenticate", `Basic realm="here"`)
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// bearer is a registry that sends one to another place for a token.
func bearer(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		if login, password, _ := r.BasicAuth(); login != "robot" || password != "right" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"token": "issued"})
	})
	mux.HandleFunc("/v2/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer issued" {
			w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="%s/token",service="here"`, s.URL))
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	return s
}

func client(at endpoint.Endpoint) (*connection.Client, *connectiontest.Tokens) {
	kept := &connectiontest.Tokens{}
	at.Name = "images"
	return oci.New(connection.Config{
		Named:  func() []endpoint.Endpoint { return []endpoint.Endpoint{at} },
		Tokens: kept, Now: time.Now,
		Person:  func(context.Context) (string, error) { return "olga", nil },
		Suggest: func(string) string { return "" },
		Owner:   func(string) (string, bool) { return "", false },
	}), kept
}

func in(password string) connection.SignInInput {
	return connection.SignInInput{ID: "registry/images", Method: connection.Password, Login: "robot", Secret: secret.New(password)}
}

func TestARegistryKeepsTheContract(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(basic))
	defer plain.Close()
	for name, url := range map[string]string{"that asks for a password": plain.URL, "that gives out tokens": bearer(t).URL} {
		t.Run(name, func(t *testing.T) {
			connectiontest.Suite(t, func(t *testing.T) connectiontest.World {
				c, kept := client(endpoint.Endpoint{URL: url})
				return connectiontest.World{Client: c, ID: "registry/images", Person: "olga", In: in("right"), Wrong: secret.New("not it"), Tokens: kept}
			})
		})
	}
}

func TestARegistryThatLetsEverybodyInSaysSo(t *testing.T) {
	open := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Docker-Distribution-Api-Version", "registry/2.0")
	}))
	defer open.Close()
	c, _ := client(endpoint.Endpoint{URL: open.URL})
	if got := c.Check(t.Context(), "olga", "images"); got.State != connection.Connected || got.Login != "" || len(got.Facts) != 1 || got.Version != "registry/2.0" {
		t.Errorf("%+v, %v", got, got.Problem)
	}
}

func TestWhatIsNoRegistryIsToldApart(t *testing.T) {
	for _, row := range []struct {
		name   string
		answer http.HandlerFunc
		kind   fault.Kind
		says   string
	}{
		{"a web page", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, fault.Invalid, "not as a registry does"},
		{"nothing there", http.NotFound, fault.Invalid, "not as a registry does"},
		{"down", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, fault.Unreachable, "not up"},
		{"too many questions", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }, fault.Unreachable, "too often"},
	} {
		s := httptest.NewServer(row.answer)
		c, kept := client(endpoint.Endpoint{URL: s.URL})
		var err error
		operationtest.With(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) { _, err = c.SignIn(ctx, p, in("right")) })
		if fault.Of(err).Kind != row.kind || !strings.Contains(fault.Of(err).Detail, row.says) || kept.Count() != 0 {
			t.Errorf("%s: %v", row.name, err)
		}
		s.Close()
	}
}

// Who gives out tokens is named by the registry; a password goes there only as securely as to the registry itself.
func TestAPasswordIsNotSentInTheClearBecauseARegistrySaysSo(t *testing.T) {
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("it was sent %v", r.Header) }))
	defer thief.Close()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="%s/token",service="x"`, thief.URL))
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer s.Close()
	c, _ := client(endpoint.Endpoint{URL: s.URL})
	c.Named = func() []endpoint.Endpoint { return nil }
	secure := oci.New(connection.Config{
		Named: func() []endpoint.Endpoint {
			return []endpoint.Endpoint{{Name: "images", URL: s.URL, InsecureTLS: true}}
		},
		Tokens: &connectiontest.Tokens{}, Now: time.Now, Person: c.Person, Suggest: c.Suggest, Owner: c.Owner,
	})
	var err error
	operationtest.With(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) { _, err = secure.SignIn(ctx, p, in("right")) })
	if err == nil {
		t.Error("it was let in")
	}
}
