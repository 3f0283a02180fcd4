package file

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/live"
)

// columns are those of the list of records.
var columns = []live.Column{
	{ID: "at", Format: live.Time},
	{ID: "person", Format: live.Text, Search: true, Facet: true},
	{ID: "role", Format: live.Text, Search: true, Facet: true},
	{ID: "proof", Format: live.Text},
	{ID: "action", Format: live.Text, Search: true, Facet: true},
	{ID: "outcome", Format: live.Status, Search: true, Facet: true},
	{ID: "environment", Format: live.Text, Search: true, Facet: true},
	{ID: "customer", Format: live.Text, Search: true, Facet: true},
	{ID: "name", Format: live.Text, Search: true, Facet: true},
	{ID: "cluster", Format: live.Text, Search: true, Facet: true},
	{ID: "namespace", Format: live.Text, Search: true, Facet: true},
	{ID: "rule", Format: live.Text, Search: true},
	{ID: "reason", Format: live.Text, Search: true},
	{ID: "emergency", Format: live.Text, Search: true},
	{ID: "operation", Format: live.Text, Search: true},
}

// The columns that are a record's own; the others are its subject's.
var (
	atColumn        = columnAt("at")
	operationColumn = columnAt("operation")
)

func columnAt(id string) int {
	return slices.IndexFunc(columns, func(c live.Column) bool { return c.ID == id })
}

// lines are what the list is narrowed, counted and ordered by: twenty bytes for each record, and every subject once.
type lines struct {
	mu       sync.Mutex
	seqs     []int64
	at       []int64 // nanoseconds since 1970
	subjects []int32
	known    []known
	place    map[int64]int32 // a subject's id in the file → its place in known
	made     []*index        // the newest few
}

// known is a subject as the list shows it.
type known struct {
	cells  []string
	search string
}

// catchUp reads what was written since.
func (l *lines) catchUp(ctx context.Context, s *store) error {
	last := int64(0)
	if n := len(l.seqs); n > 0 {
		last = l.seqs[n-1]
	}
	rows, err := s.db.QueryContext(ctx, `SELECT seq, at, subject FROM events WHERE seq > ? ORDER BY seq`, last)
	if err != nil {
		return err
	}
	defer rows.Close()
	missing := map[int64]bool{}
	for rows.Next() {
		var seq, id int64
		var text string
		if err := rows.Scan(&seq, &text, &id); err != nil {
			return err
		}
		place, ok := l.place[id]
		if !ok {
			place = l.reserve(id)
			missing[id] = true
		}
		at := int64(0) // a time that does not read is long ago
		if moment, err := time.Parse(time.RFC3339Nano, text); err == nil {
			at = moment.UnixNano()
		}
		l.seqs, l.at, l.subjects = append(l.seqs, seq), append(l.at, at), append(l.subjects, place)
	}
	if err := rows.Err(); err != nil || len(missing) == 0 {
		return err
	}
	return l.meet(ctx, s, missing)
}

func (l *lines) reserve(id int64) int32 {
	if l.place == nil {
		l.place = map[int64]int32{}
	}
	place := int32(len(l.known))
	l.place[id] = place
	l.known = append(l.known, newKnown(subject{Outcome: unreadable}))
	return place
}

// meet reads new subjects: a few by their ids, many in one go.
func (l *lines) meet(ctx context.Context, s *store, missing map[int64]bool) error {
	query, args := `SELECT id, text FROM subjects`, []any{}
	if len(missing) <= 100 {
		ids, _ := json.Marshal(keysOf(missing)) // numbers always marshal
		query, args = query+` WHERE id IN (SELECT value FROM json_each(?))`, append(args, string(ids))
	}
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		var about subject
		if missing[id] && json.Unmarshal([]byte(text), &about) == nil {
			l.known[l.place[id]] = newKnown(about)
		}
	}
	return rows.Err()
}

func keysOf(set map[int64]bool) []int64 {
	out := make([]int64, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	return out
}

func newKnown(s subject) known {
	cells := cellsOf(audit.Event{
		Person: s.Person, Role: s.Role, Proof: s.Proof, Action: s.Action, Outcome: s.Outcome, Environment: s.Environment, Customer: s.Customer,
		Name: s.Name, Cluster: s.Cluster, Namespace: s.Namespace, Rule: s.Rule, Reason: s.Reason, Emergency: s.Emergency,
	})
	var searched []string
	for i, c := range columns {
		if c.Search {
			searched = append(searched, strings.ToLower(cells[i]))
		}
	}
	return known{cells, strings.Join(searched, "\x00")} // the separator keeps a word from being found across two cells
}

func cellsOf(e audit.Event) []string {
	return []string{e.At, e.Person, e.Role, e.Proof, e.Action, string(e.Outcome), e.Environment, e.Customer, e.Name, e.Cluster,
		e.Namespace, e.Rule, e.Reason, e.Emergency, e.Operation}
}
