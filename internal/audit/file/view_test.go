package file_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/live"
)

// day is a time in the story: all of it happens on the first days of March.
func day(n int, clock string) string { return fmt.Sprintf("2026-03-%02dT%s.000000000Z", n, clock) }

// deeds are six records of four operations.
var deeds = []audit.Event{
	{At: day(1, "09:00:00"), Operation: "ALPHA7XYZ", Outcome: audit.Asked, Person: "ann", Role: "operations", Action: "argocd.application.sync", Name: "acme-shop-prod", Environment: "prod", Customer: "acme", Cluster: "ocean", Namespace: "acme-prod"},
	{At: day(1, "09:01:00"), Operation: "ALPHA7XYZ", Outcome: audit.Succeeded, Person: "ann", Role: "operations", Action: "argocd.application.sync", Name: "acme-shop-prod", Environment: "prod", Customer: "acme", Cluster: "ocean", Namespace: "acme-prod"},
	{At: day(2, "10:00:00"), Operation: "BRAVO7XYZ", Outcome: audit.Refused, Person: "Bob", Role: "developer", Action: "argocd.application.sync", Name: "acme-shop-prod", Environment: "prod", Customer: "acme", Cluster: "ocean", Namespace: "acme-prod", Reason: "Developers deploy to dev only", Rule: "dev-only"},
	{At: day(3, "11:00:00"), Operation: "CHARLIE7X", Outcome: audit.Asked, Person: "Bob", Role: "developer", Action: "helm.release.rollback", Name: "shop", Environment: "dev", Customer: "globex", Cluster: "harbor", Namespace: "globex-dev"},
	{At: day(3, "11:02:00"), Operation: "CHARLIE7X", Outcome: audit.Failed, Person: "Bob", Role: "developer", Action: "helm.release.rollback", Name: "shop", Environment: "dev", Customer: "globex", Cluster: "harbor", Namespace: "globex-dev", Reason: "Timed out"},
	{At: day(4, "12:00:00"), Operation: "DELTA7XYZ", Outcome: audit.Refused, Person: "ann", Role: "operations", Action: "session.signIn", Name: "Argo CD ocean"},
}

func told(t *testing.T) *file.Journal {
	t.Helper()
	j := open(t, filepath.Join(t.TempDir(), "journal.db"))
	for _, e := range deeds {
		if _, err := j.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	return j
}

func ids(rows []live.Row) string {
	out := ""
	for _, row := range rows {
		out += row.ID
	}
	return out
}

func TestTheListAnswersWindows(t *testing.T) {
	j := told(t)
	tests := []struct {
		name string
		q    live.Query
		rows string
	}{
		{"the newest first", live.Query{}, "654321"},
		{"a window of it", live.Query{Offset: 1, Limit: 2}, "54"},
		{"beyond its end", live.Query{Offset: 9}, ""},
		{"oldest first", live.Query{Sort: "at"}, "123456"},
		{"newest first when asked for", live.Query{Sort: "at", Descending: true}, "654321"},
		{"by person, case folded, the newest first within", live.Query{Sort: "person"}, "621543"},
		{"and back", live.Query{Sort: "person", Descending: true}, "543621"},
		{"what has no value comes last", live.Query{Sort: "environment"}, "543216"},
		{"either way", live.Query{Sort: "environment", Descending: true}, "321546"},
		{"by operation", live.Query{Sort: "operation"}, "123456"},
		{"by operation, back", live.Query{Sort: "operation", Descending: true}, "654321"},
		{"words that all occur", live.Query{Filter: "bob SYNC"}, "3"},
		{"no word across two cells", live.Query{Filter: "annoperations"}, ""},
		{"a reason", live.Query{Filter: "timed"}, "5"},
		{"a rule", live.Query{Filter: "dev-only"}, "3"},
		{"the beginning of an operation", live.Query{Filter: "ALPHA7"}, "21"},
		{"in small letters, with another word", live.Query{Filter: "charlie7 failed"}, "5"},
		{"too little of an operation", live.Query{Filter: "ALPHA"}, ""},
		{"a facet", live.Query{Facets: map[string][]string{"person": {"ann"}}}, "621"},
		{"two values of it", live.Query{Facets: map[string][]string{"outcome": {"refused", "failed"}}}, "653"},
		{"two facets", live.Query{Facets: map[string][]string{"outcome": {"refused"}, "environment": {"prod"}}}, "3"},
		{"one object", live.Query{Facets: map[string][]string{"name": {"shop"}, "namespace": {"globex-dev"}}}, "54"},
		{"a facet without a choice", live.Query{Facets: map[string][]string{"person": {}}}, "654321"},
		{"from a time on", live.Query{Ranges: map[string]live.Range{"at": {From: "2026-03-03T00:00:00Z"}}}, "654"},
		{"until a time, which is not in it", live.Query{Ranges: map[string]live.Range{"at": {To: day(2, "10:00:00")}}}, "21"},
		{"all at once", live.Query{Filter: "acme", Sort: "at", Facets: map[string][]string{"person": {"ann"}},
			Ranges: map[string]live.Range{"at": {From: "2026-03-01T09:00:30Z", To: "2026-03-05T00:00:00Z"}}}, "2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.q.Limit == 0 {
				tt.q.Limit = 100
			}
			for range 2 { // the second answer is kept from the first
				page, err := j.Window(t.Context(), tt.q)
				if err != nil || ids(page.Rows) != tt.rows || page.Total != 6 || tt.q.Offset == 0 && tt.q.Limit == 100 && page.Matched != len(tt.rows) {
					t.Fatalf("want %s, got %s of %d of %d, %v", tt.rows, ids(page.Rows), page.Matched, page.Total, err)
				}
			}
		})
	}
}

