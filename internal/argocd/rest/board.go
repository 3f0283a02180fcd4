package rest

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// board joins what several instances say into one table. An instance that fails keeps its rows, and its fault
// is shown with its name; it neither empties nor blocks the others.
type board struct {
	table *live.Table
	now   func() time.Time

	mu    sync.Mutex
	sites []*siteRows // in the fleet's order
	ready bool
}

type siteRows struct {
	name    string
	rows    map[string]live.Row
	told    map[string]*live.Row // since the list was asked for: nil is a deletion; nil map: no list is under way
	failure error
	heard   bool // it has given its rows once
}

// site is an instance's part; it is added when it is new.
func (b *board) site(name string) *siteRows {
	for _, s := range b.sites {
		if s.name == name {
			return s
		}
	}
	s := &siteRows{name: name, rows: map[string]live.Row{}}
	b.sites = append(b.sites, s)
	return s
}

// begin notes that a list is asked for: events that come before its answer may be newer than it.
func (b *board) begin(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.site(name).told = map[string]*live.Row{}
}

// listed takes a whole list.
func (b *board) listed(name string, rows []live.Row) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.site(name)
	s.rows = make(map[string]live.Row, len(rows))
	for _, r := range rows {
		s.rows[r.ID] = r
	}
	for id, newer := range s.told {
		if newer == nil {
			delete(s.rows, id)
		} else {
			s.rows[id] = *newer
		}
	}
	s.told, s.failure, s.heard = nil, nil, true
	b.replace()
	b.tell()
}

// upsert takes one event of the stream; a nil row says that it is gone.
func (b *board) upsert(name, id string, row *live.Row) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.site(name)
	if s.told != nil {
		s.told[id] = row
	}
	if row == nil {
		delete(s.rows, id)
		b.table.Delete(id)
	} else {
		s.rows[id] = *row
		b.table.Upsert(copied(*row))
	}
	b.tell()
}

func (b *board) fail(name string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.site(name).failure = err
	b.tell()
}

// only keeps the parts of these instances and takes the others' rows away. A part begins anew for another
// person: nobody sees what only the former one may.
func (b *board) only(names []string, anew func(name string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.sites
	b.sites = nil
	lost := false
	for _, name := range names {
		at := slices.IndexFunc(before, func(s *siteRows) bool { return s.name == name })
		if at < 0 || anew(name) {
			lost = lost || at >= 0 && len(before[at].rows) > 0
			b.site(name)
		} else {
			b.sites = append(b.sites, before[at])
		}
	}
	if lost || len(before) > len(b.sites) {
		b.replace()
	}
	b.tell()
}

func (b *board) replace() {
	var all []live.Row
	for _, s := range b.sites {
		own := make([]live.Row, 0, len(s.rows))
		for _, r := range s.rows {
			own = append(own, copied(r))
		}
		slices.SortFunc(own, func(x, y live.Row) int { return strings.Compare(x.ID, y.ID) })
		all = append(all, own...)
	}
	b.table.Replace(all)
}

// copied is a row that the table may own.
func copied(r live.Row) live.Row { return live.Row{ID: r.ID, Cells: slices.Clone(r.Cells)} }

// tell says how current the rows are.
func (b *board) tell() {
	var waiting []string
	heard := len(b.sites) == 0
	for _, s := range b.sites {
		heard = heard || s.heard
		if !s.heard && s.failure == nil {
			waiting = append(waiting, s.name)
		}
	}
	if heard && !b.ready {
		b.ready = true
		b.table.Ready()
	}
	b.table.Narrow(narrowed(waiting))
	if err := b.joined(); err != nil {
		b.table.Fail(err)
	} else {
		b.table.Read(b.now())
	}
}

func narrowed(waiting []string) string {
	if len(waiting) == 0 {
		return ""
	}
	return "Without " + strings.Join(waiting, ", ") + ": no answer yet"
}

// hopeless is why there will be no rows: every instance has failed and none has ever given any.
func (b *board) hopeless() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ready || slices.ContainsFunc(b.sites, func(s *siteRows) bool { return s.failure == nil }) {
		return nil
	}
	return b.joined()
}

// joined is the faults of all instances as one. Each names its instance; the kind is that of what a person can
// mend first.
func (b *board) joined() error {
	var faults []*fault.Error
	for _, s := range b.sites {
		if s.failure != nil {
			f := fault.Of(s.failure)
			if !strings.Contains(f.Detail, s.name) {
				f = fault.New(f.Kind, f.System, s.failure, "Argo CD %s: %s", s.name, f.Detail)
			}
			faults = append(faults, f)
		}
	}
	if len(faults) < 2 {
		for _, only := range faults {
			return only
		}
		return nil
	}
	first, details, causes := faults[0], []string{}, []error{}
	for _, f := range faults {
		if f.Kind == fault.SignIn && first.Kind != fault.SignIn {
			first = f
		}
		details, causes = append(details, f.Detail), append(causes, f)
	}
	return fault.New(first.Kind, first.System, errors.Join(causes...), "%s", strings.Join(details, ". "))
}
