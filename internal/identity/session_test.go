package identity_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

type server struct {
	groups map[string][]string
	down   bool
	asked  int
	during func()
}

func (s *server) Login(_ context.Context, name string) (identity.Login, error) {
	s.asked++
	said := s.groups[name]
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
	prod, err := s.Use(t.Context(), "ann@ocean", policy.Operations)
	s.Begin("ann@harbor") // comes too late to undo a choice
	if err != nil || prod.Actor.Role != policy.Operations || !prod.Production || prod.Cluster != "ocean" || prod.SelfDeclared || told != 1 {
		t.Fatalf("%+v, %v, told %d", prod, err, told)
	}
	// The role that another context does not prove is not taken along.
	if dev, err := s.Use(t.Context(), "ann@harbor", policy.Operations); err != nil || dev.Actor.Role != policy.Developer {
		t.Fatalf("%+v, %v", dev, err)
	}

	// Who runs a cluster of their own is there what they like, and nothing by it.
	srv.groups["ann@mine"] = []string{"ops"}
	mine, err := s.Use(t.Context(), "ann@mine", policy.Operations)
	if err != nil || mine.Actor.Role != policy.Unknown || mine.Problem == nil || !strings.Contains(mine.Problem.Detail, "mine is no cluster of the fleet") ||
		len(mine.Actor.Logins[0].Groups) != 1 {
		t.Fatalf("%+v, %v", mine, err)
	}
	if _, err := s.Use(t.Context(), "ann@harbor", policy.Operations); err != nil {
		t.Fatal(err)
	}

	// A lost group takes effect within a minute, and at once when told to forget.
	asked := srv.asked
	srv.groups["ann@harbor"] = nil
	if a, err := s.As(t.Context(), ""); err != nil || a.Role != policy.Developer || srv.asked != asked {
		t.Fatalf("%+v, %v: a fresh answer is not asked for again", a, err)
	}
	if a, err := s.Prove(t.Context(), ""); err != nil || a.Role != policy.Unknown || srv.asked != asked+1 {
		t.Fatalf("%+v, %v: a change is decided by what the server says now", a, err)
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
