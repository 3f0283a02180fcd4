package file_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// keeper is a keychain in memory.
type keeper struct {
	mu      sync.Mutex
	kept    map[string]secret.Value
	sets    int
	locked  bool          // says nothing, and takes nothing for longer than this session
	fleets  bool          // forgets at the end of the session
	answers chan struct{} // where it is not nil, nothing is answered before it is closed
}

func newKeeper() *keeper { return &keeper{kept: map[string]secret.Value{}} }

func (k *keeper) Get(ctx context.Context, name string) (secret.Value, bool, error) {
	if k.answers != nil {
		select {
		case <-k.answers:
		case <-ctx.Done():
			return secret.Value{}, false, ctx.Err()
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.locked {
		return secret.Value{}, false, errors.New("locked")
	}
	v, ok := k.kept[name]
	return v, ok, nil
}

func (k *keeper) Set(_ context.Context, name string, v secret.Value) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[name] = v
	k.sets++
	return nil
}

func (k *keeper) Lasting(context.Context) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.fleets && !k.locked
}

func (k *keeper) written() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.sets
}

func (k *keeper) lock(is bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.locked = is
}

// session opens the journal with a keychain, does what is to be done once it is sealed, and closes it as the app does.
func session(t *testing.T, path string, k *keeper, do func(*file.Journal)) {
	t.Helper()
	j := open(t, path)
	ctx, stop := context.WithCancel(t.Context())
	var sealing sync.WaitGroup
	sealing.Go(func() { j.Seal(ctx, k) })
	for sealed := false; !sealed; time.Sleep(time.Millisecond) {
		state, err := j.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sealed = state.Key != "" && state.Checked != nil
	}
	do(j)
	stop()
	sealing.Wait()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// edit changes the file behind the journal's back.
func edit(t *testing.T, path string, do func(db *sql.DB)) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=ignore_check_constraints(1)")
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, `DROP TRIGGER events_keep; DROP TRIGGER events_same; DROP TRIGGER events_signed; DROP TRIGGER subjects_keep; DROP TRIGGER subjects_same`)
	do(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, db *sql.DB, statements string, args ...any) {
	t.Helper()
	if _, err := db.Exec(statements, args...); err != nil {
		t.Fatal(err)
	}
}

// rehash gives the records from one to another the hashes that they would have: the chain by its description alone.
func rehash(t *testing.T, db *sql.DB, from, to int) {
	t.Helper()
	for seq := from; seq <= to; seq++ {
		var at, operation, subject, body string
		prev := make([]byte, 32)
		if err := db.QueryRow(`SELECT at, operation, text, body FROM events JOIN subjects ON id = subject WHERE seq = ?`, seq).
			Scan(&at, &operation, &subject, &body); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRow(`SELECT hash FROM events WHERE seq = ?`, seq-1).Scan(&prev); err != nil && seq > 1 {
			t.Fatal(err)
		}
		h := sha256.New()
		number := func(n int) { _ = binary.Write(h, binary.BigEndian, uint64(n)) }
		h.Write(prev)
		number(seq)
		for _, text := range []string{at, operation, subject, body} {
			number(len(text))
			h.Write([]byte(text))
		}
		run(t, db, `UPDATE events SET hash = ? WHERE seq = ?`, h.Sum(nil), seq)
	}
}

const (
	spoil  = `UPDATE events SET body = replace(body, '"to":"2"', '"to":"9"') WHERE seq = 3;`
	strip  = `UPDATE events SET key = NULL, signature = NULL; DELETE FROM heads;`
	noTail = `DELETE FROM events WHERE seq > 4;`
)

