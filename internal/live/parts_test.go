package live_test

import (
	"context"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// guarded is a view of a cluster in which only some namespaces may be seen.
func guarded(may map[string]bool, later chan string) live.View {
	return live.View{
		Name:    "things",
		Columns: []live.Column{{ID: "name", Format: live.Text}, {ID: "namespace", Format: live.Text}},
		Watch: func(ctx context.Context, s live.Scope, t *live.Table) error {
			if !may[s.Namespace] {
				return fault.New(fault.Denied, "kubernetes", nil, "%q is forbidden", s.Namespace)
			}
			t.Replace([]live.Row{{ID: s.Namespace + "/one", Cells: []string{"one", s.Namespace}}})
			t.Ready()
			for {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case name := <-later:
					if name == "fail" {
						return fault.New(fault.Unreachable, "kubernetes", nil, "gone")
					}
					t.Upsert(live.Row{ID: s.Namespace + "/" + name, Cells: []string{name, s.Namespace}})
				}
			}
		},
	}
}

func names(context.Context, live.Scope) ([]string, error) { return []string{"a", "b", "c"}, nil }

func window(t *testing.T, may map[string]bool, later chan string, s live.Scope) (*live.Lists, func() (live.Page, error)) {
	t.Helper()
	lists := live.New([]live.View{live.Parts(guarded(may, later), names)}, time.Now, func(live.Changed) {})
	t.Cleanup(lists.Close)
	return lists, func() (live.Page, error) {
		return lists.Window(t.Context(), live.Query{View: "things", Scope: s, Limit: 10})
	}
}

func TestPartsOfAView(t *testing.T) {
	tests := []struct {
		name     string
		may      map[string]bool
		scope    live.Scope
		kind     fault.Kind
		rows     int
		narrowed string
	}{
		{"who may see all sees all at once", map[string]bool{"": true}, live.Scope{}, "", 1, ""},
		{"who may see some sees those", map[string]bool{"a": true, "c": true}, live.Scope{}, "", 2,
			"Only a, c: listing the whole cluster is forbidden"},
		{"who may see none is told so, not shown nothing", nil, live.Scope{}, fault.Denied, 0, ""},
		{"a namespace that was asked for is not widened", map[string]bool{"a": true}, live.Scope{Namespace: "b"}, fault.Denied, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, ask := window(t, tt.may, nil, tt.scope)
			page, err := ask()
			var kind fault.Kind
			if err != nil {
				kind = fault.Of(err).Kind
			}
			if kind != tt.kind || len(page.Rows) != tt.rows || page.Narrowed != tt.narrowed {
				t.Fatalf("%v, %+v", err, page)
			}
		})
	}
}

func TestChangesInAPartArrive(t *testing.T) {
	later := make(chan string)
	_, ask := window(t, map[string]bool{"a": true, "b": true}, later, live.Scope{})
	if _, err := ask(); err != nil {
		t.Fatal(err)
	}
	later <- "two"
	eventually(t, func() bool { page, err := ask(); return err == nil && page.Total == 3 })
	// A part that fails makes the rows stale, and keeps them.
	later <- "fail"
	eventually(t, func() bool {
		page, err := ask()
		return err == nil && page.Total >= 2 && page.Stale == nil || page.Stale != nil && page.Stale.Kind == fault.Unreachable
	})
	eventually(t, func() bool { page, err := ask(); return err == nil && page.Stale == nil && page.Total == 2 })
}

func eventually(t *testing.T, reached func() bool) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); !reached(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("it never came to that")
		}
	}
}

// An error of ours in one namespace's watch is a fault of the list, and not the end of the app.
func TestAPartThatPanicsIsAFault(t *testing.T) {
	broken := guarded(map[string]bool{"a": true, "c": true}, nil)
	sound := broken.Watch
	broken.Watch = func(ctx context.Context, s live.Scope, table *live.Table) error {
		if s.Namespace == "c" {
			panic("boom")
		}
		return sound(ctx, s, table)
	}
	lists := live.New([]live.View{live.Parts(broken, names)}, time.Now, func(live.Changed) {})
	t.Cleanup(lists.Close)
	if _, err := lists.Window(t.Context(), live.Query{View: "things", Limit: 10}); fault.Of(err).Kind != fault.Internal {
		t.Errorf("%v", err)
	}
}
