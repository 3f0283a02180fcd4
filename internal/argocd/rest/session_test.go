package rest

import (
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/argocd/argocdtest"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

func TestTheClientKeepsTheContract(t *testing.T) {
	argocdtest.Suite(t, func(t *testing.T) argocdtest.World {
		s := newServer(t)
		d := newDesk(t, Endpoint{Name: "harbor", URL: s.URL})
		return argocdtest.World{
			Reader: d.client, Writer: d.client, Instance: "harbor", Login: "ops1", Password: "right",
			Stale: prod, Foreign: argocd.Ref{Instance: "harbor", Project: "stage", Name: "acme-shop-stage"},
		}
	})
}

func wantFault(t *testing.T, err error, kind fault.Kind, says ...string) {
	t.Helper()
	if err == nil || fault.Of(err).Kind != kind {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
	for _, part := range says {
		if !strings.Contains(fault.Of(err).Detail, part) {
			t.Errorf("%q does not say %q", fault.Of(err).Detail, part)
		}
	}
}

func TestSigningInSaysWhatIsWrong(t *testing.T) {
	for _, row := range []struct {
		name, login, password string
		instead               map[string]http.HandlerFunc
		kind                  fault.Kind
		says                  string
	}{
		{"no login", "", "right", nil, fault.Invalid, "login"},
		{"no password", "ops1", "", nil, fault.Invalid, "password"},
		{"wrong password", "ops1", "wrong", nil, fault.SignIn, "does not accept"},
		{"unknown login", "nobody", "right", nil, fault.SignIn, "does not accept"},
		{"disabled account", "gone", "x", nil, fault.Denied, "disabled"},
		{"account without login", "robot", "x", nil, fault.Denied, "capability"},
		{"somebody else's login", "dev1", "right", nil, fault.Denied, "as dev1, which is dan, but acting as olga"},
		{"a web page", "ops1", "right", map[string]http.HandlerFunc{"GET /api/version": html}, fault.Invalid, "not as Argo CD does"},
		{"other JSON", "ops1", "right", map[string]http.HandlerFunc{"GET /api/version": func(w http.ResponseWriter, _ *http.Request) { answer(w, map[string]string{"name": "grafana"}) }}, fault.Invalid, "not as Argo CD does"},
		{"an old version", "ops1", "right", map[string]http.HandlerFunc{"GET /api/version": func(w http.ResponseWriter, _ *http.Request) { answer(w, version{"v1.8.7+eb3d1fb"}) }}, fault.Invalid, "v1.8.7"},
		{"a proxy that wants a login", "ops1", "right", map[string]http.HandlerFunc{"GET /api/version": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }}, fault.Invalid, "proxy"},
		{"a session page of another kind", "ops1", "right", map[string]http.HandlerFunc{"POST /api/v1/session": html}, fault.Invalid, "not as Argo CD does"},
		{"no token", "ops1", "right", map[string]http.HandlerFunc{"POST /api/v1/session": func(w http.ResponseWriter, _ *http.Request) { answer(w, issued{}) }}, fault.Invalid, "no session"},
		{"half an answer", "ops1", "right", map[string]http.HandlerFunc{"POST /api/v1/session": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"token": "abc`)
		}}, fault.Unreachable, "broke off"},
		{"not up", "ops1", "right", map[string]http.HandlerFunc{"GET /api/version": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }}, fault.Unreachable, "not up"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newServer(t)
			if row.instead != nil {
				s.instead = row.instead
			}
			d := newDesk(t, Endpoint{Name: "harbor", URL: s.URL})
			_, err := d.in("harbor", row.login, row.password)
			wantFault(t, err, row.kind, row.says)
			if len(d.kept.kept) != 0 {
				t.Error("a token was kept")
			}
			if row.instead["GET /api/version"] != nil && s.writes != 0 {
				t.Error("a password was sent to somebody unknown")
			}
			if strings.Contains(err.Error(), "right") {
				t.Errorf("%q holds the password", err)
			}
		})
	}
}

