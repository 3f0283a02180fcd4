package live

import (
	"errors"
	"math"
	"time"
)

// Span is a Range to compare with: nanoseconds since 1970, from From on and before To.
type Span struct{ From, To int64 }

// Has reports whether a moment lies in it.
func (s Span) Has(nanos int64) bool { return s.From <= nanos && nanos < s.To }

var errBackwards = errors.New("it ends before it begins")

// span reads a range.
func (r Range) span() (Span, error) {
	s := Span{math.MinInt64, math.MaxInt64}
	for _, end := range []struct {
		text string
		at   *int64
	}{{r.From, &s.From}, {r.To, &s.To}} {
		if end.text == "" {
			continue
		}
		moment, err := time.Parse(time.RFC3339Nano, end.text)
		if err != nil {
			return Span{}, err
		}
		*end.at = moment.UnixNano()
	}
	if s.To < s.From {
		return Span{}, errBackwards
	}
	return s, nil
}

// Span is what q accepts of a column of times.
func (q Query) Span(column string) Span {
	s, err := q.Ranges[column].span()
	if err != nil {
		return Span{} // no moment: Lists refuse such a query before it gets here
	}
	return s
}

// within keeps the entries whose times are accepted. A cell without a time is in no range.
func (t *Table) within(entries []*entry, ranges map[string]Range) []*entry {
	for name, r := range ranges {
		if r == (Range{}) {
			continue
		}
		span, at := Query{Ranges: ranges}.Span(name), t.column(name)
		inside := entries[:0]
		for _, e := range entries {
			if moment, err := time.Parse(time.RFC3339Nano, e.row.Cells[at]); err == nil && span.Has(moment.UnixNano()) {
				inside = append(inside, e)
			}
		}
		entries = inside
	}
	return entries
}
