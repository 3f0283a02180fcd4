package file

import (
	"context"
	"strconv"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/live"
)

// View is the journal as the list "audit", the newest record first.
func (j *Journal) View() live.View {
	return live.View{
		Name: "audit",
		Columns: []live.Column{
			{ID: "at", Format: live.Time},
			{ID: "person", Format: live.Text, Search: true, Facet: true},
			{ID: "role", Format: live.Text, Search: true, Facet: true},
			{ID: "proof", Format: live.Text},
			{ID: "action", Format: live.Text, Search: true, Facet: true},
			{ID: "outcome", Format: live.Status, Search: true, Facet: true},
			{ID: "environment", Format: live.Text, Search: true, Facet: true},
			{ID: "name", Format: live.Text, Search: true},
			{ID: "cluster", Format: live.Text, Search: true},
			{ID: "reason", Format: live.Text, Search: true},
			{ID: "operation", Format: live.Text, Search: true},
		},
		Watch: j.watch,
	}
}

func (j *Journal) watch(ctx context.Context, _ live.Scope, t *live.Table) error {
	heard := make(chan audit.Event, 256)
	j.mu.Lock()
	j.heard[heard] = struct{}{}
	j.mu.Unlock()
	defer func() {
		j.mu.Lock()
		delete(j.heard, heard)
		j.mu.Unlock()
	}()
	shown := int64(0)
	catchUp := func() error {
		return j.each(ctx, `SELECT seq, hash, body FROM events WHERE seq > ? ORDER BY seq`, []any{shown}, func(e audit.Event, r row) error {
			t.Upsert(line(e, r.seq))
			shown = r.seq
			return nil
		})
	}
	if err := catchUp(); err != nil {
		return err
	}
	t.Ready()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-heard:
			if e.Seq == shown+1 {
				t.Upsert(line(e, e.Seq))
				shown = e.Seq
			} else if err := catchUp(); err != nil {
				return err
			}
		}
	}
}

func line(e audit.Event, seq int64) live.Row {
	return live.Row{ID: strconv.FormatInt(seq, 10), Cells: []string{
		e.At, e.Person, e.Role, e.Proof, e.Action, string(e.Outcome), e.Environment, e.Name, e.Cluster, e.Reason, e.Operation,
	}}
}
