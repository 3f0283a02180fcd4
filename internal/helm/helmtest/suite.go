// Package helmtest is what every Helm leaf must do: the fake in unit tests, Helm's own library on a real server
// in the sandbox.
package helmtest

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Fixture is a place with one release, made for this test alone from Chart: a revision for each of Greetings,
// the last one deployed, the password given each time.
type Fixture struct {
	Reader helm.Reader
	Writer helm.Writer
	Ref    helm.Ref
}

// Chart is the chart of the fixture's release, by file.
var Chart = map[string]string{
	"Chart.yaml":            "apiVersion: v2\nname: greeter\nversion: 1.2.3\nappVersion: \"9.8\"\n",
	"values.yaml":           "greeting: nothing\nlevel: info\nsmtp:\n  password: \"\"\n  host: mail\n",
	"templates/NOTES.txt":   "Greets with {{ .Values.greeting }}.\n",
	"templates/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-greeting\ndata:\n  greeting: {{ .Values.greeting | quote }}\n  smtp.password: {{ .Values.smtp.password | quote }}\n",
}

// What the fixture's revisions are given.
var Greetings = []string{"good morning", "good day", "good night"}

// Password is given as smtp.password.
const Password = "hunter2-fixture"

// Suite holds a leaf to the contract.
func Suite(t *testing.T, open func(*testing.T) Fixture) {
	t.Run("a release tells its history, newest first", func(t *testing.T) { tellsHistory(t, open(t)) })
	t.Run("values are what was given and what the chart adds, passwords masked", func(t *testing.T) { showsValues(t, open(t)) })
	t.Run("two revisions are compared, passwords masked", func(t *testing.T) { compares(t, open(t)) })
	t.Run("what is not there is not found", func(t *testing.T) { missing(t, open(t)) })
	t.Run("rollback makes a new revision like the old one, and the list follows", func(t *testing.T) { rollsBack(t, open(t)) })
	t.Run("a decision on an outdated revision is a conflict", func(t *testing.T) {
		f := open(t)
		_, err := Rollback(t, f.Writer, helm.RollbackInput{Ref: f.Ref, Revision: 1, Current: 2})
		refused(t, f, err, fault.Conflict, "revision 3", "revision 2")
	})
	t.Run("a revision that is not earlier is invalid", func(t *testing.T) {
		f := open(t)
		_, err := Rollback(t, f.Writer, helm.RollbackInput{Ref: f.Ref, Revision: 3, Current: 3})
		refused(t, f, err, fault.Invalid, "earlier")
	})
	t.Run("nothing is written without a permit", func(t *testing.T) {
		f := open(t)
		_, err := f.Writer.Rollback(t.Context(), operation.Permit{}, helm.RollbackInput{Ref: f.Ref, Revision: 1, Current: 3})
		refused(t, f, err, fault.Internal, "unaudited")
	})
	t.Run("nothing is written once the operation is over", func(t *testing.T) {
		f := open(t)
		var kept operation.Permit
		operationtest.With(t, policy.ReleaseRollback, func(_ context.Context, p operation.Permit) { kept = p })
		_, err := f.Writer.Rollback(t.Context(), kept, helm.RollbackInput{Ref: f.Ref, Revision: 1, Current: 3})
		refused(t, f, err, fault.Internal, "unaudited")
	})
}

// Rollback runs one through the door.
func Rollback(t *testing.T, w helm.Writer, in helm.RollbackInput) (out helm.Revision, err error) {
	t.Helper()
	operationtest.With(t, policy.ReleaseRollback, func(ctx context.Context, p operation.Permit) {
		out, err = w.Rollback(ctx, p, in)
	})
	return out, err
}

// refused also checks that the release is as it was.
func refused(t *testing.T, f Fixture, err error, kind fault.Kind, says ...string) {
	t.Helper()
	var got *fault.Error
	if !errors.As(err, &got) || got.Kind != kind {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
	for _, part := range says {
		if !strings.Contains(got.Detail, part) {
			t.Errorf("%q does not say %q", got.Detail, part)
		}
	}
	rel, err := f.Reader.Release(context.WithoutCancel(t.Context()), f.Ref)
	if err != nil || rel.Current.Revision != 3 || rel.Current.Status != "deployed" {
		t.Errorf("the release changed: %+v, %v", rel.Current, err)
	}
}

func tellsHistory(t *testing.T, f Fixture) {
	got, err := f.Reader.Release(t.Context(), f.Ref)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.History) != len(Greetings) {
		t.Fatalf("%d revisions, want %d", len(got.History), len(Greetings))
	}
	for i, r := range got.History {
		want := helm.Revision{Revision: 3 - i, Status: "superseded", Chart: "greeter-1.2.3", AppVersion: "9.8"}
		if i == 0 {
			want.Status = "deployed"
		}
		if r.Revision != want.Revision || r.Status != want.Status || r.Chart != want.Chart || r.AppVersion != want.AppVersion || r.Problem != "" {
			t.Errorf("got %+v, want %+v", r, want)
		}
		if _, err := time.Parse(time.RFC3339, r.Updated); err != nil {
			t.Errorf("updated %q: %v", r.Updated, err)
		}
	}
	if got.Current != got.History[0] || got.Ref != f.Ref || got.Owner.System != "" || got.Notes != "Greets with good night.\n" {
		t.Errorf("got %+v", got)
	}
}

