package fleet_test

import (
	"context"
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
	h := fleet.New(name).Load()
	if h.Problem() != nil || h.Now().Name != "storefront" {
		t.Fatalf("%v, %+v", h.Problem(), h.Now())
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
	if p := h.Problem(); p == nil || p.Kind != fault.Invalid || h.Now().Name != "storefront" {
		t.Fatalf("%v, %+v", p, h.Now())
	}
	write(strings.Replace(good, "storefront", "harbour", 1))
	wait()
	if h.Problem() != nil || h.Now().Name != "harbour" {
		t.Fatalf("%v, %+v", h.Problem(), h.Now())
	}
}

func TestNoFleetIsAFleetThatKnowsNothing(t *testing.T) {
	if h := fleet.New("").Load(); h.Problem() != nil || h.Now().At("harbor", "acme-dev").Tier != "" {
		t.Fatalf("%v", h.Problem())
	}
	if h := fleet.New(filepath.Join(t.TempDir(), "none.yaml")).Load(); h.Problem().Kind != fault.NotFound {
		t.Fatalf("%v", h.Problem())
	}
}
