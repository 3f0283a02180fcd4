package wiring

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
)

const withSystems = twoClusters + `
argocd: [{name: main, url: "https://argocd.example", insecure: true, hint: ask}]
vault: [{name: main, url: "https://vault.example", namespace: team}]
git: [{name: code, url: "https://git.example", kind: gitea}]
registries: [{name: images, url: "127.0.0.1:5000"}]
people: [{name: olga, kubernetes: ops1, vault: olga-v}]
`

// Every system of the fleet and every context is on the board before anybody is asked.
func TestTheBoardHasEverySystemOfTheFleet(t *testing.T) {
	c := core(t)
	rewrite(t, c.fleet.Path(), withSystems)
	c.fleet.Load(t.Context())
	found := map[string]connection.Connection{}
	for _, p := range c.board.Parts {
		for _, one := range p.Reader.Connections(t.Context(), "olga") {
			found[one.ID] = one
		}
	}
	for id, url := range map[string]string{
		"argocd/main": "https://argocd.example", "vault/main": "https://vault.example", "git/code": "https://git.example",
		"registry/images": "http://127.0.0.1:5000", "cluster/honest": "https://ocean.example:6443",
	} {
		if found[id].URL != url {
			t.Errorf("%s is at %q", id, found[id].URL)
		}
	}
	if !found["argocd/main"].Insecure || found["argocd/main"].Hint != "ask" || found["vault/main"].Suggest != "olga-v" || found["vault/main"].Insecure {
		t.Errorf("%+v, %+v", found["argocd/main"], found["vault/main"])
	}
	if e := c.gitHost("https://git.example/a/b.git"); e.Name != "code" {
		t.Errorf("%+v", e)
	}
	// Where nobody has signed in, a repository is read as nobody.
	if login, err := c.gitLogin(t.Context(), "https://git.example/a/b.git"); err != nil || !login.Token.Empty() {
		t.Errorf("%+v, %v", login, err)
	}
}

type probed struct {
	cluster.Reader
	state cluster.State
}

func (p probed) Contexts(context.Context) cluster.Contexts {
	return cluster.Contexts{Contexts: []cluster.Context{
		{Name: "here", Server: "https://ocean.example", Insecure: true},
		{Name: "broken", Problem: fault.New(fault.Invalid, "kubeconfig", nil, "no user")},
	}}
}

func (p probed) Probe(context.Context, string) (cluster.State, error) { return p.state, nil }

func TestAContextIsAConnectionWithItsCertificatesEnd(t *testing.T) {
	soon := time.Now().Add(48 * time.Hour).UTC().Format(time.RFC3339)
	c := core(t)
	read := func(s cluster.State, name string) connection.Connection {
		return clusters{probed{state: s}, c.session}.Check(t.Context(), "olga", name)
	}
	got := read(cluster.State{Reachable: true, Version: "v1.37.2", Login: "ops1", LoginNote: "by certificate", Groups: []string{"ops"}, Expires: soon, CheckedAt: soon}, "here")
	if got.State != connection.Expiring || got.Login != "ops1" || !got.Insecure || got.Expires != soon || len(got.Facts) != 2 {
		t.Errorf("%+v", got)
	}
	if got := read(cluster.State{Problem: fault.New(fault.SignIn, "kubernetes", nil, "expired")}, "here"); got.State != connection.SignedOut {
		t.Errorf("%+v", got)
	}
	if got := read(cluster.State{}, "gone"); got.State != connection.Broken || !strings.Contains(got.Problem.Detail, `"gone"`) {
		t.Errorf("%+v", got)
	}
	all := clusters{probed{}, c.session}.Connections(t.Context(), "olga")
	if len(all) != 2 || all[0].State != connection.Unasked || all[1].State != connection.Broken {
		t.Errorf("%+v", all)
	}
}

