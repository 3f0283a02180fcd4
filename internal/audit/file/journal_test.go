package file_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/fault"
)

func open(t *testing.T, path string) *file.Journal {
	t.Helper()
	j := file.New(path, time.Now)
	if err := j.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func add(t *testing.T, j *file.Journal, operation string, o audit.Outcome) audit.Event {
	t.Helper()
	e, err := j.Append(t.Context(), audit.Event{Operation: operation, Outcome: o, Name: "shop", Details: map[string]string{"to": "2"}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTheJournalIsAChainThatSurvives(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "journal.db")
	j := open(t, path)
	first, second := add(t, j, "a", audit.Asked), add(t, j, "a", audit.Succeeded)
	if first.Seq != 1 || second.Prev != first.Hash || second.Hash == first.Hash {
		t.Fatalf("%+v %+v", first, second)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	third := add(t, again, "b", audit.Refused)
	if third.Seq != 3 || third.Prev != second.Hash {
		t.Fatalf("the chain broke across a restart: %+v", third)
	}
	if v, err := again.Verify(t.Context()); err != nil || !v.Intact || v.Records != 3 || v.Head != third.Hash {
		t.Fatalf("%+v, %v", v, err)
	}
	records, err := again.Records(t.Context(), "a")
	if err != nil || len(records) != 2 || records[0].Outcome != audit.Asked || records[1].Details["to"] != "2" {
		t.Fatalf("%+v, %v", records, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("others may read the journal: %v, %v", info.Mode(), err)
	}
}

func TestTheTableItselfOnlyGrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	add(t, open(t, path), "a", audit.Refused)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{`DELETE FROM events`, `UPDATE events SET body = '{}'`, `DELETE FROM subjects`, `UPDATE subjects SET text = '{}'`} {
		if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "only grows") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// Each kind of bad file is named with its next step; once mended, the journal goes on by itself.
func TestAFileThatCannotBeUsed(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(t *testing.T, path string)
		says  string
	}{
		{"not a database", func(t *testing.T, path string) { write(t, path, strings.Repeat("no database at all ", 100)) }, "damaged"},
		{"a folder of that name", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "Check the file"},
		{"locked by another program", func(t *testing.T, path string) {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			conn, err := db.Conn(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = conn.Close(); _ = db.Close() })
		}, "Another program holds it open"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			tt.spoil(t, path)
			j := file.New(path, time.Now)
			err := j.Open()
			if err == nil {
				t.Fatal("opened")
			}
			if f := fault.Of(err); !strings.Contains(f.Detail, path) || !strings.Contains(f.Detail, tt.says) {
				t.Fatalf("%s (%v)", f.Detail, err)
			}
			if _, err := j.Append(t.Context(), audit.Event{}); err == nil {
				t.Fatal("recorded in a journal that cannot be used")
			}
			if _, err := j.Verify(t.Context()); err == nil {
				t.Fatal("an unreadable journal is not an intact one")
			}
		})
	}
}

func TestATruncatedFileIsNoIntactChain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	for i := range 200 {
		add(t, j, strconv.Itoa(i), audit.Refused)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
	again := file.New(path, time.Now)
	t.Cleanup(func() { _ = again.Close() })
	err = again.Open()
	if err == nil {
		_, err = again.Verify(t.Context())
	}
	if f := fault.Of(err); f == nil || !strings.Contains(f.Detail, path) || !strings.Contains(f.Detail, "damaged. Keep a copy") {
		t.Fatalf("half a file: %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What was asked and has no outcome when the app starts is closed as interrupted, once.
func TestInterrupted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	last := open(t, path)
	add(t, last, "done", audit.Asked)
	add(t, last, "done", audit.Succeeded)
	add(t, last, "open", audit.Asked)
	add(t, last, "no", audit.Refused)
	if err := last.Close(); err != nil {
		t.Fatal(err)
	}
	j := open(t, path)
	add(t, j, "running now", audit.Asked)
	for _, want := range []int{1, 0} {
		if n, err := j.Interrupt(t.Context()); err != nil || n != want {
			t.Fatalf("%d, %v", n, err)
		}
	}
	records, err := j.Records(t.Context(), "open")
	if err != nil || len(records) != 2 || records[1].Outcome != audit.Interrupted || !strings.Contains(records[1].Reason, "shop") {
		t.Fatalf("%+v, %v", records, err)
	}
	if v, err := j.Verify(t.Context()); err != nil || !v.Intact || v.Records != 6 {
		t.Fatalf("%+v, %v", v, err)
	}
}

func BenchmarkAppend(b *testing.B) {
	j := file.New(filepath.Join(b.TempDir(), "journal.db"), time.Now)
	if err := j.Open(); err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	for b.Loop() {
		if _, err := j.Append(b.Context(), audit.Event{Operation: "a", Outcome: audit.Refused}); err != nil {
			b.Fatal(err)
		}
	}
}

// Two programs may write one journal: the chain stays one.
func TestAnotherWritersRecordsAreFollowed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	a, b := open(t, path), open(t, path)
	add(t, a, "one", audit.Refused)
	add(t, b, "two", audit.Refused)
	if third := add(t, a, "three", audit.Refused); third.Seq != 3 {
		t.Errorf("%+v", third)
	}
	if v, err := b.Verify(t.Context()); err != nil || !v.Intact || v.Records != 3 {
		t.Errorf("%+v, %v", v, err)
	}
}

// A journal that cannot be written says so where people look, until it can again.
func TestAFailedWriteIsAProblemUntilOneSucceeds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TRIGGER stop BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'disk full'); END`); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append(t.Context(), audit.Event{Operation: "a"}); err == nil || j.Problem() == nil || !strings.Contains(fault.Of(j.Problem()).Detail, "disk is full") {
		t.Fatalf("%v, problem %v", err, j.Problem())
	}
	if _, err := db.Exec(`DROP TRIGGER stop`); err != nil {
		t.Fatal(err)
	}
	add(t, j, "b", audit.Refused)
	if j.Problem() != nil {
		t.Errorf("still %v", j.Problem())
	}
}

// Reading tries again too: nobody has to change something to see the journal once it is mended.
func TestAMendedJournalIsReadWithoutAChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	j := file.New(path, time.Now)
	t.Cleanup(func() { _ = j.Close() })
	if j.Open() == nil {
		t.Fatal("it opened a folder")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if records, err := j.Records(t.Context(), "a"); err != nil || len(records) != 0 || j.Problem() != nil {
		t.Errorf("%v, %v", records, err)
	}
}

// What is written while the file is moved away goes into a new one, not into the one that nobody finds.
func TestAJournalThatWasMovedAwayIsBegunAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	add(t, j, "old", audit.Refused)
	for _, name := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+name, path+".kept"+name); err != nil {
			t.Fatal(err)
		}
	}
	if e := add(t, j, "new", audit.Refused); e.Seq != 1 || e.Prev != "" {
		t.Errorf("%+v", e)
	}
	if kept, err := open(t, path+".kept").Records(t.Context(), "old"); err != nil || len(kept) != 1 {
		t.Errorf("%v, %v", kept, err)
	}
	if v, err := open(t, path).Verify(t.Context()); err != nil || !v.Intact || v.Records != 1 {
		t.Errorf("%+v, %v", v, err)
	}
}

// Whoever passes records on waits, reads on from where they are, and knows the journal by its name.
func TestRecordsAreReadOnFromASequenceNumber(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	grown := j.Grown()
	for i := range 5 {
		add(t, j, strconv.Itoa(i), audit.Refused)
	}
	select {
	case <-grown:
	default:
		t.Error("nobody was woken")
	}
	some, err := j.Since(t.Context(), 2, 2)
	if err != nil || len(some) != 2 || some[0].Seq != 3 || some[1].Operation != "3" {
		t.Errorf("%+v, %v", some, err)
	}
	if none, err := j.Since(t.Context(), 5, 2); err != nil || none == nil || len(none) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
	select {
	case <-j.Grown():
		t.Error("woken without a record")
	default:
	}
	if other := open(t, filepath.Join(t.TempDir(), "journal.db")); j.ID() == "" || j.ID() != open(t, path).ID() || j.ID() == other.ID() {
		t.Errorf("%q, %q", j.ID(), other.ID())
	}
}
