package outbox

import (
	"maps"
	"slices"
	"time"

	"github.com/sluice-desktop/sluice/internal/siem"
)

const (
	setMark = `INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position,
		hash = excluded.hash, acked = excluded.acked, acked_hash = excluded.acked_hash, acked_at = excluded.acked_at, torn = excluded.torn`
	setDead     = `INSERT OR REPLACE INTO dead VALUES (?, ?, ?, ?, ?)`
	dropDead    = `DELETE FROM dead WHERE sink = ? AND journal = ? AND seq = ?`
	dropAllDead = `DELETE FROM dead WHERE sink = ? AND journal = ?`
	setAnchor   = `INSERT OR IGNORE INTO anchors VALUES (?, ?, ?, ?, ?)`
)

func (s *store) moved(p place, m mark) statement {
	s.marks[p] = m
	return statement{setMark, []any{p.sink, p.journal, m.position, m.hash, m.acked.Seq, m.acked.Hash, m.acked.At, m.torn}}
}

func (s *store) time() string { return s.now().UTC().Format(time.RFC3339) }

// acknowledge notes that the sink has all up to last.
func (s *store) acknowledge(p place, last record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.marks[p]
	m.position, m.hash = last.Seq, last.Hash
	m.acked = siem.Mark{Seq: last.Seq, Hash: last.Hash, At: s.time()}
	return s.save(s.moved(p, m))
}

// bury makes a refused record a dead letter and goes past it, in one step.
func (s *store) bury(p place, r record, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.marks[p]
	m.position, m.hash = r.Seq, r.Hash
	return s.save(s.refuse(p, r.Seq, reason), s.moved(p, m))
}

func (s *store) refuse(p place, seq int64, reason string) statement {
	l := letter{seq, reason, s.time()}
	s.put(p, l)
	return statement{setDead, []any{p.sink, p.journal, l.seq, l.reason, l.at}}
}

// refusedAgain keeps the newest reason.
func (s *store) refusedAgain(p place, seq int64, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.save(s.refuse(p, seq, reason))
}

// raise takes away a dead letter that the sink has taken after all.
func (s *store) raise(p place, seq int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.dead[p], seq)
	return s.save(statement{dropDead, []any{p.sink, p.journal, seq}})
}

// tear notes that the journal lacks what the sink was sent last, or has another record there. What the sink holds is
// kept as proof, and all that there is now is sent from its beginning.
func (s *store) tear(p place) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.marks[p]
	delete(s.dead, p)
	changes := []statement{s.moved(p, mark{torn: m.position}), {dropAllDead, []any{p.sink, p.journal}}}
	if m.acked.Seq > 0 {
		changes = append(changes, s.anchor(siem.Anchor{Sink: p.sink, Journal: p.journal, Seq: m.acked.Seq, Hash: m.acked.Hash, At: m.acked.At}))
	}
	return s.save(changes...)
}

func (s *store) anchor(a siem.Anchor) statement {
	s.anchors[a] = struct{}{}
	return statement{setAnchor, []any{a.Sink, a.Journal, a.Seq, a.Hash, a.At}}
}

// head is what a sink says that it holds last of a journal.
type head struct {
	Journal string `json:"journal"`
	Seq     int64  `json:"seq"`
	Hash    string `json:"hash"`
}

// hold keeps what a sink says that it holds, when that is more, or other, than was sent.
func (s *store) hold(p place, h head) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	acked := s.marks[p].acked
	if h.Journal != p.journal || h.Hash == "" || h.Seq < acked.Seq || h.Seq == acked.Seq && h.Hash == acked.Hash {
		return nil
	}
	for a := range s.anchors {
		if a.Sink == p.sink && a.Journal == h.Journal && a.Seq == h.Seq && a.Hash == h.Hash {
			return nil
		}
	}
	return s.save(s.anchor(siem.Anchor{Sink: p.sink, Journal: h.Journal, Seq: h.Seq, Hash: h.Hash, At: s.time()}))
}

// Acknowledged is what the sinks are known to hold, of this journal and of others that were here: the last record that
// each acknowledged, and what did not fit once.
func (o *Outbox) Acknowledged() ([]siem.Anchor, error) {
	s := o.kept
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.save(); err != nil {
		return nil, err
	}
	out := slices.Collect(maps.Keys(s.anchors))
	for p, m := range s.marks {
		if m.acked.Seq > 0 {
			out = append(out, siem.Anchor{Sink: p.sink, Journal: p.journal, Seq: m.acked.Seq, Hash: m.acked.Hash, At: m.acked.At})
		}
	}
	return out, nil
}
