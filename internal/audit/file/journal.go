// Package file keeps the audit journal in an SQLite file: append-only, hash-chained, durable before it answers.
package file

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver registers itself as "sqlite"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// schema lets rows be added and nothing else: the triggers stop a careless program, the chain shows a careful one.
const schema = `
CREATE TABLE IF NOT EXISTS events (
	seq INTEGER PRIMARY KEY,
	operation TEXT NOT NULL,
	hash TEXT NOT NULL,
	body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT OR IGNORE INTO about (key, value) VALUES ('id', lower(hex(randomblob(16))));
CREATE INDEX IF NOT EXISTS events_operation ON events (operation);
CREATE INDEX IF NOT EXISTS events_emergency ON events (seq) WHERE ` + ofEmergency + `;
CREATE TRIGGER IF NOT EXISTS events_keep BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER IF NOT EXISTS events_same BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
`

// Journal is the durable audit.Log of one person on one machine. Its methods may be called at the same time.
type Journal struct {
	path   string
	now    func() time.Time
	mu     sync.Mutex // one writer: the chain is a line
	db     *sql.DB
	file   os.FileInfo // of what db is
	broken error       // why the file could not be opened; the next use tries again
	failed error       // why the last record could not be written; nil once one could
	id     string
	seq    int64
	head   string
	grown  chan struct{} // closed by the next record, and made anew
	heard  map[chan audit.Event]struct{}
}

// New is the journal at path, which nothing touches before Open.
func New(path string, now func() time.Time) *Journal {
	return &Journal{path: path, now: now, grown: make(chan struct{}), heard: map[chan audit.Event]struct{}{},
		broken: fault.New(fault.Internal, "audit", nil, "The audit journal is not open yet")}
}

// Open opens or makes the file. While it cannot, reading everything else goes on and no change is possible; every
// use of the journal tries again.
func (j *Journal) Open() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ready()
}

// ready opens the file unless that was done.
func (j *Journal) ready() error {
	if j.broken != nil {
		j.broken = j.open()
	}
	return j.broken
}

func (j *Journal) open() error {
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return j.fault(err)
	}
	// SQLite does not say why it cannot open a file, and makes one that others may read: it is for its owner alone.
	file, err := os.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return j.fault(err)
	}
	if err := errors.Join(file.Chmod(0o600), file.Close()); err != nil {
		return j.fault(err)
	}
	pragmas := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(2000)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: j.path}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return j.fault(err)
	}
	if _, err := db.Exec(schema); err != nil {
		return errors.Join(j.fault(err), db.Close())
	}
	opened, err := os.Stat(j.path)
	if err == nil {
		err = j.last(db)
	}
	if err != nil {
		return errors.Join(j.fault(err), db.Close())
	}
	j.db, j.file = db, opened
	return nil
}

func (j *Journal) last(db *sql.DB) error {
	if err := db.QueryRow(`SELECT value FROM about WHERE key = 'id'`).Scan(&j.id); err != nil {
		return err
	}
	err := db.QueryRow(`SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1`).Scan(&j.seq, &j.head)
	if errors.Is(err, sql.ErrNoRows) {
		j.seq, j.head = 0, ""
		return nil
	}
	return err
}

var errMoved = errors.New("it was moved away or replaced")

// fault names the file and the next step.
func (j *Journal) fault(err error) error {
	said, next := strings.ToLower(err.Error()), "Check the file and its folder"
	switch {
	case strings.Contains(said, "locked") || strings.Contains(said, "busy"):
		next = "Another program holds it open. Close that, then retry"
	case strings.Contains(said, "readonly") || strings.Contains(said, "read-only") || errors.Is(err, os.ErrPermission):
		next = "It or its folder is read-only. Give yourself the right to write there"
	case strings.Contains(said, "malformed") || strings.Contains(said, "not a database") || strings.Contains(said, "corrupt"):
		next = "It is damaged. Keep a copy for the auditor, then move it away: Sluice starts a new one"
	case strings.Contains(said, "full"):
		next = "The disk is full. Free some space"
	}
	return fault.New(fault.Internal, "audit", err, "The audit journal %s cannot be used, so no change is possible. %s", j.path, next)
}

