package file_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/fault"
)

const oldHead = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

// earlier writes a journal as the version before did.
func earlier(t *testing.T, path string, records string) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, `CREATE TABLE events (seq INTEGER PRIMARY KEY, operation TEXT NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL) STRICT;`+records)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

const twoOld = `INSERT INTO events VALUES (1, 'a', 'aa', '{"seq":1}'), (2, 'a', '` + oldHead + `', '{"seq":2}')`

// A journal in the format of an earlier version is kept beside the new one, which begins with its last hash.
func TestAnEarlierFormatIsSetAsideAndContinued(t *testing.T) {
	for _, row := range []struct {
		name, records, prev string
	}{
		{"with records", twoOld, oldHead},
		{"without any", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := t.TempDir()
			path, aside := filepath.Join(folder, "journal.db"), filepath.Join(folder, "journal.earlier-format.db")
			earlier(t, path, row.records)
			j := open(t, path)
			first := add(t, j, "new", audit.Refused)
			if first.Seq != 1 || first.Prev != row.prev {
				t.Errorf("the first record follows %q: %+v", row.prev, first)
			}
			if v, err := j.Verify(t.Context()); err != nil || !v.Intact || v.Continues != "journal.earlier-format.db" {
				t.Errorf("%+v, %v", v, err)
			}
			if records, err := j.Since(t.Context(), 0, 9); err != nil || len(records) != 1 || records[0].Prev != row.prev {
				t.Errorf("%+v, %v", records, err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
			db, err := sql.Open("sqlite", aside)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			kept := 0
			if err := db.QueryRow(`SELECT count(*) FROM events`).Scan(&kept); err != nil || kept != strings.Count(row.records, "{") {
				t.Errorf("%d records are kept, %v", kept, err)
			}
			if _, err := file.OpenCopy(aside); err == nil || !strings.Contains(fault.Of(err).Detail, "earlier Sluice") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestASecondOneSetAsideHasANameOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "journal.db")
	for range 2 {
		earlier(t, path, twoOld)
		if err := open(t, path).Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := filepath.Glob(filepath.Join(folder, "journal.earlier-format*.db"))
	if err != nil || len(kept) != 2 {
		t.Errorf("%v, %v", kept, err)
	}
}

// An end between the two moves is made good at the next start.
func TestASettingAsideThatBrokeOffIsFinished(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	earlier(t, path, twoOld)
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".new"); err != nil {
		t.Fatal(err)
	}
	if first := add(t, open(t, path), "new", audit.Refused); first.Prev != oldHead {
		t.Errorf("%+v", first)
	}
}

func TestANewerFormatIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	add(t, open(t, path), "a", audit.Refused)
	edit(t, path, func(db *sql.DB) { run(t, db, `PRAGMA user_version = 99`) })
	j := file.New(path, time.Now)
	if err := j.Open(); err == nil || !strings.Contains(fault.Of(err).Detail, "A newer Sluice wrote it") {
		t.Errorf("%v", err)
	}
}