func TestFacetsAreCountedWithoutTheirOwnChoice(t *testing.T) {
	j := told(t)
	page, err := j.Window(t.Context(), live.Query{Limit: 1, Facets: map[string][]string{"person": {"ann"}, "outcome": {"refused"}}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range page.Facets {
		for _, c := range f.Counts {
			got[f.Column] += fmt.Sprintf("%s %d ", c.Value, c.Rows)
		}
	}
	for column, want := range map[string]string{"person": "Bob 1 ann 1 ", "outcome": "asked 1 refused 1 succeeded 1 ", "role": "operations 1 "} {
		if got[column] != want {
			t.Errorf("%s: want %q, got %q", column, want, got[column])
		}
	}
}

// What is written meanwhile is in the next window, and whoever looks is told.
func TestTheListFollowsTheJournal(t *testing.T) {
	j := told(t)
	heard := make(chan live.Changed, 16)
	lists := live.New([]live.View{j.View()}, time.Now, func(c live.Changed) { heard <- c })
	defer lists.Close()
	q := live.Query{View: "audit", Limit: 10, Facets: map[string][]string{"person": {"ann"}}}
	before, err := lists.Window(t.Context(), q)
	if err != nil || before.Matched != 3 {
		t.Fatalf("%+v, %v", before, err)
	}
	if _, err := j.Append(t.Context(), audit.Event{Operation: "ECHO7XYZ", Outcome: audit.Refused, Person: "ann", Name: "new"}); err != nil {
		t.Fatal(err)
	}
	if c := <-heard; c.Key != before.Key || c.Version <= before.Version {
		t.Errorf("%+v after %+v", c, before)
	}
	after, err := lists.Window(t.Context(), q)
	if err != nil || after.Matched != 4 || after.Total != 7 || after.Rows[0].ID != "7" || after.Rows[0].Cells[1] != "ann" {
		t.Errorf("%+v, %v", after, err)
	}
	for _, bad := range []live.Query{{View: "audit", Sort: "colour"}, {View: "audit", Facets: map[string][]string{"reason": {"x"}}}} {
		if _, err := lists.Window(t.Context(), bad); err == nil {
			t.Errorf("%+v was answered", bad)
		}
	}
}

// A record that somebody spoilt is shown as such, and hides no other.
func TestASpoiltRecordIsShownAsSpoilt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	for _, e := range deeds {
		if _, err := j.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, path, func(db *sql.DB) {
		run(t, db, `UPDATE subjects SET text = '{' WHERE id = (SELECT subject FROM events WHERE seq = 3); UPDATE events SET at = 'soon' WHERE seq = 4`)
	})
	page, err := j.Window(t.Context(), live.Query{Limit: 10})
	if err != nil || len(page.Rows) != 6 || page.Rows[3].Cells[5] != "unreadable" || !strings.Contains(page.Rows[3].Cells[12], "verify the journal") {
		t.Errorf("%+v, %v", page.Rows, err)
	}
	if page, err := j.Window(t.Context(), live.Query{Limit: 10, Facets: map[string][]string{"outcome": {"unreadable"}}}); err != nil || ids(page.Rows) != "3" {
		t.Errorf("%+v, %v", page.Rows, err)
	}
}

// BenchmarkWindow is what one keystroke in the filter costs over 100,000 records.
func BenchmarkWindow(b *testing.B) {
	j := file.New(filepath.Join(b.TempDir(), "journal.db"), time.Now)
	if err := j.Open(); err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	if err := file.Fill(context.Background(), j, 100_000, func(i int) audit.Event {
		e := deeds[i%len(deeds)]
		e.Name = fmt.Sprintf("shop-%d", i%500)
		return e
	}); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if _, err := j.Window(b.Context(), live.Query{Limit: 100}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-first")
	for n := 0; b.Loop(); n++ {
		q := live.Query{Limit: 100, Sort: "name", Filter: fmt.Sprintf("shop-%d", n%500), Facets: map[string][]string{"person": {"ann"}}}
		if _, err := j.Window(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}