// Problem is why nothing can be recorded now; nil when all is well.
func (j *Journal) Problem() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return cmp.Or(j.broken, j.failed)
}

// Path is where the journal lies.
func (j *Journal) Path() string { return j.path }

// Length is how many records the journal has.
func (j *Journal) Length() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.seq
}

// ID is a random name of this journal, kept in its file; empty while that cannot be opened. Sequence numbers mean
// something only together with it.
func (j *Journal) ID() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ready() != nil {
		return ""
	}
	return j.id
}

// Grown is closed by the next record. Whoever waits takes it before reading, so that no record falls between.
func (j *Journal) Grown() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.grown
}

// Since are at most limit records after the one with this sequence number, oldest first.
func (j *Journal) Since(ctx context.Context, after int64, limit int) ([]audit.Event, error) {
	return j.list(ctx, `SELECT seq, hash, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
}

// Append writes e as the chain's next record and returns once it is on the disk.
func (j *Journal) Append(ctx context.Context, e audit.Event) (audit.Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.ready(); err != nil {
		return audit.Event{}, err
	}
	e, err := j.write(ctx, e)
	if err != nil && j.again() == nil {
		e, err = j.write(ctx, e)
	}
	if j.failed = err; err != nil {
		return audit.Event{}, err
	}
	j.seq, j.head = e.Seq, e.Hash
	close(j.grown)
	j.grown = make(chan struct{})
	for heard := range j.heard {
		select {
		case heard <- e:
		default: // the listener is behind and reads the table again
		}
	}
	return e, nil
}

// again opens the file anew, because what we know of it may not hold any more: another program may have written, a
// write may have reached it although it failed, and it may have been mended or moved away.
func (j *Journal) again() error {
	_ = j.db.Close()
	j.broken = j.open()
	return j.broken
}

// write puts e after the chain's end.
func (j *Journal) write(ctx context.Context, e audit.Event) (audit.Event, error) {
	// What is written to a file that was moved away is gone with it.
	if now, err := os.Stat(j.path); err != nil || !os.SameFile(now, j.file) {
		return e, j.fault(errMoved)
	}
	e.Seq, e.Prev = j.seq+1, j.head
	e.Hash = audit.Sum(e)
	body, err := json.Marshal(e)
	if err != nil {
		return e, fmt.Errorf("encode record %d: %w", e.Seq, err)
	}
	// A person who leaves must not lose a record halfway, so the write itself is not cancelled.
	if _, err := j.db.ExecContext(context.WithoutCancel(ctx), `INSERT INTO events (seq, operation, hash, body) VALUES (?, ?, ?, ?)`,
		e.Seq, e.Operation, e.Hash, string(body)); err != nil {
		return e, j.fault(err)
	}
	return e, nil
}

// Records are the events of one operation, oldest first.
func (j *Journal) Records(ctx context.Context, operation string) ([]audit.Event, error) {
	return j.list(ctx, `SELECT seq, hash, body FROM events WHERE operation = ? ORDER BY seq`, operation)
}

func (j *Journal) list(ctx context.Context, query string, args ...any) ([]audit.Event, error) {
	out := []audit.Event{}
	err := j.each(ctx, query, args, func(e audit.Event, _ row) error {
		out = append(out, e)
		return nil
	})
	return out, err
}

type row struct {
	seq  int64
	hash string
	body string
}

// each reads events in order; one that does not decode ends it with a fault that names it.
func (j *Journal) each(ctx context.Context, query string, args []any, take func(audit.Event, row) error) error {
	db, err := j.reader()
	if err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return j.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.seq, &r.hash, &r.body); err != nil {
			return j.fault(err)
		}
		var e audit.Event
		if err := json.Unmarshal([]byte(r.body), &e); err != nil {
			e = audit.Event{Seq: r.seq, Hash: "unreadable"}
		}
		if err := take(e, r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return j.fault(err)
	}
	return nil
}

func (j *Journal) reader() (*sql.DB, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.db, j.ready()
}

// Close releases the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.db == nil {
		return nil
	}
	return j.db.Close()
}