func showsValues(t *testing.T, f Fixture) {
	current, err := f.Reader.Values(t.Context(), f.Ref, 0)
	if err != nil || current.Revision != 3 {
		t.Fatalf("got %+v, %v", current, err)
	}
	first, err := f.Reader.Values(t.Context(), f.Ref, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := helm.Values{
		Revision: 1, Hidden: 1,
		User:     "greeting: good morning\nsmtp:\n  password: •••\n",
		Computed: "greeting: good morning\nlevel: info\nsmtp:\n  host: mail\n  password: •••\n",
	}
	if first != want {
		t.Errorf("got %+v\nwant %+v", first, want)
	}
}

func compares(t *testing.T, f Fixture) {
	got, err := f.Reader.Compare(t.Context(), f.Ref, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got.Before != "revision 1 (greeter-1.2.3)" || got.After != "revision 3 (greeter-1.2.3)" || len(got.Objects) != 1 {
		t.Fatalf("got %+v", got)
	}
	o := got.Objects[0]
	if o.Kind != "ConfigMap" || o.Change != diff.Changed || o.Added != 1 || o.Removed != 1 || !o.Hidden {
		t.Errorf("got %+v", o)
	}
	var all strings.Builder
	for _, l := range o.Lines {
		all.WriteString(l.Op + " " + l.Text + "\n")
	}
	for _, part := range []string{"delete   greeting: good morning", "add   greeting: good night", "same   smtp.password: •••"} {
		if !strings.Contains(all.String(), part) {
			t.Errorf("%q is missing in\n%s", part, all.String())
		}
	}
	if strings.Contains(all.String(), Password) {
		t.Error("the password is shown")
	}
}

func missing(t *testing.T, f Fixture) {
	absent := f.Ref
	absent.Name = "absent"
	_, noRelease := f.Reader.Release(t.Context(), absent)
	_, noValues := f.Reader.Values(t.Context(), f.Ref, 99)
	_, noSide := f.Reader.Compare(t.Context(), f.Ref, 99, 0)
	for _, err := range []error{noRelease, noValues, noSide} {
		if fault.Of(err).Kind != fault.NotFound {
			t.Errorf("got %v, want not found", err)
		}
	}
}

func rollsBack(t *testing.T, f Fixture) {
	lists := live.New([]live.View{f.Reader.View()}, time.Now, func(live.Changed) {})
	t.Cleanup(lists.Close)
	listed(t, lists, f.Ref, 3)
	got, err := Rollback(t, f.Writer, helm.RollbackInput{Ref: f.Ref, Revision: 1, Current: 3})
	if err != nil || got.Revision != 4 || got.Status != "deployed" || got.Description != "Rollback to 1" {
		t.Fatalf("got %+v, %v", got, err)
	}
	same, err := f.Reader.Compare(t.Context(), f.Ref, 1, 0)
	if err != nil || len(same.Objects) != 1 || same.Objects[0].Change != diff.Unchanged {
		t.Errorf("the new revision is not like the old one: %+v, %v", same, err)
	}
	rel, err := f.Reader.Release(t.Context(), f.Ref)
	if err != nil || len(rel.History) != 4 || rel.History[1].Status != "superseded" {
		t.Errorf("got %+v, %v", rel, err)
	}
	listed(t, lists, f.Ref, 4)
}

// listed waits until the list shows the release at this revision.
func listed(t *testing.T, lists *live.Lists, ref helm.Ref, revision int) {
	t.Helper()
	query := live.Query{View: "releases", Scope: live.Scope{Context: ref.Context, Namespace: ref.Namespace}, Filter: ref.Name, Limit: 10}
	deadline := time.Now().Add(10 * time.Second)
	for {
		page, err := lists.Window(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Rows) == 1 {
			cells := page.Rows[0].Cells
			if cells[2] == strconv.Itoa(revision) && cells[3] == "deployed" {
				if cells[0] != ref.Name || cells[1] != ref.Namespace || cells[5] != "helm" {
					t.Errorf("listed as %v", cells)
				}
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("revision %d is not listed: %+v", revision, page.Rows)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