// Six records, signed and anchored; then somebody is at the file. Every row says which record is named: by Verify in the
// app, and by whoever has nothing but the file. 0: nothing that the file itself could show.
func TestTamperingIsFound(t *testing.T) {
	tests := []struct {
		name       string
		spoil      func(t *testing.T, db *sql.DB)
		first      int64
		byFile     int64
		withTheKey int64 // what the file shows to who knows the fingerprint
	}{
		{"a changed detail", statements(spoil), 3, 3, 3},
		{"a changed time", statements(`UPDATE events SET at = '2020' WHERE seq = 2`), 2, 2, 2},
		{"a changed operation", statements(`UPDATE events SET operation = 'other' WHERE seq = 5`), 5, 5, 5},
		{"a changed subject", statements(`UPDATE subjects SET text = replace(text, 'ann', 'bob') WHERE id = (SELECT subject FROM events WHERE seq = 4)`), 4, 4, 4},
		{"another's subject", statements(`UPDATE events SET subject = (SELECT subject FROM events WHERE seq = 1) WHERE seq = 6`), 6, 6, 6},
		{"a missing subject", statements(`DELETE FROM subjects WHERE id = (SELECT subject FROM events WHERE seq = 2)`), 2, 2, 2},
		{"one that does not decode", statements(`UPDATE events SET body = '{' WHERE seq = 4`), 4, 4, 4},
		{"a changed hash", statements(`UPDATE events SET hash = randomblob(32) WHERE seq = 2`), 2, 2, 2},
		{"a hash that is none", statements(`UPDATE events SET hash = x'00' WHERE seq = 6`), 6, 6, 6},
		{"one that was changed together with its hash", func(t *testing.T, db *sql.DB) {
			run(t, db, spoil)
			rehash(t, db, 3, 3)
		}, 3, 3, 3},
		{"one that was changed, and the chain made anew", func(t *testing.T, db *sql.DB) {
			run(t, db, spoil)
			rehash(t, db, 3, 6)
		}, 3, 3, 3},
		{"the same, without the signatures of what follows", func(t *testing.T, db *sql.DB) {
			run(t, db, spoil+`UPDATE events SET key = NULL, signature = NULL WHERE seq >= 3`)
			rehash(t, db, 3, 6)
		}, 3, 3, 3},
		{"the same, without any signature", func(t *testing.T, db *sql.DB) {
			run(t, db, spoil+strip)
			rehash(t, db, 3, 6)
		}, 6, 0, 1},
		{"a removed row", statements(`DELETE FROM events WHERE seq = 3`), 3, 3, 3},
		{"the first removed", statements(`DELETE FROM events WHERE seq = 1`), 1, 1, 1},
		{"a removed row, and the gap closed", statements(`DELETE FROM events WHERE seq = 3; UPDATE events SET seq = seq - 1 WHERE seq > 3`), 3, 3, 3},
		{"two that changed places", statements(`UPDATE events SET seq = 99 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 5; UPDATE events SET seq = 5 WHERE seq = 99`), 2, 2, 2},
		{"one put in", statements(`UPDATE events SET seq = seq + 100 WHERE seq > 3; UPDATE events SET seq = seq - 99 WHERE seq > 100;
			INSERT INTO events SELECT 4, at, operation, subject, body, hash, key, signature FROM events WHERE seq = 3`), 4, 4, 4},
		{"one put in before the first", statements(`INSERT INTO events SELECT -1, at, operation, subject, body, hash, key, signature FROM events WHERE seq = 3`), -1, -1, -1},
		{"one put behind the last", func(t *testing.T, db *sql.DB) {
			run(t, db, `INSERT INTO events SELECT 7, at, operation, subject, body, hash, NULL, NULL FROM events WHERE seq = 3`)
			rehash(t, db, 7, 7)
		}, 7, 7, 7},
		{"one put behind the last with another's signature", func(t *testing.T, db *sql.DB) {
			run(t, db, `INSERT INTO events SELECT 7, at, operation, subject, body, hash, key, signature FROM events WHERE seq = 3`)
			rehash(t, db, 7, 7)
		}, 7, 7, 7},
		{"one put behind the last, and every signature taken away", func(t *testing.T, db *sql.DB) {
			run(t, db, strip+`INSERT INTO events SELECT 7, at, operation, subject, body, hash, NULL, NULL FROM events WHERE seq = 3`)
			rehash(t, db, 7, 7)
		}, 7, 0, 1},
		{"every signature taken away", statements(strip), 7, 0, 1},
		{"a cut tail", statements(noTail), 5, 5, 5},
		{"a cut tail, with the head set back", statements(noTail + `UPDATE heads SET seq = 4, signature = (SELECT signature FROM events WHERE seq = 4)`), 5, 5, 5},
		{"a cut tail, without any signature", statements(noTail + strip), 5, 0, 1},
		{"everything cut", statements(`DELETE FROM events`), 1, 1, 1},
		{"another origin", statements(`UPDATE about SET value = hex(randomblob(32)) WHERE key = 'origin'`), 1, 1, 1},
		{"another name", statements(`UPDATE about SET value = hex(randomblob(16)) WHERE key = 'id'`), 1, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
			key := fill(t, path, keys)
			edit(t, path, func(db *sql.DB) { tt.spoil(t, db) })

			c, err := file.OpenCopy(path)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			for known, first := range map[string]int64{"": tt.byFile, key: tt.withTheKey} {
				if v, err := c.Verify(t.Context(), known); err != nil || v.Intact != (first == 0) || v.First != first || v.Reason == "" && first != 0 {
					t.Errorf("by the file, with key %q: want %d, got %+v, %v", known, first, v, err)
				}
			}
			session(t, path, keys, func(j *file.Journal) {
				state, err := j.State(t.Context())
				if err != nil || state.Checked.Intact {
					t.Errorf("the start found nothing: %+v, %v", state.Checked, err)
				}
				if v, err := j.Verify(t.Context()); err != nil || v.Intact || v.First != tt.first || v.Reason == "" {
					t.Errorf("in the app: want %d, got %+v, %v", tt.first, v, err)
				}
			})
		})
	}
}

