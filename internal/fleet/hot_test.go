package fleet_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
)

func TestABadVersionKeepsTheLastGoodOne(t *testing.T) {
	name := filepath.Join(t.TempDir(), "sluice.yaml")
	write := func(text string) {
		// Replaced as editors do it: another file takes the name.
		if err := os.WriteFile(name+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(name+".new", name); err != nil {
			t.Fatal(err)
		}
	}
	write(good)
	h := open(t, name)
	if h.State().Problem != nil || h.Now().Name != "storefront" {
		t.Fatalf("%v, %+v", h.State().Problem, h.Now())
	}
	changed := make(chan struct{}, 10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go h.Watch(ctx, func() { changed <- struct{}{} })
	wait := func() {
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			t.Fatal("the change was not seen")
		}
	}
	write("kind: [")
	wait()
	if p := h.State().Problem; p == nil || p.Kind != fault.Invalid || h.Now().Name != "storefront" {
		t.Fatalf("%v, %+v", p, h.Now())
	}
	write(strings.Replace(good, "storefront", "harbour", 1))
	wait()
	if h.State().Problem != nil || h.Now().Name != "harbour" {
		t.Fatalf("%v, %+v", h.State().Problem, h.Now())
	}
}

func open(t *testing.T, path string) *fleet.Hot {
	t.Helper()
	at, err := fleet.ParseAddress(path)
	if err != nil {
		t.Fatal(err)
	}
	return fleet.New(fleet.Origin{Address: at, Source: fleet.FromFile(at.Path)}, time.Now).Load(t.Context())
}

func TestNoFleetIsAFleetThatKnowsNothing(t *testing.T) {
	if h := fleet.New(fleet.Origin{}, time.Now).Load(t.Context()); h.State().Problem != nil || h.Now().At("harbor", "acme-dev").Tier != "" {
		t.Fatalf("%+v", h.State())
	}
	if h := open(t, filepath.Join(t.TempDir(), "none.yaml")); h.State().Problem.Kind != fault.NotFound || !h.State().Missing() {
		t.Fatalf("%+v", h.State())
	}
}

// far is a server with the team's repository.
type far struct {
	version fleet.Version
	fresh   bool
	err     error
}

func (f *far) Read(context.Context) (fleet.Version, bool, error) {
	fresh := f.fresh
	f.fresh = false
	return f.version, fresh, f.err
}

type kept struct{ *fleet.Version }

func (k *kept) Kept() (fleet.Version, bool) {
	if k.Version == nil {
		return fleet.Version{}, false
	}
	return *k.Version, true
}
func (k *kept) Keep(v fleet.Version) error { k.Version = &v; return nil }

// What a far server said last is in force at a start without it, and only what was good is kept.
func TestTheLastGoodVersionOfAFarFleetIsKept(t *testing.T) {
	server, disk := &far{}, &kept{}
	start := func() *fleet.Hot {
		return fleet.New(fleet.Origin{Address: fleet.Address{Path: "sluice.yaml"}, Source: server, Keeper: disk}, time.Now).Load(t.Context())
	}
	say := func(text, commit string) {
		server.version, server.fresh, server.err = fleet.Version{Text: []byte(text), Commit: commit}, true, nil
	}

	h := start()
	if s := h.State(); s.Kept || h.Now().Name != "" || s.Missing() {
		t.Fatalf("nothing was kept yet: %+v", s)
	}
	say(good, "c1")
	if !h.Reload(t.Context()) || h.Now().Name != "storefront" || h.State().InForce.Commit != "c1" {
		t.Fatalf("%+v", h.State())
	}
	say("kind: [", "c2")
	if !h.Reload(t.Context()) || h.Now().Name != "storefront" || h.State().InForce.Commit != "c1" || h.State().Newest.Commit != "c2" || len(h.State().Problems) != 1 {
		t.Fatalf("%+v", h.State())
	}

	server.err = fault.New(fault.Unreachable, "git", nil, "The host did not answer")
	h = start()
	if s := h.State(); !s.Kept || h.Now().Name != "storefront" || s.InForce.Commit != "c1" || !s.Checked.IsZero() {
		t.Fatalf("%+v", s)
	}
	if !h.Reload(t.Context()) || h.Reload(t.Context()) || h.State().Problem.Kind != fault.Unreachable || h.Now().Name != "storefront" {
		t.Fatalf("an outage is told once: %+v", h.State())
	}
	server.err = nil
	if !h.Reload(t.Context()) || h.State().Problem != nil {
		t.Fatalf("its end is told too: %+v", h.State())
	}
	server.err = fault.New(fault.NotFound, "git", nil, "The host shows no such repository")
	if !h.Reload(t.Context()) || h.State().Problem == nil || h.Now().Name != "storefront" {
		t.Fatalf("%+v", h.State())
	}
	server.err = nil
	if !h.Reload(t.Context()) || h.State().Problem != nil {
		t.Fatalf("a repository that was hidden for a moment is there again, with nothing new: %+v", h.State())
	}

	say("kind: [", "c3")
	h.Reload(t.Context())
	server.err = fault.New(fault.Unreachable, "git", nil, "The host did not answer")
	h.Reload(t.Context())
	server.err = nil
	if p := h.State().Problem; !h.Reload(t.Context()) || p.Kind != fault.Unreachable || h.State().Problem.Kind != fault.Invalid {
		t.Fatalf("after an outage the newest version is still refused: %+v", h.State())
	}
	if h.Reload(t.Context()) {
		t.Fatal("which is told once")
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct{ text, repository, path, ref, says string }{
		{"/team/sluice.yaml", "", "/team/sluice.yaml", "", ""},
		{"file:///team/sluice.yaml", "", "/team/sluice.yaml", "", ""},
		{"file://server/team/sluice.yaml", "", "", "", "no path of a file"},
		{"git+https://git.example/org/repo.git//deploy/sluice.yaml?ref=main", "https://git.example/org/repo.git", "deploy/sluice.yaml", "main", ""},
		{"git+https://git.example:8443/org/repo//sluice.yaml", "https://git.example:8443/org/repo", "sluice.yaml", "", ""},
		{"git+http://127.0.0.1:3000/org/repo.git//sluice.yaml", "http://127.0.0.1:3000/org/repo.git", "sluice.yaml", "", ""},
		{"git+http://git.example/org/repo.git//sluice.yaml", "", "", "", "git+https only"},
		{"git+ssh://git@git.example/org/repo.git//sluice.yaml", "", "", "", "holds a login"},
		{"git+https://ops:pw@git.example/org/repo.git//sluice.yaml", "", "", "", "holds a login"},
		{"git+https://ops:pw/@git.example/org/repo.git//sluice.yaml", "", "", "", "no address of a file in Git"},
		{"git+ops:pw@git.example/org/repo.git//sluice.yaml", "", "", "", "no address of a file in Git"},
		{"git+https://git.example/org/repo.git", "", "", "", "which file of the repository"},
		{"git+https://git.example/org/repo.git//../sluice.yaml", "", "", "", "which file of the repository"},
		{"git+/team/repo.git//sluice.yaml", "", "", "", "no address of a file in Git"},
	}
	for _, tt := range tests {
		got, err := fleet.ParseAddress(tt.text)
		if tt.says != "" {
			if err == nil || !strings.Contains(fault.Of(err).Detail, tt.says) || strings.Contains(fmt.Sprint(got, err), "pw") || got.Text == "" {
				t.Errorf("%s: %+v, %v", tt.text, got, err)
			}
			continue
		}
		if err != nil || got.Repository != tt.repository || got.Path != tt.path || got.Ref != tt.ref || got.Git() != (tt.repository != "") {
			t.Errorf("%s: %+v, %v", tt.text, got, err)
		}
	}
}
