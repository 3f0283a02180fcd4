package identity_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

type server struct {
	mu     sync.Mutex
	groups map[string][]string
	down   bool
	asked  int
	during func()
}

func (s *server) set(groups []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups["here"] = groups
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func (s *server) Login(_ context.Context, name string) (identity.Login, error) {
	s.mu.Lock()
	s.asked++
	said := s.groups[name]
	s.mu.Unlock()
	if s.during != nil {
		s.during()
	}
	if s.down {
		return identity.Login{}, fault.New(fault.Unreachable, "kubernetes", nil, "harbor did not answer")
	}
	return identity.Login{System: "kubernetes", Name: "ann", Groups: said}, nil
}

func TestSession(t *testing.T) {
	srv := &server{groups: map[string][]string{"ann@harbor": {"devs"}, "ann@ocean": {"devs", "ops"}}}
	now, told := time.Now(), 0
	s := &identity.Session{
		Asker: srv, Now: func() time.Time { return now }, Changed: func() { told++ },
		Directory: func() identity.Directory {
			return directory{"devs": {policy.Developer}, "ops": {policy.Operations}}
		},
		Place: func(name string) identity.Place {
			return identity.Place{Cluster: name[4:], Production: name == "ann@ocean", Known: name != "ann@mine"}
		},
	}
	none, err := s.Acting(t.Context())
	if err != nil || none.Problem == nil || none.Actor.Role != policy.Unknown {
		t.Fatalf("before a choice: %+v, %v", none, err)
	}
	if _, err := s.As(t.Context(), ""); fault.Of(err).Kind != fault.SignIn {
		t.Fatalf("nobody may act before a choice: %v", err)
	}

	s.Begin("ann@harbor")
	if begun, err := s.Acting(t.Context()); err != nil || begun.Context != "ann@harbor" {
		t.Fatalf("%+v, %v", begun, err)
	}
	prod, err := s.Use(t.Context(), "ann@ocean")
	s.Begin("ann@harbor") // comes too late to undo a choice
	if err != nil || prod.Actor.Role != policy.Developer || !prod.Production || prod.Cluster != "ocean" || prod.SelfDeclared || told != 1 {
		t.Fatalf("%+v, %v, told %d", prod, err, told)
	}
	if a, err := s.ActAs(t.Context(), policy.Operations); err != nil || a.Role != policy.Operations || a.Proof != "group ops" || told != 2 {
		t.Fatalf("%+v, %v, told %d", a, err, told)
	}
	// The role that another context does not prove is not taken along, nor can it be chosen there.
	if dev, err := s.Use(t.Context(), "ann@harbor"); err != nil || dev.Actor.Role != policy.Developer {
		t.Fatalf("%+v, %v", dev, err)
	}
	if _, err := s.ActAs(t.Context(), policy.Operations); fault.Of(err).Kind != fault.Denied || !strings.Contains(err.Error(), "No group of ann maps to Operations") {
		t.Fatalf("%v", err)
	}

	// Who runs a cluster of their own is there what they like, and nothing by it.
	srv.groups["ann@mine"] = []string{"ops"}
	mine, err := s.Use(t.Context(), "ann@mine")
	if err != nil || mine.Actor.Role != policy.Unknown || mine.Problem == nil || !strings.Contains(mine.Problem.Detail, "mine is no cluster of the fleet") ||
		len(mine.Actor.Logins[0].Groups) != 1 {
		t.Fatalf("%+v, %v", mine, err)
	}
	if _, err := s.Use(t.Context(), "ann@harbor"); err != nil {
		t.Fatal(err)
	}

	// A lost group takes effect within a minute, and at once when told to forget.
	asked := srv.asked
	srv.groups["ann@harbor"], told = nil, 0
	if a, err := s.As(t.Context(), ""); err != nil || a.Role != policy.Developer || srv.asked != asked {
		t.Fatalf("%+v, %v: a fresh answer is not asked for again", a, err)
	}
	if a, err := s.Prove(t.Context(), ""); err != nil || a.Role != policy.Unknown || srv.asked != asked+1 {
		t.Fatalf("%+v, %v: a change is decided by what the server says now", a, err)
	}
	if a, err := s.As(t.Context(), ""); err != nil || a.Role != policy.Unknown || told != 1 {
		t.Fatalf("%+v, %v, told %d: once seen, the loss counts everywhere", a, err, told)
	}
	srv.groups["ann@harbor"] = []string{"devs"}
	now = now.Add(2 * time.Minute)
	if a, err := s.As(t.Context(), ""); err != nil || a.Role != policy.Developer {
		t.Fatalf("%+v, %v", a, err)
	}

	srv.down = true
	s.Forget()
	down, err := s.Acting(t.Context())
	if err != nil || down.Problem == nil || down.Problem.Kind != fault.Unreachable || down.Actor.Role != policy.Unknown {
		t.Fatalf("a server that is down is said, and proves nothing: %+v, %v", down, err)
	}
}

// An answer that was asked for before the kubeconfig changed is not remembered after it.
func TestAForgottenAnswerStaysForgotten(t *testing.T) {
	srv := &server{groups: map[string][]string{"ann@harbor": {"devs"}}}
	s := &identity.Session{
		Asker: srv, Now: time.Now, Changed: func() {},
		Directory: func() identity.Directory { return directory{"devs": {policy.Developer}} },
		Place:     func(name string) identity.Place { return identity.Place{Cluster: name, Known: true} },
	}
	srv.during = func() { s.Forget(); srv.groups["ann@harbor"], srv.during = nil, nil }
	if _, err := s.As(t.Context(), "ann@harbor"); err != nil {
		t.Fatal(err)
	}
	if a, err := s.As(t.Context(), "ann@harbor"); err != nil || a.Role != policy.Unknown {
		t.Fatalf("%+v, %v", a, err)
	}
}

// ready is a session that acts from one context, with what its server will say.
func ready(t *testing.T, dir directory, groups ...string) (*identity.Session, *server, *atomic.Int32) {
	t.Helper()
	told := &atomic.Int32{}
	srv := &server{groups: map[string][]string{"here": groups}}
	s := &identity.Session{
		Asker: srv, Now: time.Now, Changed: func() { told.Add(1) },
		Directory: func() identity.Directory { return dir },
		Place:     func(string) identity.Place { return identity.Place{Cluster: "harbor", Known: true} },
	}
	if _, err := s.Use(t.Context(), "here"); err != nil {
		t.Fatal(err)
	}
	return s, srv, told
}

func TestWithoutAMappingTheRoleIsChosenAndSaidToBeSelfDeclared(t *testing.T) {
	s, _, _ := ready(t, nil)
	if a, err := s.Acting(t.Context()); err != nil || !a.SelfDeclared || a.Actor.Role != policy.Unknown {
		t.Fatalf("before a choice: %+v, %v", a, err)
	}
	if _, err := s.ActAs(t.Context(), "king"); fault.Of(err).Kind != fault.Denied {
		t.Fatalf("a role that does not exist: %v", err)
	}
	if _, err := s.ActAs(t.Context(), policy.Support); err != nil {
		t.Fatal(err)
	}
	if a, err := s.Acting(t.Context()); err != nil || !a.SelfDeclared || a.Actor.Role != policy.Support || a.Actor.Proven() {
		t.Fatalf("%+v, %v", a, err)
	}
}

func TestAskingAnewIsOnDemandAndOnEveryChoice(t *testing.T) {
	s, srv, told := ready(t, directory{"devs": {policy.Developer}, "ops": {policy.Operations}}, "devs")
	srv.groups["here"] = []string{"ops"}
	if a, err := s.Acting(t.Context()); err != nil || a.Actor.Role != policy.Developer {
		t.Fatalf("%+v, %v", a, err)
	}
	if a, err := s.Refresh(t.Context()); err != nil || a.Actor.Role != policy.Operations || told.Load() < 2 {
		t.Fatalf("%+v, %v", a, err)
	}
	srv.groups["here"] = []string{"devs"}
	if a, err := s.Use(t.Context(), "here"); err != nil || a.Actor.Role != policy.Developer {
		t.Fatalf("%+v, %v", a, err)
	}
}

func TestARefusalMakesTheServerBeAskedAgainButNotForEachOne(t *testing.T) {
	s, srv, told := ready(t, directory{"ops": {policy.Operations}}, "ops")
	srv.set(nil)
	before := told.Load()
	for range 50 {
		s.Doubt(t.Context(), "here")
		s.Doubt(t.Context(), "never asked")
	}
	for told.Load() == before {
		time.Sleep(time.Millisecond)
	}
	if n := srv.count(); n != 2 {
		t.Errorf("asked %d times", n)
	}
	if a, err := s.As(t.Context(), ""); err != nil || a.Role != policy.Unknown {
		t.Errorf("the lost role is still there: %+v, %v", a, err)
	}
}

func TestThoseWhoAskAtTheSameTimeShareOneQuestion(t *testing.T) {
	s, srv, _ := ready(t, directory{"ops": {policy.Operations}}, "ops")
	s.Forget()
	release, before := make(chan struct{}), srv.count()
	srv.during = func() { <-release }
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if a, err := s.As(t.Context(), ""); err != nil || a.Role != policy.Operations {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
	impatient, leave := context.WithCancel(t.Context())
	all.Go(func() {
		if _, err := s.As(impatient, ""); err == nil {
			t.Error("who left got an answer")
		}
	})
	time.Sleep(20 * time.Millisecond)
	leave()
	time.Sleep(5 * time.Millisecond)
	close(release)
	all.Wait()
	if n := srv.count() - before; n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestTheActorHasTheLoginsOfAllSystems(t *testing.T) {
	s, _, _ := ready(t, directory{"ops": {policy.Operations}}, "ops")
	s.Elsewhere = func(person string) []identity.Login {
		return []identity.Login{{System: "vault", At: "main", Name: person + "-v"}}
	}
	a, err := s.Prove(t.Context(), "")
	if err != nil || len(a.Logins) != 2 || a.Logins[0].String() != "kubernetes:ann" || a.Logins[1].String() != "vault/main:ann-v" {
		t.Fatalf("%+v, %v", a.Logins, err)
	}
	if a.Logins[0].Person != "" {
		t.Errorf("the fleet does not know ann, but it reads %q", a.Logins[0].Person)
	}
}

func TestASessionOfSomebodyElseIsRefusedByBothNames(t *testing.T) {
	if err := identity.Own("vault", "Vault main", "ops1", "olga", "olga"); err != nil {
		t.Error(err)
	}
	err := identity.Own("vault", "Vault main", "dev1", "dan", "olga")
	if !errors.Is(err, identity.ErrSomebodyElse) || fault.Of(err).Kind != fault.Denied || !strings.Contains(fault.Of(err).Detail, "as dev1, which is dan, but acting as olga") {
		t.Error(err)
	}
}
