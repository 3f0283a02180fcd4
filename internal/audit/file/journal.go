// Package file keeps the audit journal in an SQLite file: append-only, hash-chained, signed, durable before it answers.
package file

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// Journal is the durable audit.Log of one person on one machine. Its methods may be called at the same time.
type Journal struct {
	path string
	now  func() time.Time

	mu       sync.Mutex // one writer: the chain is a line
	store    *store     // nil while the file cannot even be read
	file     os.FileInfo
	broken   error     // why the file cannot be written; the next use tries again
	pause    time.Time // reading does not before
	failed   error     // why the last record could not be written; nil once one could
	opened   int64     // the last record of the sessions before
	seq      int64
	head     []byte           // hash of the last record
	subjects map[string]int64 // those that were used lately
	whole    int64            // a journal of as many records is verified from its beginning at every start
	grown    chan struct{}    // closed by the next record, and made anew
	signing
}

// New is the journal at path, which nothing touches before Open.
func New(path string, now func() time.Time) *Journal {
	return &Journal{path: path, now: now, grown: make(chan struct{}), whole: 100_000, signing: signing{sealed: make(chan struct{}), retry: usualRetry},
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
		began := time.Now()
		j.broken, j.pause = j.open(), time.Time{}
		if busy(j.broken) {
			j.pause = time.Now().Add(2 * time.Since(began))
		}
	}
	return j.broken
}

// usable is ready for whoever only reads: an open that waited for another program is not tried again at once, so that
// many readers do not keep a record waiting.
func (j *Journal) usable() error {
	if j.broken != nil && time.Now().Before(j.pause) {
		return j.broken
	}
	return j.ready()
}

// open opens the file to write; one that may only be read is opened for that.
func (j *Journal) open() error {
	s := &store{path: j.path, says: "cannot be used, so no change is possible"}
	err := j.openTo(s)
	if err == nil {
		j.swap(s)
		return nil
	}
	err = s.fault(err)
	if !readOnly(err) || j.store != nil {
		return err // what is open goes on being read
	}
	if reading, no := openToRead(j.path); no == nil {
		j.swap(reading)
		no = reading.db.QueryRow(`SELECT coalesce(max(seq), 0) FROM events`).Scan(&j.seq)
		return errors.Join(err, no)
	}
	return err
}

// swap takes the place of what was open before.
func (j *Journal) swap(s *store) {
	if j.store == nil || j.store.id != s.id {
		j.unsigned, j.row, j.opened = nil, 0, j.seq
	}
	if j.store != nil {
		_ = j.store.db.Close()
	}
	j.store = s
}

func (j *Journal) openTo(s *store) error {
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return err
	}
	if err := finishSettingAside(j.path); err != nil {
		return err
	}
	// SQLite does not say why it cannot open a file, and makes one that others may read: it is for its owner alone.
	file, err := os.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Chmod(0o600), file.Close()); err != nil {
		return err
	}
	db, err := connect(j.path, writing())
	if err != nil {
		return err
	}
	if err := j.begin(s, db); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

// begin reads where the chain ends, in a file that is made or brought to our format first.
func (j *Journal) begin(s *store, db *sql.DB) error {
	version, err := formatOf(db)
	switch {
	case errors.Is(err, errEarlier):
		if err := setAside(j.path, db); err != nil {
			return err
		}
		return j.openTo(s)
	case err == nil && version == 0:
		err = create(db, make([]byte, 32), "")
	}
	if err == nil {
		err = s.load(db)
	}
	if err == nil {
		j.seq, j.head, err = s.end()
	}
	if err != nil {
		return err
	}
	j.subjects = map[string]int64{}
	j.file, err = os.Stat(j.path)
	return err
}

// end is where the chain ends.
func (s *store) end() (seq int64, hash []byte, err error) {
	err = s.db.QueryRow(`SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1`).Scan(&seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, s.origin, nil
	}
	return seq, hash, err
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
	s, err := j.reader()
	if err != nil {
		return ""
	}
	return s.id
}

