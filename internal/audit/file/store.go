package file

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	_ "modernc.org/sqlite" // the driver registers itself as "sqlite"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// format is SQLite's user_version of a journal as this program writes it. The one before had none.
const format = 1

// schema lets rows be added and nothing else: the triggers stop a careless program, the chain shows a careful one. A
// record that was written before the key was there may be signed later, once.
const schema = `
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE subjects (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE events (
	seq INTEGER PRIMARY KEY CHECK (seq > 0),
	at TEXT NOT NULL,
	operation TEXT NOT NULL,
	subject INTEGER NOT NULL,
	body TEXT NOT NULL,
	hash BLOB NOT NULL,
	key INTEGER,
	signature BLOB
) STRICT;
CREATE TABLE heads (key INTEGER PRIMARY KEY, public BLOB NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE INDEX events_operation ON events (operation);
CREATE INDEX events_subject ON events (subject);
CREATE INDEX subjects_emergency ON subjects (id) WHERE ` + ofEmergency + `;
CREATE TRIGGER events_keep BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER events_same BEFORE UPDATE OF seq, at, operation, subject, body, hash ON events BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER events_signed BEFORE UPDATE OF key, signature ON events WHEN OLD.key IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER subjects_keep BEFORE DELETE ON subjects BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER subjects_same BEFORE UPDATE ON subjects BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
`

// The errors that are met before SQLite can say anything.
var (
	errMoved   = errors.New("it was moved away or replaced")
	errEarlier = errors.New("it has the format of an earlier version")
	errNewer   = errors.New("it has the format of a newer version")
)

// store is an open journal file.
type store struct {
	path   string
	says   string // what it means that the file cannot be used
	db     *sql.DB
	id     string
	origin []byte // what the first record follows
	before string // the file in which the journal began, when it was in another format
	lines  *lines
}

// connect opens an SQLite file; params are those of its address.
func connect(path string, params url.Values) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+params.Encode())
}

// writing is how the app opens its journal: what is written is on the disk.
func writing() url.Values {
	return url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(2000)", "trusted_schema(0)"}, "_txlock": {"immediate"}}
}

// formatOf is the format of an open file; 0 for one that holds nothing yet.
func formatOf(db *sql.DB) (int, error) {
	var version, tables int
	err := db.QueryRow(`SELECT user_version, (SELECT count(*) FROM sqlite_schema WHERE name = 'events') FROM pragma_user_version`).Scan(&version, &tables)
	switch {
	case err != nil:
		return 0, err
	case version == 0 && tables > 0:
		return 0, errEarlier
	case version > format:
		return version, errNewer
	}
	return version, nil
}

// create makes an empty journal that follows origin.
func create(db *sql.DB, origin []byte, before string) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	_, err = tx.Exec(schema)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO about (key, value) VALUES ('id', lower(hex(randomblob(16)))), ('origin', ?), ('before', ?)`,
			hex.EncodeToString(origin), before)
	}
	if err == nil {
		_, err = tx.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, format))
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// load reads what a journal says about itself.
func (s *store) load(db *sql.DB) error {
	about := map[string]string{}
	rows, err := db.Query(`SELECT key, value FROM about`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return err
		}
		about[key] = value
	}
	if err := rows.Err(); err != nil {
		return err
	}
	s.db, s.id, s.before, s.lines = db, about["id"], about["before"], &lines{}
	s.origin, err = hex.DecodeString(about["origin"])
	if err == nil && len(s.origin) != sha256.Size {
		err = fmt.Errorf("the origin is %q: the file is malformed", about["origin"])
	}
	return err
}

// fault names the file and the next step.
func (s *store) fault(err error) error {
	if fault.Of(err).System == "audit" || errors.Is(err, context.Canceled) {
		return err
	}
	said, next := strings.ToLower(err.Error()), "Check the file and its folder"
	switch {
	case errors.Is(err, errNewer):
		next = "A newer Sluice wrote it. Use that one"
	case errors.Is(err, errEarlier):
		next = "It has the format of an earlier Sluice, whose records this one does not read"
	case busy(err):
		next = "Another program holds it open. Close that, then retry"
	case readOnly(err):
		next = "It or its folder is read-only. Give yourself the right to write there"
	case errors.Is(err, os.ErrNotExist):
		next = "There is no such file"
	case strings.Contains(said, "malformed") || strings.Contains(said, "not a database") || strings.Contains(said, "corrupt"):
		next = "It is damaged, or it is no journal"
		if s.says != "" {
			next = "It is damaged. Keep a copy for the auditor, then move it away: Sluice starts a new one"
		}
	case strings.Contains(said, "disk i/o error"):
		next = "The disk took no more. Free some space, or raise your quota"
	case strings.Contains(said, "full"):
		next = "The disk is full. Free some space"
	}
	return fault.New(fault.Internal, "audit", err, "The audit journal %s %s. %s", s.path, cmp.Or(s.says, "cannot be read"), next)
}

func readOnly(err error) bool {
	said := strings.ToLower(err.Error())
	return strings.Contains(said, "readonly") || strings.Contains(said, "read-only") || errors.Is(err, os.ErrPermission)
}

// busy reports whether another program held the file for as long as we waited.
func busy(err error) bool {
	if err == nil {
		return false
	}
	said := strings.ToLower(err.Error())
	return strings.Contains(said, "locked") || strings.Contains(said, "busy")
}

const selectRows = `SELECT e.seq, e.at, e.operation, coalesce(s.text, ''), e.body, e.hash, p.hash FROM events e
	LEFT JOIN subjects s ON s.id = e.subject LEFT JOIN events p ON p.seq = e.seq - 1 `

// each reads records in the order of the query's end.
func (s *store) each(ctx context.Context, take func(audit.Event) error, end string, args ...any) error {
	rows, err := s.db.QueryContext(ctx, selectRows+end, args...)
	if err != nil {
		return s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.seq, &r.at, &r.operation, &r.subject, &r.body, &r.hash, &r.prev); err != nil {
			return s.fault(err)
		}
		if r.seq == 1 {
			r.prev = s.origin
		}
		if err := take(r.event()); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return s.fault(err)
	}
	return nil
}

func (s *store) list(ctx context.Context, end string, args ...any) ([]audit.Event, error) {
	out := []audit.Event{}
	err := s.each(ctx, func(e audit.Event) error {
		out = append(out, e)
		return nil
	}, end, args...)
	return out, err
}
