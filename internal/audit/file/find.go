package file

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sluice-desktop/sluice/internal/live"
)

// index is the outcome of one query over the lines that there were.
type index struct {
	key    string
	length int
	lines  []int32 // in the order of the query
	facets []live.Facet
}

const (
	keptIndexes = 8 // a few windows look at the journal at once
	leastID     = 6 // letters of an operation that are searched for
)

// find answers a query of the list over all records that there are by now.
func (s *store) find(ctx context.Context, q live.Query) (*index, error) {
	l := s.lines
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.catchUp(ctx, s); err != nil {
		return nil, s.fault(err)
	}
	key := fmt.Sprint(strings.Fields(q.Filter), chosenOf(q.Facets), q.Ranges, q.Sort, q.Descending)
	for _, ix := range l.made {
		if ix.key == key && ix.length == len(l.seqs) {
			return ix, nil
		}
	}
	ix := &index{key: key, length: len(l.seqs)}
	if err := l.narrow(ctx, s, q, ix); err != nil {
		return nil, s.fault(err)
	}
	if err := l.order(ctx, s, ix.lines, q); err != nil {
		return nil, s.fault(err)
	}
	l.made = slices.DeleteFunc(l.made, func(old *index) bool { return old.key == key || old.length < ix.length })
	l.made = append(l.made, ix)
	l.made = l.made[max(0, len(l.made)-keptIndexes):]
	return ix, nil
}

func chosenOf(facets map[string][]string) []string {
	out := make([]string, 0, len(facets))
	for _, name := range slices.Sorted(maps.Keys(facets)) {
		out = append(out, fmt.Sprintf("%q=%q", name, facets[name]))
	}
	return out
}

// narrow keeps the lines that the query accepts, and counts each facet's values over those that pass everything but that
// facet's own selection: a person must see what else they could choose. Almost all is decided once for each subject.
func (l *lines) narrow(ctx context.Context, s *store, q live.Query, ix *index) error {
	words, err := s.words(ctx, q.Filter)
	if err != nil {
		return err
	}
	has, misses, counts := l.has(words), l.misses(q.Facets), make([]int, len(l.known))
	span := q.Span("at")
	for i, k := range l.subjects {
		if !span.Has(l.at[i]) || !has[k] && !words.have(l.known[k].search, l.seqs[i]) {
			continue
		}
		counts[k]++
		if misses[k] == none {
			ix.lines = append(ix.lines, int32(i))
		}
	}
	for at, c := range columns {
		if !c.Facet {
			continue
		}
		values := map[string]int{}
		for k, n := range counts {
			if n > 0 && (misses[k] == none || misses[k] == at) {
				values[l.known[k].cells[at]] += n
			}
		}
		ix.facets = append(ix.facets, live.NewFacet(c.ID, values, q.Facets[c.ID]))
	}
	return nil
}

// What the facets say of a subject, where it is not the one column that keeps it out.
const (
	none    = -1
	several = -2
)

// misses is the column whose selection keeps each subject out.
func (l *lines) misses(facets map[string][]string) []int {
	out := make([]int, len(l.known))
	for k, known := range l.known {
		out[k] = none
		for name, accepted := range facets {
			at := columnAt(name)
			switch {
			case at < 0 || len(accepted) == 0 || slices.Contains(accepted, known.cells[at]):
			case out[k] == none:
				out[k] = at
			default:
				out[k] = several
			}
		}
	}
	return out
}

// word is one of the free filter: it is looked for in a subject, or it begins the name of an operation.
type word struct {
	text       string
	operations map[int64]bool // records of the operations that begin with it
}

type words []word

func (s *store) words(ctx context.Context, filter string) (words, error) {
	var out words
	for _, text := range strings.Fields(filter) {
		w := word{text: strings.ToLower(text)}
		for _, begins := range []string{text, strings.ToUpper(text)} {
			if len(text) < leastID {
				break
			}
			if err := s.operationsOf(ctx, begins, &w); err != nil {
				return nil, err
			}
		}
		out = append(out, w)
	}
	return out, nil
}

func (s *store) operationsOf(ctx context.Context, begins string, w *word) error {
	rows, err := s.db.QueryContext(ctx, `SELECT seq FROM events WHERE operation >= ? AND operation < ?`, begins, begins+"\U0010FFFF")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return err
		}
		if w.operations == nil {
			w.operations = map[int64]bool{}
		}
		w.operations[seq] = true
	}
	return rows.Err()
}

// has says of each subject whether all words are found in it.
func (l *lines) has(all words) []bool {
	out := make([]bool, len(l.known))
	for k, known := range l.known {
		out[k] = !slices.ContainsFunc(all, func(w word) bool { return !strings.Contains(known.search, w.text) })
	}
	return out
}

// have reports whether a record is found by all words when its operation counts, too.
func (all words) have(search string, seq int64) bool {
	byOperation := false
	for _, w := range all {
		if w.operations[seq] {
			byOperation = true
		} else if !strings.Contains(search, w.text) {
			return false
		}
	}
	return byOperation
}

// order puts lines into the order that the query asks for; the newest come first unless it says otherwise.
func (l *lines) order(ctx context.Context, s *store, chosen []int32, q live.Query) error {
	at := columnAt(q.Sort)
	switch {
	case at < 0 || at == atColumn && q.Descending:
		slices.Reverse(chosen) // records are written in the order of their time
	case at == atColumn:
	case at == operationColumn:
		return l.byOperation(ctx, s, chosen, q.Descending)
	default:
		ranks := l.ranks(at, q.Descending)
		slices.SortFunc(chosen, func(a, b int32) int {
			return cmp.Or(cmp.Compare(ranks[l.subjects[a]], ranks[l.subjects[b]]), cmp.Compare(b, a))
		})
	}
	return nil
}

// ranks are the subjects' places in the order of one cell, case folded; those without a value come last either way.
func (l *lines) ranks(column int, descending bool) []int {
	values := map[string]int{}
	for _, k := range l.known {
		values[strings.ToLower(k.cells[column])] = 0
	}
	sorted := make([]string, 0, len(values))
	for value := range values {
		sorted = append(sorted, value)
	}
	slices.SortFunc(sorted, func(a, b string) int {
		switch {
		case a == "" || b == "":
			return cmp.Compare(b, a)
		case descending:
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	})
	for i, value := range sorted {
		values[value] = i
	}
	out := make([]int, len(l.known))
	for i, k := range l.known {
		out[i] = values[strings.ToLower(k.cells[column])]
	}
	return out
}

func (l *lines) byOperation(ctx context.Context, s *store, chosen []int32, descending bool) error {
	rows, err := s.db.QueryContext(ctx, `SELECT seq FROM events ORDER BY operation, seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	ranks, rank := map[int64]int{}, 0
	for ; rows.Next(); rank++ {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return err
		}
		ranks[seq] = rank
	}
	slices.SortFunc(chosen, func(a, b int32) int { return cmp.Compare(ranks[l.seqs[a]], ranks[l.seqs[b]]) })
	if descending {
		slices.Reverse(chosen)
	}
	return rows.Err()
}