// Grown is closed by the next record. Whoever waits takes it before reading, so that no record falls between.
func (j *Journal) Grown() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.grown
}

// Since are at most limit records after the one with this sequence number, oldest first.
func (j *Journal) Since(ctx context.Context, after int64, limit int) ([]audit.Event, error) {
	return j.list(ctx, `WHERE e.seq > ? ORDER BY e.seq LIMIT ?`, after, limit)
}

// Records are the events of one operation, oldest first.
func (j *Journal) Records(ctx context.Context, operation string) ([]audit.Event, error) {
	return j.list(ctx, `WHERE e.operation = ? ORDER BY e.seq`, operation)
}

func (j *Journal) list(ctx context.Context, end string, args ...any) ([]audit.Event, error) {
	s, err := j.reader()
	if err != nil {
		return nil, err
	}
	return s.list(ctx, end, args...)
}

// reader is the open file, also while it may only be read.
func (j *Journal) reader() (*store, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.usable(); j.store == nil {
		return nil, err
	}
	return j.store, nil
}

// Append writes e as the chain's next record and returns once it is on the disk.
func (j *Journal) Append(ctx context.Context, e audit.Event) (audit.Event, error) {
	j.untilSigned(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.ready(); err != nil {
		return audit.Event{}, err
	}
	// A person who leaves must not lose a record halfway, so the write itself is not cancelled.
	ctx = context.WithoutCancel(ctx)
	written, err := j.write(ctx, e)
	if err != nil && j.again() == nil {
		written, err = j.write(ctx, e)
	}
	if err != nil {
		err = j.store.fault(err)
	}
	if j.failed = err; err != nil {
		return audit.Event{}, err
	}
	close(j.grown)
	j.grown = make(chan struct{})
	return written, nil
}

// again opens the file anew, because what we know of it may not hold any more: another program may have written, a
// write may have reached it although it failed, and it may have been mended or moved away.
func (j *Journal) again() error {
	j.broken = j.open()
	return j.broken
}

// write puts e after the chain's end, with its signature and the head's.
func (j *Journal) write(ctx context.Context, e audit.Event) (audit.Event, error) {
	// What is written to a file that was moved away is gone with it.
	if now, err := os.Stat(j.path); err != nil || !os.SameFile(now, j.file) {
		return e, errMoved
	}
	e.Seq, e.Prev = j.seq+1, prevText(j.head)
	subject, body := split(e)
	hash := link(&hasher{}, j.head, e.Seq, e.At, e.Operation, subject, body)
	tx, err := j.store.db.BeginTx(ctx, nil)
	if err != nil {
		return e, err
	}
	defer func() { _ = tx.Rollback() }() // nothing once it is committed
	id, known := j.subjects[subject]
	if !known {
		if id, err = subjectID(ctx, tx, subject); err != nil {
			return e, err
		}
	}
	key, signature, err := j.sign(ctx, tx, e.Seq, hash[:])
	if err != nil {
		return e, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO events (seq, at, operation, subject, body, hash, key, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Seq, e.At, e.Operation, id, body, hash[:], key, signature); err != nil {
		return e, err
	}
	if err := tx.Commit(); err != nil {
		return e, err
	}
	e.Hash = hex.EncodeToString(hash[:])
	j.seq, j.head = e.Seq, hash[:]
	j.keepSubject(subject, id)
	if j.row = key.Int64; signature == nil {
		j.unsigned = append(j.unsigned, e.Seq)
	}
	return e, nil
}

// lately is how many subjects are kept in memory: an hour's work has fewer.
const lately = 1000

func (j *Journal) keepSubject(subject string, id int64) {
	if len(j.subjects) >= lately {
		clear(j.subjects)
	}
	j.subjects[subject] = id
}

func subjectID(ctx context.Context, tx *sql.Tx, subject string) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM subjects WHERE text = ?`, subject).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO subjects (text) VALUES (?) RETURNING id`, subject).Scan(&id)
	return id, err
}

// Close releases the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.store == nil {
		return nil
	}
	return j.store.db.Close()
}