func TestAddressesThatCannotBeReachedSayWhy(t *testing.T) {
	tls := httptest.NewTLSServer(http.HandlerFunc(html))
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer tls.Close()
	closed := httptest.NewServer(http.HandlerFunc(html))
	closed.Close()
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer hangs.Close()
	plain := newServer(t)
	noPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(noPEM, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name string
		at   Endpoint
		kind fault.Kind
		says string
	}{
		{"nothing listens", Endpoint{URL: closed.URL}, fault.Unreachable, "cannot be reached"},
		{"it hangs", Endpoint{URL: hangs.URL}, fault.Unreachable, "in time"},
		{"an unknown name", Endpoint{URL: "https://argocd.invalid"}, fault.Unreachable, "argocd.invalid"},
		{"a certificate of nobody", Endpoint{URL: tls.URL}, fault.Unreachable, "not trusted"},
		{"an authority that is no file", Endpoint{URL: tls.URL, CA: "/nowhere/ca.pem"}, fault.Invalid, "/nowhere/ca.pem"},
		{"an authority that is no PEM", Endpoint{URL: tls.URL, CA: noPEM}, fault.Invalid, "ca.pem"},
		{"plain HTTP behind https", Endpoint{URL: strings.Replace(plain.URL, "http", "https", 1)}, fault.Invalid, "plain HTTP"},
		{"no URL", Endpoint{URL: ""}, fault.Invalid, "no usable URL"},
		{"a file", Endpoint{URL: "file:///etc/passwd"}, fault.Invalid, "no usable URL"},
		{"a URL with a login", Endpoint{URL: "https://admin:pw@argocd.example"}, fault.Invalid, "Take it out"},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.at.Name = "harbor"
			d := newDesk(t, row.at)
			d.pace.Answer = 20 * time.Second // a busy machine is no broken one
			if row.at.URL == hangs.URL {
				d.pace.Answer = 300 * time.Millisecond
			}
			_, err := d.in("harbor", "ops1", "right")
			wantFault(t, err, row.kind, row.says, "harbor")
			if strings.Contains(fault.Of(err).Detail, "pw") {
				t.Error("it shows a password")
			}
		})
	}
}

func TestTheFleetSaysWhomToTrust(t *testing.T) {
	s := newServer(t)
	secure := httptest.NewTLSServer(http.HandlerFunc(s.serve))
	defer secure.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]Endpoint{
		"its authority":  {Name: "harbor", URL: secure.URL, CA: ca},
		"nobody, openly": {Name: "harbor", URL: secure.URL, InsecureTLS: true},
	} {
		t.Run(name, func(t *testing.T) {
			if i, err := newDesk(t, at).in("harbor", "ops1", "right"); err != nil || !i.SignedIn {
				t.Errorf("%+v, %v", i, err)
			}
		})
	}
}

func TestARedirectToSomebodyElseGetsNeitherTokenNorPassword(t *testing.T) {
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Errorf("it was sent %s %v", r.Method, r.Header) }))
	defer thief.Close()
	away := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, thief.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}
	d, s := seated(t)
	s.instead["GET /api/v1/applications/acme-shop-prod"] = away
	s.instead["POST /api/v1/session"] = away
	_, err := d.Application(t.Context(), prod)
	wantFault(t, err, fault.Unreachable, strings.TrimPrefix(thief.URL, "http://"), "does not follow")
	_, err = d.in("harbor", "ops1", "right")
	wantFault(t, err, fault.Unreachable, "does not follow")
}

func TestARevokedSessionIsForgottenAndAskedForOnce(t *testing.T) {
	d, s := seated(t)
	s.revoke("token-1")
	_, err := d.Application(t.Context(), prod)
	wantFault(t, err, fault.SignIn, "harbor", "Sign in again")
	if len(d.kept.kept) != 0 {
		t.Error("the dead token is still kept")
	}
	before := len(s.seen)
	for range 3 {
		_, err = d.Application(t.Context(), prod)
		wantFault(t, err, fault.SignIn)
	}
	if len(s.seen) != before {
		t.Errorf("the server was asked %d times more", len(s.seen)-before)
	}
	if i, err := d.in("harbor", "ops1", "right"); err != nil || !i.SignedIn {
		t.Errorf("signing in again gives %+v, %v", i, err)
	}
}

