package file_test

import (
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/live"
)

// whole is a journal's file, to be spoilt.
func whole(f *testing.F) []byte {
	path := filepath.Join(f.TempDir(), "journal.db")
	j := file.New(path, time.Now)
	if err := j.Open(); err != nil {
		f.Fatal(err)
	}
	for _, e := range deeds {
		if _, err := j.Append(context.Background(), e); err != nil {
			f.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	return text
}

// readAll does with a file all that reading can do. Nothing but a fault or an answer may come of it.
func readAll(t *testing.T, path string) {
	c, err := file.OpenCopy(path)
	if err != nil {
		return
	}
	defer c.Close()
	v, err := c.Verify(t.Context(), "")
	if err == nil && !v.Intact && v.Reason == "" {
		t.Errorf("no reason: %+v", v)
	}
	_, _ = c.Export(t.Context(), live.Query{Filter: "acme ALPHA7XYZ", Sort: "operation"}, audit.CSV, io.Discard) // a fault is an answer
}

// FuzzJournalBytes changes bytes of the file: a length of them from a place on.
func FuzzJournalBytes(f *testing.F) {
	good := whole(f)
	f.Add(uint32(18), []byte{9})
	f.Add(uint32(100), []byte{0, 0, 0})
	f.Add(uint32(4096), []byte{13, 0xff, 0xff})
	f.Add(uint32(len(good)-40), []byte("spoilt"))
	f.Fuzz(func(t *testing.T, at uint32, with []byte) {
		bad := append([]byte{}, good...)
		copy(bad[int(at)%len(bad):], with)
		path := filepath.Join(t.TempDir(), "journal.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		readAll(t, path)
	})
}

// FuzzJournalRows changes what stands in a row, with everything around it in order.
func FuzzJournalRows(f *testing.F) {
	good := whole(f)
	f.Add(int64(3), int64(3), "2026", "op", int64(1), `{"details":{}}`, `{"outcome":"asked"}`, []byte{1}, int64(0), []byte{2})
	f.Add(int64(1), int64(-7), "", "", int64(99), `{`, `{"logins":[1]}`, []byte{}, int64(5), []byte{})
	f.Add(int64(6), int64(1)<<62, "\x00", "\xff", int64(0), `null`, `[]`, []byte("hash"), int64(1), []byte("key"))
	f.Fuzz(func(t *testing.T, seq, to int64, at, operation string, subject int64, body, about string, hash []byte, key int64, signature []byte) {
		path := filepath.Join(t.TempDir(), "journal.db")
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path+"?_pragma=ignore_check_constraints(1)&_pragma=journal_mode(DELETE)&_pragma=synchronous(OFF)")
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range []struct {
			statement string
			args      []any
		}{
			{`DROP TRIGGER events_keep; DROP TRIGGER events_same; DROP TRIGGER events_signed; DROP TRIGGER subjects_keep; DROP TRIGGER subjects_same`, nil},
			{`UPDATE OR REPLACE events SET seq = ?, at = ?, operation = ?, subject = ?, body = ?, hash = ?, key = ?, signature = ? WHERE seq = ?`,
				[]any{to, at, operation, subject, body, hash, key, signature, seq}},
			{`UPDATE OR REPLACE subjects SET text = ? WHERE id = ?`, []any{about, subject}},
			{`INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?, ?)`, []any{key, hash, to, at, signature}},
		} {
			_, _ = db.Exec(change.statement, change.args...) // what SQLite refuses is not in the file
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		readAll(t, path)
	})
}
