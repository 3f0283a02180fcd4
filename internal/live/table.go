package live

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unique"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Table keeps the rows of one view in one scope. A View's Watch fills it; windows of it are read at any time.
type Table struct {
	columns  []Column
	now      func() time.Time
	versions *atomic.Uint64 // shared by all tables of one Lists, so that a view's version grows over restarts
	dirty    chan struct{}  // holds one token while there is a change that nobody was told
	filled   chan struct{}  // closed once there are rows to show

	mu       sync.RWMutex
	entries  map[string]*entry
	arrived  uint64
	version  uint64
	first    uint64 // the version that the first window found
	open     bool   // windows are given: filled is closed
	ready    bool   // the rows are complete
	stale    *fault.Error
	narrowed string
	readAt   time.Time
	cache    indexes
}

// entry is a row with what sorting and searching need, worked out once. It never changes: a change makes a
// new one, so that an index may be read without a lock.
type entry struct {
	row     Row
	arrived uint64
	search  string
	numbers []float64 // one for each Number column, in their order; NaN where the cell is no number
}

// NewTable is an empty table with these columns.
func NewTable(columns []Column, now func() time.Time) *Table {
	return newTable(columns, now, &atomic.Uint64{})
}

func newTable(columns []Column, now func() time.Time, versions *atomic.Uint64) *Table {
	return &Table{
		columns: columns, now: now, versions: versions, version: versions.Add(1),
		dirty: make(chan struct{}, 1), filled: make(chan struct{}),
		entries: map[string]*entry{},
	}
}

// Replace makes rows all that there are. Their order becomes the view's own.
func (t *Table) Replace(rows []Row) {
	t.change(func() bool {
		next := make(map[string]*entry, len(rows))
		same := len(rows) == len(t.entries)
		for i, row := range rows {
			old := t.entries[row.ID]
			if old == nil || !slices.Equal(old.row.Cells, row.Cells) || old.arrived != uint64(i) {
				same, old = false, t.entry(row, uint64(i))
			}
			next[row.ID] = old
		}
		t.entries, t.arrived = next, uint64(len(rows))
		return !same
	})
}

// Upsert adds a row, or puts it in the place of the one with its ID. The table owns row from then on.
func (t *Table) Upsert(row Row) {
	t.change(func() bool {
		at := t.arrived
		if old, ok := t.entries[row.ID]; ok {
			if slices.Equal(old.row.Cells, row.Cells) {
				return false
			}
			at = old.arrived
		} else {
			t.arrived++
		}
		t.entries[row.ID] = t.entry(row, at)
		return true
	})
}

// Delete takes a row away. A row that is not there is no error: sources repeat themselves.
func (t *Table) Delete(id string) {
	t.change(func() bool {
		_, there := t.entries[id]
		delete(t.entries, id)
		return there
	})
}

// Early adds a row while a list still streams in, long before it is complete. Windows are given from then on if show
// says so, and say themselves that there is more to come. Once Ready was called it does nothing.
func (t *Table) Early(row Row, show bool) {
	t.change(func() bool {
		if t.ready {
			return false
		}
		if _, there := t.entries[row.ID]; !there {
			t.entries[row.ID] = t.entry(row, t.arrived)
			t.arrived++
		}
		if show {
			t.show()
		}
		return true
	})
}

// Ready says that the rows are complete and current.
func (t *Table) Ready() {
	t.Read(t.now())
	t.change(func() bool {
		was := t.open && !t.ready // windows were given that said there is more to come
		t.ready = true
		t.show()
		return was
	})
}

// show lets windows be given; t.mu is held.
func (t *Table) show() {
	if !t.open {
		t.open, t.first = true, t.version
		close(t.filled)
	}
}

// Fail says why the rows may be old from now on. They stay.
func (t *Table) Fail(err error) {
	why := fault.Of(err)
	t.change(func() bool {
		same := t.stale != nil && t.stale.Kind == why.Kind && t.stale.Detail == why.Detail
		t.stale = why
		return !same
	})
}

// Read says that the source answered at this time, so the rows are as it has them.
func (t *Table) Read(at time.Time) {
	t.change(func() bool {
		was := t.stale != nil
		t.stale, t.readAt = nil, at
		return was
	})
}

// Narrow says in words that the source lets us see only a part.
func (t *Table) Narrow(why string) {
	t.change(func() bool {
		was := t.narrowed
		t.narrowed = why
		return was != why
	})
}

// change runs do under the lock; if do reports a change, the version grows and the teller is woken.
func (t *Table) change(do func() bool) {
	t.mu.Lock()
	changed := do()
	if changed {
		t.version = t.versions.Add(1)
	}
	t.mu.Unlock()
	if changed {
		select {
		case t.dirty <- struct{}{}:
		default:
		}
	}
}

func (t *Table) isReady() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.ready
}

func (t *Table) versionNow() uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.version
}

// entry works out what a row is found and sorted by. Values of facet columns repeat, so they are stored once.
func (t *Table) entry(row Row, arrived uint64) *entry {
	if len(row.Cells) != len(t.columns) {
		row.Cells = append(make([]string, 0, len(t.columns)), row.Cells[:min(len(row.Cells), len(t.columns))]...)
		row.Cells = row.Cells[:len(t.columns)]
	}
	e := &entry{row: row, arrived: arrived}
	var searched []string
	for i, c := range t.columns {
		if c.Facet {
			row.Cells[i] = unique.Make(row.Cells[i]).Value()
		}
		if c.Search {
			searched = append(searched, strings.ToLower(row.Cells[i]))
		}
		if c.Format == Number {
			e.numbers = append(e.numbers, number(row.Cells[i]))
		}
	}
	// The separator keeps a word from being found across two cells.
	e.search = strings.Join(searched, "\x00")
	return e
}

// snapshot are the entries in the view's own order, and what a Page says beside them.
func (t *Table) snapshot() (entries []*entry, version uint64) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	entries = slices.AppendSeq(make([]*entry, 0, len(t.entries)), maps.Values(t.entries))
	return entries, t.version
}

// about fills in how current the rows are.
func (t *Table) about(p *Page) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	p.Stale, p.Narrowed, p.Reading = t.stale, t.narrowed, !t.ready
	if !t.readAt.IsZero() {
		p.ReadAt = t.readAt.UTC().Format(time.RFC3339)
	}
}

func number(cell string) float64 {
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return nan
	}
	return n
}
