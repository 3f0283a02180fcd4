// Package clustertest says what every reader of clusters must do, whatever stands behind it.
package clustertest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// Subject is a reader and what the suite may expect of the clusters behind it.
type Subject struct {
	Reader cluster.Reader

	Context   string // a context whose server answers and lets the lists be read
	Login     string // who its server says we are
	Group     string // one of the groups there
	Namespace string // a namespace there

	Down   string // a context whose server does not answer; empty: none at hand
	Denied string // a context, without a namespace of its own, that may not list pods; empty: none at hand
}

// Suite holds what open returns to the contract.
func Suite(t *testing.T, open func(t *testing.T) Subject) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Subject)
	}{
		{"contexts are named, sorted and hold nothing secret", contexts},
		{"a probe says who we are and what is served", probe},
		{"a server that does not answer is a state, not an error", down},
		{"a context that is not there says so", absent},
		{"lists have the agreed columns", columns},
		{"lists fill, sort by every column and filter", lists},
		{"a namespace narrows a list", narrowed},
		{"a forbidden list is a fault, never empty", denied},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

func contexts(t *testing.T, s Subject) {
	got := s.Reader.Contexts(t.Context())
	if got.Files == nil || got.Contexts == nil || got.Problems == nil {
		t.Error("a list is nil")
	}
	if !slices.IsSortedFunc(got.Contexts, func(a, b cluster.Context) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted by name")
	}
	current := 0
	for _, c := range got.Contexts {
		if c.Environments == nil {
			t.Errorf("%s: environments are nil", c.Name)
		}
		if c.Current {
			current++
		}
	}
	if current > 1 {
		t.Errorf("%d contexts are current", current)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"BEGIN ", "LS0tLS1", "token", "password"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the answer holds %q", secret)
		}
	}
	select {
	case <-s.Reader.Changed():
		t.Error("changed, but nothing did")
	default:
	}
}

func probe(t *testing.T, s Subject) {
	got, err := s.Reader.Probe(t.Context(), s.Context)
	if err != nil || !got.Reachable || got.Problem != nil {
		t.Fatalf("%+v %v", got, err)
	}
	if got.Context != s.Context || got.Version == "" || got.Login != s.Login || !slices.Contains(got.Groups, s.Group) {
		t.Errorf("got %+v", got)
	}
	if _, err := time.Parse(time.RFC3339, got.CheckedAt); err != nil {
		t.Error(err)
	}
	checkCapabilities(t, got.Capabilities)
}

func checkCapabilities(t *testing.T, got []cluster.Capability) {
	t.Helper()
	if len(got) == 0 {
		t.Error("no capabilities")
	}
	known := []cluster.Presence{cluster.Present, cluster.Absent, cluster.Forbidden, cluster.Unknown}
	for _, c := range got {
		if c.Name == "" || c.Group == "" || !slices.Contains(known, c.Presence) || (c.Version != "") != (c.Presence == cluster.Present) {
			t.Errorf("capability %+v", c)
		}
	}
}

func down(t *testing.T, s Subject) {
	if s.Down == "" {
		return
	}
	began := time.Now()
	got, err := s.Reader.Probe(t.Context(), s.Down)
	if err != nil || got.Reachable || got.Problem == nil || got.Problem.Kind != fault.Unreachable || got.Problem.Detail == "" {
		t.Errorf("%+v %v", got, err)
	}
	if took := time.Since(began); took > 12*time.Second {
		t.Errorf("took %s", took)
	}
	if got.Groups == nil {
		t.Error("groups are nil")
	}
	for _, c := range got.Capabilities {
		if c.Presence != cluster.Unknown {
			t.Errorf("%s is %s, though nobody answered", c.Name, c.Presence)
		}
	}
}

func absent(t *testing.T, s Subject) {
	got, err := s.Reader.Probe(t.Context(), "no such context")
	if err != nil || got.Problem == nil || got.Problem.Kind != fault.NotFound {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := window(t, s, live.Query{View: "pods", Scope: live.Scope{Context: "no such context"}}); fault.Of(err).Kind != fault.NotFound {
		t.Error(err)
	}
}

func columns(t *testing.T, s Subject) {
	want := map[string]string{
		"namespaces":  "name environment customer status created",
		"deployments": "name namespace ready status images created",
		"pods":        "name namespace status ready restarts node created",
	}
	for _, v := range s.Reader.Views() {
		var ids []string
		for _, c := range v.Columns {
			ids = append(ids, c.ID)
		}
		if got := strings.Join(ids, " "); got != want[v.Name] {
			t.Errorf("%s: %s", v.Name, got)
		}
		delete(want, v.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
}

func lists(t *testing.T, s Subject) {
	here := live.Scope{Context: s.Context}
	all := live.New(s.Reader.Views(), time.Now, func(live.Changed) {})
	defer all.Close()
	for _, v := range s.Reader.Views() {
		for _, c := range v.Columns {
			page, err := all.Whole(t.Context(), live.Query{View: v.Name, Scope: here, Sort: c.ID, Limit: 100})
			if err != nil || len(page.Rows) == 0 || page.Stale != nil || page.ReadAt == "" {
				t.Fatalf("%s by %s: %+v %v", v.Name, c.ID, page, err)
			}
		}
	}
	page, err := all.Whole(t.Context(), live.Query{View: "namespaces", Scope: here, Filter: s.Namespace, Limit: 100})
	if err != nil || !slices.ContainsFunc(page.Rows, func(r live.Row) bool { return r.ID == s.Namespace }) {
		t.Errorf("namespaces named %s: %v %v", s.Namespace, page.Rows, err)
	}
}

func narrowed(t *testing.T, s Subject) {
	page, err := window(t, s, live.Query{View: "pods", Scope: live.Scope{Context: s.Context, Namespace: s.Namespace}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Rows {
		if r.Cells[1] != s.Namespace {
			t.Errorf("row of another namespace: %v", r)
		}
	}
}

func denied(t *testing.T, s Subject) {
	if s.Denied == "" {
		return
	}
	page, err := window(t, s, live.Query{View: "pods", Scope: live.Scope{Context: s.Denied}})
	if fault.Of(err).Kind != fault.Denied {
		t.Errorf("%+v %v", page, err)
	}
}

func window(t *testing.T, s Subject, q live.Query) (live.Page, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	all := live.New(s.Reader.Views(), time.Now, func(live.Changed) {})
	defer all.Close()
	return all.Whole(ctx, q)
}
