package wiring_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	auditfile "github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/wiring"
)

// pocket keeps the journal's key.
type pocket struct{ kept sync.Map }

func (p *pocket) Get(_ context.Context, name string) (secret.Value, bool, error) {
	v, ok := p.kept.Load(name)
	if !ok {
		return secret.Value{}, false, nil
	}
	return v.(secret.Value), true, nil
}

func (p *pocket) Set(_ context.Context, name string, v secret.Value) error {
	p.kept.Store(name, v)
	return nil
}

func (p *pocket) Lasting(context.Context) bool { return true }

// recorded is a journal of three records, signed by the key whose fingerprint it returns. It is still open, as that of a
// running app is, until close.
func recorded(t *testing.T) (path, key string, end func()) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "journal.db")
	j := auditfile.New(path, time.Now)
	if err := j.Open(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var sealing sync.WaitGroup
	sealing.Go(func() { j.Seal(ctx, &pocket{}) })
	<-j.Sealed()
	for i, person := range []string{"ann", "bob", "ann"} {
		e := audit.Event{At: fmt.Sprintf("2026-03-0%dT12:00:00.000000000Z", i+1), Operation: "OP", Outcome: audit.Refused, Person: person, Name: "shop"}
		if _, err := j.Append(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	state, err := j.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return path, state.Key, sync.OnceFunc(func() {
		stop()
		sealing.Wait()
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
}

func command(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = wiring.AuditCommand(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestVerifyingAJournalWithoutAWindow(t *testing.T) {
	path, key, end := recorded(t)
	if code, out, errs := command("verify", path, "--key", key); code != 0 || !strings.Contains(out, "Intact: all 3 records fit") {
		t.Errorf("while the app writes it: %d, %s%s", code, out, errs)
	}
	end()
	tampered := filepath.Join(t.TempDir(), "tampered.db")
	copied(t, path, tampered)
	db, err := sql.Open("sqlite", tampered)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`DROP TRIGGER events_same; UPDATE events SET body = '{}' WHERE seq = 2`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	loud := filepath.Join(t.TempDir(), "loud.db")
	copied(t, path, loud)
	db, err = sql.Open("sqlite", loud)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`DELETE FROM heads; UPDATE about SET value = char(27) || '[2J' || char(10) || 'Intact: all' WHERE key IN ('id', 'before')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, out, _ := command("verify", loud, "--key", key); !strings.HasPrefix(out, "TAMPERED") || strings.ContainsRune(out, 27) || strings.Contains(out, "\nIntact") {
		t.Errorf("the file speaks to the terminal: %q", out)
	}
	noise := filepath.Join(t.TempDir(), "noise.db")
	if err := os.WriteFile(noise, bytes.Repeat([]byte("noise "), 500), 0o600); err != nil {
		t.Fatal(err)
	}
	const other = "00000000-00000000-00000000-00000000"
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"an intact one", []string{"verify", path}, 0, "Signed    by key " + key + ", up to record 3"},
		{"with its key", []string{"verify", "--key", key, path}, 0, "Intact"},
		{"with its key in capitals, behind the file", []string{"verify", path, "--key=" + strings.ToUpper(key)}, 0, "Intact"},
		{"with another key", []string{"verify", path, "--key", other}, 1, "signed by " + key + ", not by " + other},
		{"one that was tampered with", []string{"verify", tampered}, 1, "TAMPERED WITH, from record 2 on: record 2 was changed"},
		{"no such file", []string{"verify", filepath.Join(t.TempDir(), "none")}, 2, "There is no such file"},
		{"a file that is no journal", []string{"verify", noise}, 2, "damaged"},
		{"no file at all", []string{"verify"}, 2, "name one journal file"},
		{"two files", []string{"verify", path, path}, 2, "name one journal file"},
		{"a fingerprint that is none", []string{"verify", path, "--key", "abc"}, 2, "is no fingerprint"},
		{"a flag that is none", []string{"verify", path, "--fast"}, 2, "not defined: -fast"},
		{"a verb that is none", []string{"burn", path}, 2, `"burn" is neither`},
		{"nothing", nil, 2, "is neither"},
		{"help", []string{"--help"}, 0, "Exit codes: 0 the journal is intact"},
		{"help of a verb", []string{"verify", "--help"}, 0, "Exit codes: 0 the journal is intact"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errs := command(tt.args...)
			if code != tt.code || !strings.Contains(out+errs, tt.says) || (code == 2) != (errs != "") {
				t.Errorf("%d\nout %s\nerr %s", code, out, errs)
			}
		})
	}
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestExportingAJournalWithoutAWindow(t *testing.T) {
	path, _, end := recorded(t)
	end()
	tests := []struct {
		name string
		args []string
		seqs string
	}{
		{"all", nil, "1 2 3"},
		{"a person's", []string{"--person", "ann"}, "1 3"},
		{"of several", []string{"--person=bob,ann", "--name", "shop"}, "1 2 3"},
		{"from a day on", []string{"--from", "2026-03-02"}, "2 3"},
		{"until a moment", []string{"--to", "2026-03-02T12:00:01Z"}, "1 2"},
		{"by words", []string{"--filter", "bob refused"}, "2"},
		{"none", []string{"--customer", "nobody"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errs := command(append([]string{"export", path}, tt.args...)...)
			got := ""
			for line := range strings.Lines(out) {
				var e audit.Event
				if err := json.Unmarshal([]byte(line), &e); err != nil {
					t.Fatal(err)
				}
				got += fmt.Sprint(e.Seq) + " "
			}
			if code != 0 || strings.TrimSpace(got) != tt.seqs || errs != "" {
				t.Errorf("%d, %q, %s", code, got, errs)
			}
		})
	}
	t.Run("into a file, as CSV", func(t *testing.T) {
		to := filepath.Join(t.TempDir(), "out.csv")
		code, out, errs := command("export", path, "--format", "csv", "--out", to)
		text, err := os.ReadFile(to)
		if err != nil || code != 0 || out != "" || errs != "" || !regexp.MustCompile(`(?s)^seq,at,.*\n3,2026-03-03`).Match(text) {
			t.Errorf("%d, %s%s, %v\n%s", code, out, errs, err, text)
		}
		if code, _, errs := command("export", path, "--out", to); code != 2 || errs == "" {
			t.Errorf("a file was written over: %d, %s", code, errs)
		}
	})
	for name, args := range map[string][]string{
		"a format that is none": {"export", path, "--format", "pdf"},
		"a time that is none":   {"export", path, "--from", "monday"},
	} {
		t.Run(name, func(t *testing.T) {
			if code, _, errs := command(args...); code != 2 || errs == "" {
				t.Errorf("%d, %s", code, errs)
			}
		})
	}
}

// Neither the file nor its folder is touched: an auditor may have no right to write there, and nothing of it may change.
func TestReadingLeavesNoTrace(t *testing.T) {
	path, _, end := recorded(t)
	for _, row := range []struct {
		name  string
		files []string // copied while the app has it open: the newest records lie in the log
		code  int
	}{
		{"a copy together with its log", []string{"", "-wal"}, 0},
		{"a copy together with all that lay there", []string{"", "-wal", "-shm"}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := t.TempDir()
			for _, suffix := range row.files {
				copied(t, path+suffix, filepath.Join(folder, "journal.db"+suffix))
			}
			before := listing(t, folder)
			code, out, errs := command("verify", filepath.Join(folder, "journal.db"))
			if code != row.code || !strings.Contains(out, "all 3 records") {
				t.Errorf("%d, %s%s", code, out, errs)
			}
			if after := listing(t, folder); row.name == "a copy together with its log" && after != before {
				t.Errorf("before %s\nafter  %s", before, after)
			}
		})
	}
	end()
	folder := t.TempDir()
	copied(t, path, filepath.Join(folder, "journal.db"))
	before := listing(t, folder)
	if code, out, errs := command("verify", filepath.Join(folder, "journal.db")); code != 0 || !strings.Contains(out, "all 3 records") {
		t.Errorf("a copy of a closed one: %d, %s%s", code, out, errs)
	}
	if after := listing(t, folder); after != before {
		t.Errorf("before %s\nafter  %s", before, after)
	}
}

func listing(t *testing.T, folder string) string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintln(f.Name(), info.Size(), info.ModTime().UnixNano())
	}
	return out
}
