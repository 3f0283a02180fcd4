package live

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-desktop/sluice/internal/fault"
)

const (
	mostRows   = 1000 // a window is what fits a screen, with room to scroll
	mostValues = 100  // a facet with more values is no row of chips
	kept       = 8    // indexes kept of one table: a few windows look at it at once
)

var nan = math.NaN()

// index is the outcome of one filter, selection and order over one version of the rows.
type index struct {
	version uint64
	total   int
	entries []*entry
	facets  []Facet
}

// indexes are the newest few, so that paging through many rows sorts them once.
type indexes struct {
	mu   sync.Mutex
	keys []string
	made map[string]*index
}

// Page is the window of the table's rows that q asks for.
func (t *Table) Page(q Query) (Page, error) {
	if err := t.check(q); err != nil {
		return Page{}, err
	}
	ix := t.index(q)
	from := min(q.Offset, len(ix.entries))
	to := min(from+min(q.Limit, mostRows), len(ix.entries))
	page := Page{
		Columns: t.ids(), Rows: make([]Row, 0, to-from),
		Offset: q.Offset, Matched: len(ix.entries), Total: ix.total, Facets: ix.facets, Version: ix.version,
	}
	for _, e := range ix.entries[from:to] {
		page.Rows = append(page.Rows, e.row)
	}
	t.about(&page)
	return page, nil
}

func (t *Table) ids() []string {
	out := make([]string, 0, len(t.columns))
	for _, c := range t.columns {
		out = append(out, c.ID)
	}
	return out
}

func (t *Table) check(q Query) error {
	switch {
	case q.Offset < 0:
		return fault.New(fault.Invalid, "live", nil, "A list starts at its first row, not before it").On("offset")
	case q.Limit < 0:
		return fault.New(fault.Invalid, "live", nil, "A list cannot show fewer than no rows").On("limit")
	case q.Sort != "" && t.column(q.Sort) < 0:
		return fault.New(fault.Invalid, "live", nil, "This list has no column %q to sort by", q.Sort).On("sort")
	}
	for name := range q.Facets {
		if i := t.column(name); i < 0 || !t.columns[i].Facet {
			return fault.New(fault.Invalid, "live", nil, "This list cannot be narrowed by %q", name).On("facets")
		}
	}
	for name, r := range q.Ranges {
		if i := t.column(name); i < 0 || t.columns[i].Format != Time {
			return fault.New(fault.Invalid, "live", nil, "This list cannot be narrowed by the time of %q", name).On("ranges")
		}
		if _, err := r.span(); err != nil {
			return fault.New(fault.Invalid, "live", err, "%q to %q is no span of time", r.From, r.To).On("ranges")
		}
	}
	return nil
}

func (t *Table) column(id string) int {
	return slices.IndexFunc(t.columns, func(c Column) bool { return c.ID == id })
}

func (t *Table) index(q Query) *index {
	words := strings.Fields(strings.ToLower(q.Filter))
	key := fmt.Sprint(words, sortedFacets(q.Facets), q.Ranges, q.Sort, q.Descending)
	version := t.versionNow()
	t.cache.mu.Lock()
	ix := t.cache.made[key]
	t.cache.mu.Unlock()
	if ix != nil && ix.version == version {
		return ix
	}
	entries, version := t.snapshot()
	ix = &index{version: version, total: len(entries)}
	entries = t.within(entries, q.Ranges)
	ix.entries, ix.facets = t.narrow(entries, words, q.Facets)
	t.sort(ix.entries, q.Sort, q.Descending)
	t.cache.put(key, ix)
	return ix
}

func sortedFacets(facets map[string][]string) []string {
	out := make([]string, 0, len(facets))
	for _, name := range slices.Sorted(maps.Keys(facets)) {
		if values := facets[name]; len(values) > 0 {
			out = append(out, fmt.Sprintf("%q=%q", name, slices.Sorted(slices.Values(values))))
		}
	}
	return out
}

func (c *indexes) put(key string, ix *index) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made = map[string]*index{}
	}
	if _, known := c.made[key]; !known {
		c.keys = append(c.keys, key)
		if len(c.keys) > kept {
			delete(c.made, c.keys[0])
			c.keys = c.keys[1:]
		}
	}
	c.made[key] = ix
}

// facet is one facet column while rows are counted.
type facet struct {
	column int
	chosen []string
	counts map[string]int
}

// narrow keeps the entries that pass words and facets, and counts each facet's values over the rows that pass
// everything but that facet's own selection: a person must see what else they could choose.
func (t *Table) narrow(entries []*entry, words []string, chosen map[string][]string) ([]*entry, []Facet) {
	var facets []facet
	for i, c := range t.columns {
		if c.Facet {
			facets = append(facets, facet{column: i, chosen: chosen[c.ID], counts: map[string]int{}})
		}
	}
	out := entries[:0]
	for _, e := range entries {
		if !e.has(words) {
			continue
		}
		failed, which := 0, 0
		for i, f := range facets {
			if len(f.chosen) > 0 && !slices.Contains(f.chosen, e.row.Cells[f.column]) {
				failed, which = failed+1, i
			}
		}
		switch failed {
		case 0:
			out = append(out, e)
			for _, f := range facets {
				f.counts[e.row.Cells[f.column]]++
			}
		case 1:
			facets[which].counts[e.row.Cells[facets[which].column]]++
		}
	}
	return out, t.facets(facets)
}

func (e *entry) has(words []string) bool {
	for _, w := range words {
		if !strings.Contains(e.search, w) {
			return false
		}
	}
	return true
}

func (t *Table) facets(counted []facet) []Facet {
	out := make([]Facet, 0, len(counted))
	for _, f := range counted {
		out = append(out, NewFacet(t.columns[f.column].ID, f.counts, f.chosen))
	}
	return out
}

// NewFacet is a facet of counted values, the most frequent first. A chosen value is shown even when nothing has it any
// more. It takes counts over.
func NewFacet(column string, counts map[string]int, chosen []string) Facet {
	for _, v := range chosen {
		counts[v] += 0
	}
	out := make([]Count, 0, len(counts))
	for value, rows := range counts {
		out = append(out, Count{Value: value, Rows: rows})
	}
	slices.SortFunc(out, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Value, b.Value))
	})
	rank := 0
	return Facet{Column: column, Counts: slices.DeleteFunc(out, func(c Count) bool {
		rank++
		return rank > mostValues && !slices.Contains(chosen, c.Value)
	})}
}
