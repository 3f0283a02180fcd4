package outbox

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver registers itself as "sqlite"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// schema holds no record: those are in the journal.
const schema = `
CREATE TABLE IF NOT EXISTS marks (
	sink TEXT NOT NULL, journal TEXT NOT NULL,
	position INTEGER NOT NULL, hash TEXT NOT NULL,
	acked INTEGER NOT NULL, acked_hash TEXT NOT NULL, acked_at TEXT NOT NULL,
	torn INTEGER NOT NULL,
	PRIMARY KEY (sink, journal)
) STRICT;
CREATE TABLE IF NOT EXISTS dead (
	sink TEXT NOT NULL, journal TEXT NOT NULL, seq INTEGER NOT NULL,
	reason TEXT NOT NULL, at TEXT NOT NULL,
	PRIMARY KEY (sink, journal, seq)
) STRICT;
CREATE TABLE IF NOT EXISTS anchors (
	sink TEXT NOT NULL, journal TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL,
	PRIMARY KEY (sink, journal, seq, hash)
) STRICT;
`

// place is one journal as one sink gets it.
type place struct{ sink, journal string }

// mark is how far a sink is: all up to position is acknowledged or a dead letter.
type mark struct {
	position int64
	hash     string // of the record there
	acked    siem.Mark
	torn     int64 // the record that the sink holds and the journal does not have any more; 0: none
}

// letter is a dead letter without its record.
type letter struct {
	seq        int64
	reason, at string
}

// store keeps the progress: in memory to be read, and in an SQLite file to last. A statement that could not be carried
// out is kept and goes before the next.
type store struct {
	path string
	now  func() time.Time

	mu      sync.Mutex
	db      *sql.DB
	closed  bool // for good: whoever asks late must not open the file anew
	pending []statement
	marks   map[place]mark
	dead    map[place]map[int64]letter
	anchors map[siem.Anchor]struct{}
}

type statement struct {
	text string
	args []any
}

// ready opens the file unless it is open, and writes what waits to be written.
func (s *store) ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.save()
}

func (s *store) save(more ...statement) error {
	s.pending = append(s.pending, more...)
	if s.db == nil {
		if err := s.open(); err != nil {
			return s.fault(err)
		}
	}
	if len(s.pending) == 0 {
		return nil
	}
	tx, err := s.db.Begin()
	if err != nil {
		return s.fault(err)
	}
	defer tx.Rollback() // does nothing after the commit
	for _, p := range s.pending {
		if _, err := tx.Exec(p.text, p.args...); err != nil {
			return s.fault(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return s.fault(err)
	}
	s.pending = nil
	return nil
}

func (s *store) open() error {
	if s.closed {
		return context.Canceled
	}
	err := s.load()
	if err != nil && damaged(err) {
		// Without it every record is sent once more, and recognised by its key: better than none.
		if moved := os.Rename(s.path, s.path+".damaged"); moved != nil {
			return moved
		}
		return s.load()
	}
	return err
}

func damaged(err error) bool {
	said := strings.ToLower(err.Error())
	return strings.Contains(said, "malformed") || strings.Contains(said, "not a database") || strings.Contains(said, "corrupt")
}

func (s *store) load() error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Chmod(0o600), file.Close()); err != nil {
		return err
	}
	pragmas := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(2000)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: s.path}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return err
	}
	if _, err := db.Exec(schema); err != nil {
		return errors.Join(err, db.Close())
	}
	if err := s.read(db); err != nil {
		return errors.Join(err, db.Close())
	}
	s.db = db
	return nil
}

func (s *store) read(db *sql.DB) error {
	s.marks, s.dead, s.anchors = map[place]mark{}, map[place]map[int64]letter{}, map[siem.Anchor]struct{}{}
	return cmp.Or(
		each(db, `SELECT sink, journal, position, hash, acked, acked_hash, acked_at, torn FROM marks`, func(scan func(...any) error) error {
			var p place
			var m mark
			err := scan(&p.sink, &p.journal, &m.position, &m.hash, &m.acked.Seq, &m.acked.Hash, &m.acked.At, &m.torn)
			s.marks[p] = m
			return err
		}),
		each(db, `SELECT sink, journal, seq, reason, at FROM dead`, func(scan func(...any) error) error {
			var p place
			var l letter
			err := scan(&p.sink, &p.journal, &l.seq, &l.reason, &l.at)
			s.put(p, l)
			return err
		}),
		each(db, `SELECT sink, journal, seq, hash, at FROM anchors`, func(scan func(...any) error) error {
			var a siem.Anchor
			err := scan(&a.Sink, &a.Journal, &a.Seq, &a.Hash, &a.At)
			s.anchors[a] = struct{}{}
			return err
		}),
	)
}

func each(db *sql.DB, query string, take func(scan func(...any) error) error) error {
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *store) put(p place, l letter) {
	if s.dead[p] == nil {
		s.dead[p] = map[int64]letter{}
	}
	s.dead[p][l.seq] = l
}

func (s *store) mark(p place) mark {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks[p]
}

// letters are a place's dead letters, oldest first.
func (s *store) letters(p place) []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.dead[p]), func(a, b letter) int { return cmp.Compare(a.seq, b.seq) })
}

// streak is how many records in a row were refused last.
func (s *store) streak(p place) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for seq := range s.dead[p] {
		if seq > s.marks[p].acked.Seq {
			n++
		}
	}
	return n
}

func (s *store) fault(err error) error {
	return fault.New(fault.Internal, "siem", err,
		"How far the SIEMs are cannot be written to %s, so nothing more is sent. Free some disk space, or give yourself the right to write there", s.path)
}

func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.db == nil {
		return nil
	}
	err := s.db.Close()
	s.db = nil
	return err
}