func TestAnArgoCDSessionOfSomebodyElseIsShownAsThat(t *testing.T) {
	c := core(t)
	a := argocds{core: c}
	other := identity.Own("argocd", "Argo CD main", "dev1", "dan", "olga")
	got := a.asked(argocd.Instance{Login: "dev1", Problem: fault.Of(other)}, "main", nil)
	if got.State != connection.WrongPerson || got.ID != "argocd/main" || !got.Kept {
		t.Errorf("%+v", got)
	}
	got = a.asked(argocd.Instance{Login: "ops1", SignedIn: true, Expires: time.Now().Add(5 * time.Minute).UTC().Format(time.RFC3339)}, "main", nil)
	if got.State != connection.Expiring {
		t.Errorf("%+v", got)
	}
}

func TestASIEMIsAConnectionThatWantsAToken(t *testing.T) {
	for state, want := range map[siem.State]connection.State{
		siem.OK: connection.Connected, siem.Behind: connection.Connected, siem.Idle: connection.Unasked, siem.SignIn: connection.SignedOut,
	} {
		got := shownSink(siem.Sink{Name: "central", Tokens: true, State: state, Insecure: true, Certificate: siem.Certificate{Name: "siem"}})
		if got.State != want || len(got.Methods) != 1 || !got.Insecure || got.Certificate == nil || got.Certificate.Verified {
			t.Errorf("%s is %+v", state, got)
		}
	}
	if got := shownSink(siem.Sink{Name: "s", State: siem.Failing, Problem: fault.New(fault.Unreachable, "siem", nil, "down")}); got.State != connection.Unreachable || len(got.Methods) != 0 {
		t.Errorf("%+v", got)
	}
}

// The window may not reach what others keep in the keychain, such as the journal's key.
func TestOnlySessionsAreListedAndForgotten(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	c := core(t)
	for _, e := range [][2]string{{"journal", "key"}, {"vault", "olga at https://vault.example"}} {
		if err := c.keychain.Set(t.Context(), e[0], e[1], secret.New("x")); err != nil {
			t.Fatal(err)
		}
	}
	s := shelf{c.keychain}
	all, err := s.Entries(t.Context())
	if err != nil || len(all) != 1 || all[0].System != "vault" {
		t.Fatalf("%+v, %v", all, err)
	}
	if err := s.Delete(t.Context(), "journal", "key"); fault.Of(err).Kind != fault.Invalid {
		t.Errorf("%v", err)
	}
	if _, ok, _ := c.keychain.Get(t.Context(), "journal", "key"); !ok {
		t.Error("the journal's key is gone")
	}
	if err := s.Delete(t.Context(), "vault", all[0].Account); err != nil {
		t.Error(err)
	}
	if !c.keychain.Forgotten("vault", all[0].Account) {
		t.Error("it is not forgotten")
	}
}

type refusing struct{ asked int }

func (r *refusing) Login(context.Context, string) (identity.Login, error) {
	r.asked++
	return identity.Login{}, fault.New(fault.SignIn, "kubernetes", errors.New("401"), "expired")
}

// A kubeconfig's credential that is refused is shown by many buttons and lists at once.
func TestAClusterThatRefusesTheLoginIsGivenARest(t *testing.T) {
	now := time.Now()
	server := &refusing{}
	a := &rested{Asker: server, now: func() time.Time { return now }}
	for range 50 {
		if _, err := a.Login(t.Context(), "here"); fault.Of(err).Kind != fault.SignIn {
			t.Fatal(err)
		}
	}
	_, err := a.Login(t.Context(), "here")
	if server.asked != 3 || !strings.Contains(fault.Of(err).Detail, "It is asked again after") {
		t.Errorf("asked %d times; %v", server.asked, err)
	}
	now = now.Add(20 * time.Second)
	if _, err := a.Login(t.Context(), "here"); err == nil || server.asked != 4 {
		t.Errorf("asked %d times after the rest", server.asked)
	}
	session := &identity.Session{
		Asker: a, Now: time.Now, Changed: func() {}, Directory: func() identity.Directory { return core(t).fleet.Now() },
		Place: func(string) identity.Place { return identity.Place{} },
	}
	if _, err := (windowed{session, a}).Use(t.Context(), "here"); err != nil || server.asked != 5 {
		t.Errorf("a person who asks is not put off: %d, %v", server.asked, err)
	}
	if _, err := (windowed{session, a}).Refresh(t.Context()); err != nil || server.asked != 6 {
		t.Errorf("a person who asks is not put off: %d, %v", server.asked, err)
	}
}