func TestARevokedSessionShowsAmongTheInstances(t *testing.T) {
	d, s := seated(t)
	s.revoke("token-1")
	all, err := d.Instances(t.Context())
	if err != nil || all[0].SignedIn || all[0].Problem == nil || all[0].Problem.Kind != fault.SignIn || all[0].Hint != "ask Olga" || all[0].Suggest != "ops1" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestASessionIsItsPersonsAlone(t *testing.T) {
	d, s := seated(t)
	d.act("dan")
	_, err := d.Application(t.Context(), prod)
	wantFault(t, err, fault.SignIn, "dan is not signed in")
	if _, err := d.in("harbor", "dev1", "right"); err != nil {
		t.Fatal(err)
	}
	d.act("olga")
	if _, err := d.Application(t.Context(), prod); err != nil {
		t.Fatalf("olga's own session is gone: %v", err)
	}
	if len(d.kept.kept) != 2 || s.issued != 2 {
		t.Errorf("%d tokens kept of %d", len(d.kept.kept), s.issued)
	}
}

func TestAForeignTokenInTheKeychainIsNotUsed(t *testing.T) {
	d, s := seated(t)
	s.mu.Lock()
	s.sessions["dans"] = "dev1"
	s.mu.Unlock()
	for account := range d.kept.kept {
		d.kept.kept[account] = secret.New("dans")
	}
	fresh := newDesk(t, d.fleet...)
	fresh.Tokens = d.kept
	_, err := fresh.Application(t.Context(), prod)
	wantFault(t, err, fault.Denied, "as dev1, which is dan, but acting as olga")
	all, _ := fresh.Instances(t.Context())
	if all[0].SignedIn || all[0].Login != "dev1" || all[0].Problem == nil || all[0].Problem.Kind != fault.Denied {
		t.Errorf("the instance says %+v", all[0])
	}
	if s.requests("/applications/") != 0 {
		t.Error("applications were read with somebody else's session")
	}
}

func TestATokenStaysAtItsAddress(t *testing.T) {
	d, _ := seated(t)
	other := newServer(t)
	d.mu.Lock()
	d.fleet[0].URL = other.URL
	d.mu.Unlock()
	_, err := d.Application(t.Context(), prod)
	wantFault(t, err, fault.SignIn)
	if other.requests("/") != 0 {
		t.Errorf("the new address was asked: %v", other.seen)
	}
}

func TestSigningOutEndsTheSessionAtTheServer(t *testing.T) {
	d, s := seated(t)
	out := func() (i argocd.Instance, err error) {
		operationtest.With(t, policy.SessionSignOut, func(ctx context.Context, p operation.Permit) { i, err = d.SignOut(ctx, p, "harbor") })
		return i, err
	}
	if i, err := out(); err != nil || i.SignedIn {
		t.Fatalf("%+v, %v", i, err)
	}
	if len(s.sessions) != 0 || len(d.kept.kept) != 0 {
		t.Errorf("%d sessions at the server, %d kept", len(s.sessions), len(d.kept.kept))
	}
	if _, err := out(); err != nil {
		t.Errorf("signing out twice says %v", err)
	}
	if _, err := d.in("harbor", "ops1", "right"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	_, err := out()
	wantFault(t, err, fault.Unreachable, "Signed out here")
	if len(d.kept.kept) != 0 {
		t.Error("a server that is down kept the token here")
	}
}

// The proof that no write can be smuggled past the door: not by the writer's methods, and not by the client
// beneath them.
func TestWithoutAPermitNoWriteReachesTheServer(t *testing.T) {
	d, s := seated(t)
	s.mu.Lock()
	s.writes, s.seen = 0, nil
	s.mu.Unlock()
	var kept operation.Permit
	operationtest.With(t, policy.ApplicationSync, func(_ context.Context, p operation.Permit) { kept = p })
	at, as, err := d.session(t.Context(), "harbor")
	if err != nil {
		t.Fatal(err)
	}
	in := argocd.SyncInput{Ref: prod, Revision: newSHA}
	for name, try := range map[string]func() error{
		"sync without a permit":     func() error { _, err := d.Sync(t.Context(), operation.Permit{}, in); return err },
		"sync with an ended permit": func() error { _, err := d.Sync(t.Context(), kept, in); return err },
		"sign in without a permit": func() error {
			_, err := d.SignIn(t.Context(), operation.Permit{}, argocd.SignInInput{Instance: "harbor", Login: "ops1", Password: secret.New("right")})
			return err
		},
		"sign out without a permit":    func() error { _, err := d.SignOut(t.Context(), operation.Permit{}, "harbor"); return err },
		"a sync beneath the writer":    func() error { return d.begin(t.Context(), at, as, in) },
		"the same in an ended context": func() error { return d.begin(kept.Context(t.Context()), at, as, in) },
		"a revocation beneath it":      func() error { return d.revoke(t.Context(), at, as.token) },
		"a deletion by the same client": func() error {
			return d.call(t.Context(), at, request{method: http.MethodDelete, path: applicationPath(prod), as: as}, &struct{}{})
		},
		"a patch by the same client": func() error {
			return d.call(t.Context(), at, request{method: http.MethodPatch, path: applicationPath(prod), as: as}, &struct{}{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := try(); err == nil || !strings.Contains(err.Error(), "Refused") && !strings.Contains(err.Error(), "could not be told") {
				t.Errorf("it says %v", err)
			}
		})
	}
	if s.writes != 0 {
		t.Errorf("%d writes reached the server: %v", s.writes, s.seen)
	}
}
