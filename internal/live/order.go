package live

import (
	"cmp"
	"slices"
	"strings"
)

// keyed is an entry beside what it is sorted by, so that comparing touches little memory.
type keyed struct {
	text   string
	number float64
	entry  *entry
}

// sort orders entries by a column, or in the view's own order when it is empty. Equal cells keep an order of
// their own by ID, so that no row is met twice while paging. Cells without a value come last either way.
func (t *Table) sort(entries []*entry, column string, descending bool) {
	if column == "" {
		slices.SortFunc(entries, func(a, b *entry) int { return cmp.Compare(a.arrived, b.arrived) })
		if descending {
			slices.Reverse(entries)
		}
		return
	}
	at := t.column(column)
	keys := t.keys(entries, at)
	compare := func(a, b keyed) int { return strings.Compare(a.text, b.text) }
	if t.columns[at].Format == Number {
		compare = func(a, b keyed) int { return cmp.Compare(a.number, b.number) }
	}
	slices.SortFunc(keys, func(a, b keyed) int {
		if a.empty() != b.empty() {
			if a.empty() {
				return 1
			}
			return -1
		}
		by := compare(a, b)
		if descending {
			by = -by
		}
		if by == 0 {
			return strings.Compare(a.entry.row.ID, b.entry.row.ID)
		}
		return by
	})
	for i := range keys {
		entries[i] = keys[i].entry
	}
}

func (k keyed) empty() bool { return k.text == "" || k.number != k.number }

// keys are the entries with their sort keys. Times are RFC 3339 in UTC, which sort as text.
func (t *Table) keys(entries []*entry, column int) []keyed {
	slot := 0
	for _, c := range t.columns[:column] {
		if c.Format == Number {
			slot++
		}
	}
	out := make([]keyed, len(entries))
	for i, e := range entries {
		out[i] = keyed{entry: e, text: e.row.Cells[column]}
		switch t.columns[column].Format {
		case Number:
			out[i].number = e.numbers[slot]
		case Text, Status:
			out[i].text = strings.ToLower(out[i].text)
		}
	}
	return out
}
