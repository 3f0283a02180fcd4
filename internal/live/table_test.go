package live_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

var columns = []live.Column{
	{ID: "name", Format: live.Text, Search: true},
	{ID: "node", Format: live.Text, Search: true, Facet: true},
	{ID: "status", Format: live.Status, Search: true, Facet: true},
	{ID: "restarts", Format: live.Number},
	{ID: "created", Format: live.Time},
}

func row(id string, cells ...string) live.Row { return live.Row{ID: id, Cells: cells} }

func pods() *live.Table {
	t := live.NewTable(columns, time.Now)
	t.Replace([]live.Row{
		row("1", "Shop-a", "alpha", "Running", "10", "2026-03-01T00:00:00Z"),
		row("2", "shop-b", "beta", "Failed", "9", "2026-02-01T00:00:00Z"),
		row("3", "billing", "alpha", "Failed", "", "2026-01-01T00:00:00Z"),
		row("4", "audit", "beta", "Running", "0", ""),
	})
	return t
}

func ids(p live.Page) string {
	out := make([]string, 0, len(p.Rows))
	for _, r := range p.Rows {
		out = append(out, r.ID)
	}
	return strings.Join(out, "")
}

func TestAWindowIsFilteredNarrowedAndSorted(t *testing.T) {
	for _, c := range []struct {
		name string
		q    live.Query
		want string
	}{
		{"the view's own order", live.Query{}, "1234"},
		{"and its reverse", live.Query{Descending: true}, "4321"},
		{"text folds case", live.Query{Sort: "name"}, "4312"},
		{"numbers sort by value, the missing last", live.Query{Sort: "restarts"}, "4213"},
		{"also downwards", live.Query{Sort: "restarts", Descending: true}, "1243"},
		{"times sort, the missing last", live.Query{Sort: "created"}, "3214"},
		{"equal cells keep the order of their ids", live.Query{Sort: "status", Descending: true}, "1423"},
		{"all words must occur", live.Query{Filter: "SHOP alpha"}, "1"},
		{"in searched columns only", live.Query{Filter: "10"}, ""},
		{"a word is not found across cells", live.Query{Filter: "aalpha"}, ""},
		{"a facet narrows", live.Query{Facets: map[string][]string{"status": {"Failed"}}}, "23"},
		{"facets narrow together", live.Query{Facets: map[string][]string{"status": {"Failed"}, "node": {"alpha"}}}, "3"},
		{"an empty selection selects nothing away", live.Query{Facets: map[string][]string{"status": {}}}, "1234"},
		{"a window", live.Query{Offset: 1, Limit: 2}, "23"},
		{"beyond the end", live.Query{Offset: 9}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.q.Limit == 0 {
				c.q.Limit = 10
			}
			page, err := pods().Page(c.q)
			if err != nil || ids(page) != c.want {
				t.Errorf("rows %q, want %q (%v)", ids(page), c.want, err)
			}
			if page.Total != 4 || page.Rows == nil || len(page.Columns) != len(columns) {
				t.Errorf("total %d, rows %v, columns %v", page.Total, page.Rows, page.Columns)
			}
		})
	}
}

func TestAQuestionThatMakesNoSenseIsInvalid(t *testing.T) {
	for name, q := range map[string]live.Query{
		"offset": {Offset: -1},
		"limit":  {Limit: -1},
		"sort":   {Sort: "colour"},
		"facets": {Facets: map[string][]string{"name": {"a"}}},
	} {
		if _, err := pods().Page(q); fault.Of(err).Kind != fault.Invalid || fault.Of(err).Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFacetCountsFollowTheFilterButNotTheirOwnChoice(t *testing.T) {
	page, _ := pods().Page(live.Query{Filter: "shop", Facets: map[string][]string{"status": {"Running", "Gone"}}})
	got := fmt.Sprint(page.Facets)
	if want := "[{node [{alpha 1}]} {status [{Failed 1} {Running 1} {Gone 0}]}]"; got != want {
		t.Errorf("facets %s, want %s", got, want)
	}
}

func TestAFacetOfManyValuesShowsTheMostFrequentAndTheChosen(t *testing.T) {
	table := live.NewTable(columns, time.Now)
	for i := range 300 {
		table.Upsert(row(fmt.Sprint(i), "pod", fmt.Sprintf("node-%03d", i), "Running", "0", ""))
	}
	page, _ := table.Page(live.Query{Facets: map[string][]string{"node": {"node-299"}}})
	counts := page.Facets[0].Counts
	if len(counts) != 101 || !slices.Contains(counts, live.Count{Value: "node-299", Rows: 1}) {
		t.Errorf("%d values, last %v", len(counts), counts[len(counts)-1])
	}
}

func TestOnlyARealChangeMakesANewVersion(t *testing.T) {
	table := pods()
	version := func() uint64 { p, _ := table.Page(live.Query{}); return p.Version }
	for _, c := range []struct {
		name    string
		do      func()
		changes bool
	}{
		{"the same row", func() { table.Upsert(row("4", "audit", "beta", "Running", "0", "")) }, false},
		{"another cell", func() { table.Upsert(row("4", "audit", "beta", "Failed", "0", "")) }, true},
		{"a new row", func() { table.Upsert(row("5", "new", "beta", "Failed", "0", "")) }, true},
		{"a row gone", func() { table.Delete("5") }, true},
		{"gone again", func() { table.Delete("5") }, false},
		{"the first failure", func() { table.Fail(fault.New(fault.Unreachable, "x", nil, "down")) }, true},
		{"the same failure", func() { table.Fail(fault.New(fault.Unreachable, "x", nil, "down")) }, false},
		{"an answer after it", func() { table.Read(time.Now()) }, true},
		{"another answer", func() { table.Read(time.Now()) }, false},
	} {
		was := version()
		c.do()
		if now := version(); (now > was) != c.changes {
			t.Errorf("%s: version %d after %d", c.name, now, was)
		}
	}
}

func TestARelistChangesTheRowsAndKeepsWhatIsEqual(t *testing.T) {
	table := pods()
	before, _ := table.Page(live.Query{})
	same, _ := table.Page(live.Query{Limit: 10})
	table.Replace(same.Rows)
	if after, _ := table.Page(live.Query{}); after.Version != before.Version {
		t.Error("an equal relist made a new version")
	}
	table.Replace([]live.Row{row("4", "audit", "beta", "Running", "0", ""), row("9", "only")})
	after, _ := table.Page(live.Query{Limit: 10})
	if ids(after) != "49" || len(after.Rows[1].Cells) != len(columns) {
		t.Errorf("rows %v", after.Rows)
	}
}