func statements(text string) func(*testing.T, *sql.DB) {
	return func(t *testing.T, db *sql.DB) { run(t, db, text) }
}

// fill writes six records in one session and says which key signed them.
func fill(t *testing.T, path string, keys *keeper) (key string) {
	t.Helper()
	session(t, path, keys, func(j *file.Journal) {
		for i := range 6 {
			e := audit.Event{Operation: strconv.Itoa(i / 2), Outcome: audit.Refused, Person: "ann", Name: "shop-" + strconv.Itoa(i),
				Details: map[string]string{"to": "2"}, At: time.Now().UTC().Format(audit.TimeLayout)}
			if _, err := j.Append(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		state, _ := j.State(t.Context())
		key = state.Key
	})
	return key
}

// A file that fits its own signatures can still be the wrong one: only what is kept outside shows that, and goes on
// saying so in later sessions.
func TestAnExchangedFileIsFound(t *testing.T) {
	tests := []struct {
		name     string
		exchange func(t *testing.T, path string, keys *keeper)
		first    int64
	}{
		{"by an older copy of itself", func(t *testing.T, path string, keys *keeper) {
			old := read(t, path)
			session(t, path, keys, func(j *file.Journal) { add(t, j, "later", audit.Refused) })
			write(t, path, old)
		}, 7},
		{"by another journal of the same person", func(t *testing.T, path string, keys *keeper) {
			other := filepath.Join(t.TempDir(), "other.db")
			fill(t, other, keys)
			write(t, path, read(t, other))
		}, 1},
		{"by nothing", func(t *testing.T, path string, _ *keeper) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
			fill(t, path, keys)
			tt.exchange(t, path, keys)
			session(t, path, keys, func(j *file.Journal) {
				if v, err := j.Verify(t.Context()); err != nil || v.Intact || v.First != tt.first {
					t.Errorf("%+v, %v", v, err)
				}
				add(t, j, "after", audit.Refused)
			})
			session(t, path, keys, func(j *file.Journal) {
				if v, err := j.Verify(t.Context()); err != nil || !v.Intact || len(v.Notes) != 1 {
					t.Errorf("the next session: %+v, %v", v, err)
				}
			})
		})
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
