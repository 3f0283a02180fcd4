package live_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// numbers is a source of as many rows as it has grown by.
type numbers struct {
	mu    sync.Mutex
	rows  int
	asked live.Query
	grown chan struct{}
}

func (n *numbers) Grown() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.grown
}

func (n *numbers) grow() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rows++
	close(n.grown)
	n.grown = make(chan struct{})
}

func (n *numbers) Window(_ context.Context, q live.Query) (live.Page, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = q
	return live.Page{Rows: []live.Row{}, Matched: n.rows, Total: n.rows}, nil
}

func TestASourceAnswersItsWindowsAndTellsOfNewRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &numbers{grown: make(chan struct{})}
		told := make(chan live.Changed, 10)
		lists := live.New([]live.View{{Name: "numbers", Columns: columns, Source: n}}, time.Now, func(c live.Changed) { told <- c })
		defer lists.Close()
		q := live.Query{View: "numbers", Limit: 5000, Offset: 7}
		before, err := lists.Window(t.Context(), q)
		if err != nil || before.Key == "" || before.Offset != 7 || len(before.Columns) != len(columns) || before.ReadAt == "" {
			t.Fatalf("%+v, %v", before, err)
		}
		if n.asked.Limit != 1000 {
			t.Errorf("asked for %d rows", n.asked.Limit)
		}
		for range 3 {
			n.grow()
		}
		time.Sleep(time.Second)
		if len(told) == 0 || len(told) > 2 {
			t.Fatalf("told %d times of three rows at once", len(told))
		}
		change := <-told
		after, err := lists.Window(t.Context(), q)
		if err != nil || after.Matched != 3 || after.Version < change.Version || change.Version <= before.Version || change.Key != after.Key {
			t.Errorf("%+v, %+v, %v", after, change, err)
		}
		if _, err := lists.Window(t.Context(), live.Query{View: "numbers", Sort: "colour"}); fault.Of(err).Kind != fault.Invalid {
			t.Errorf("%v", err)
		}
	})
}

func TestRowsAreNarrowedByTime(t *testing.T) {
	table := live.NewTable([]live.Column{{ID: "at", Format: live.Time}, {ID: "name", Format: live.Text}}, time.Now)
	table.Replace([]live.Row{
		{ID: "1", Cells: []string{"2026-03-01T12:00:00Z", "noon"}},
		{ID: "2", Cells: []string{"2026-03-01T12:00:00.5Z", "after"}},
		{ID: "3", Cells: []string{"2026-03-01T13:00:00Z", "one"}},
		{ID: "4", Cells: []string{"", "never"}},
	})
	tests := []struct {
		name     string
		from, to string
		rows     string
		invalid  bool
	}{
		{"an open range keeps all", "", "", "1234", false},
		{"a range has its beginning and not its end", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z", "12", false},
		{"a fraction of a second counts", "2026-03-01T12:00:00.1Z", "", "23", false},
		{"another zone is another way to say it", "", "2026-03-01T13:30:00+01:00", "12", false},
		{"what is no time is refused", "noon", "", "", true},
		{"a range that ends before it begins is refused", "2026-03-01T13:00:00Z", "2026-03-01T12:00:00Z", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := table.Page(live.Query{Limit: 10, Ranges: map[string]live.Range{"at": {From: tt.from, To: tt.to}}})
			got := ""
			for _, row := range page.Rows {
				got += row.ID
			}
			if got != tt.rows || (err != nil) != tt.invalid {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	if _, err := table.Page(live.Query{Ranges: map[string]live.Range{"name": {}}}); fault.Of(err).Field != "ranges" {
		t.Errorf("a name was narrowed by time: %v", err)
	}
}
