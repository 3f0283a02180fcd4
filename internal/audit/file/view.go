package file

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/live"
)

// View is the journal as the list "audit", the newest record first.
func (j *Journal) View() live.View { return live.View{Name: "audit", Columns: columns, Source: j} }

// Window answers a query of the list.
func (j *Journal) Window(ctx context.Context, q live.Query) (live.Page, error) {
	s, err := j.reader()
	if err != nil {
		return live.Page{}, err
	}
	ix, err := s.find(ctx, q)
	if err != nil {
		return live.Page{}, err
	}
	from := min(q.Offset, len(ix.lines))
	to := min(from+q.Limit, len(ix.lines))
	page := live.Page{Matched: len(ix.lines), Total: ix.length, Facets: ix.facets}
	page.Rows, err = s.rows(ctx, s.lines.numbers(ix.lines[from:to]))
	return page, err
}

// numbers are the sequence numbers of some lines.
func (l *lines) numbers(chosen []int32) []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]int64, 0, len(chosen))
	for _, i := range chosen {
		out = append(out, l.seqs[i])
	}
	return out
}

// rows are the lines of these records, from what is stored of them.
func (s *store) rows(ctx context.Context, seqs []int64) ([]live.Row, error) {
	out, at := make([]live.Row, len(seqs)), make(map[int64]int, len(seqs))
	for i, seq := range seqs {
		at[seq] = i
		out[i] = live.Row{ID: strconv.FormatInt(seq, 10), Cells: make([]string, len(columns))}
	}
	err := s.these(ctx, seqs, func(e audit.Event) error {
		out[at[e.Seq]].Cells = cellsOf(e)
		return nil
	})
	return out, err
}

// these reads records by their numbers, oldest first.
func (s *store) these(ctx context.Context, seqs []int64, take func(audit.Event) error) error {
	text, _ := json.Marshal(seqs) // numbers always marshal
	return s.each(ctx, take, `WHERE e.seq IN (SELECT value FROM json_each(?)) ORDER BY e.seq`, string(text))
}
