// Package live is the one mechanism behind every list: rows kept, sorted and filtered here, windows of them
// given to the frontend, changes told once per view.
package live

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Format says how a column's cells read and sort. All cells travel as text.
type Format string

// The formats.
const (
	Text   Format = "text"   // sorted by text, case folded
	Number Format = "number" // decimal text, sorted by value
	Time   Format = "time"   // RFC 3339 in UTC
	Status Format = "status" // a word that the frontend gives a shape and a colour
)

// Column describes one cell of every row of a view.
type Column struct {
	ID     string
	Format Format
	Search bool // the free filter looks here
	Facet  bool // values are few: count them, so that they can be filter chips
}

// Row is one line: Cells stand in the order of the view's columns.
type Row struct {
	ID    string   `json:"id"`
	Cells []string `json:"cells"`
}

// Scope narrows what a view watches: one context, one namespace, one Argo CD instance. Empty means all.
type Scope struct {
	Context   string `json:"context"`
	Namespace string `json:"namespace"`
	Instance  string `json:"instance"`
}

// Range is a span of time from From on and before To, both RFC 3339. An empty end is open.
type Range struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Query asks for the window [Offset, Offset+Limit) of a view's rows after filtering and sorting.
type Query struct {
	View       string              `json:"view"`
	Scope      Scope               `json:"scope"`
	Filter     string              `json:"filter"` // words that all must occur in a searched column
	Facets     map[string][]string `json:"facets"` // column → accepted values
	Ranges     map[string]Range    `json:"ranges"` // column of times → those that are accepted
	Sort       string              `json:"sort"`   // column; empty keeps the view's own order
	Descending bool                `json:"descending"`
	Offset     int                 `json:"offset"`
	Limit      int                 `json:"limit"` // at most 1,000 rows are given at once
}

// Count is how many rows have a value in a facet column.
type Count struct {
	Value string `json:"value"`
	Rows  int    `json:"rows"`
}

// Facet counts the values of one column over the rows that the filter leaves: the hundred most frequent, and
// those that are chosen.
type Facet struct {
	Column string  `json:"column"`
	Counts []Count `json:"counts"`
}

// Page is the answer to a Query.
type Page struct {
	Key     string       `json:"key"` // names the view and scope in the "live" event
	Columns []string     `json:"columns"`
	Rows    []Row        `json:"rows"`
	Offset  int          `json:"offset"`
	Matched int          `json:"matched"` // rows that pass filter and facets
	Total   int          `json:"total"`   // rows there are
	Facets  []Facet      `json:"facets"`
	Version uint64       `json:"version"` // grows with every change of the rows
	ReadAt  string       `json:"readAt"`  // RFC 3339: when the source last answered
	Stale   *fault.Error `json:"stale"`   // why the rows may be old; nil while the watch lives
	// Narrowed says that the source let us see only a part, in words; empty when the rows are all there are.
	Narrowed string `json:"narrowed"`
	Reading  bool   `json:"reading"` // the first rows of a long list: more are on their way
}

// Changed is the "live" event: the view with this key has newer rows. At most four a second per view.
type Changed struct {
	Key     string `json:"key"`
	Version uint64 `json:"version"`
}

// View is a kind of list that a domain offers: by Watch, or by Source where there are too many rows to keep.
type View struct {
	Name    string
	Columns []Column
	Source  Source
	// Watch fills t and keeps it current until ctx ends. It returns early only when it cannot go on; the
	// view then shows the error and tries again with back-off. It calls t.Ready once the first rows are in.
	Watch func(ctx context.Context, scope Scope, t *Table) error
}

// Source narrows, orders and counts rows by itself.
type Source interface {
	// Window answers q. Key, columns, offset and version of the page are filled in for it.
	Window(ctx context.Context, q Query) (Page, error)
	// Grown is closed by the next change of the rows, and made anew.
	Grown() <-chan struct{}
}

// watch is the Watch of a view with a Source: its table keeps no rows and passes on that they changed.
func (v View) watch(ctx context.Context, s Scope, t *Table) error {
	if v.Source == nil {
		return v.Watch(ctx, s, t)
	}
	grown := v.Source.Grown()
	t.Ready()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-grown:
		}
		grown = v.Source.Grown() // before anything is read: no change falls between
		t.change(func() bool { return true })
	}
}
