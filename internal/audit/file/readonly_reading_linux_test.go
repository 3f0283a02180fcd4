package file_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/live"
)

// A journal that may not be written any more can still be read, also by an app that starts then.
func TestAReadOnlyJournalIsRead(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "journal.db")
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	j := open(t, path)
	add(t, j, "before", audit.Refused)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, folder} {
		if err := os.Chown(name, somebody, -1); err != nil && os.Getuid() == 0 {
			t.Fatal(err)
		}
		if err := os.Chmod(name, 0o500); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	again := file.New(path, time.Now)
	t.Cleanup(func() { _ = again.Close() })
	asSomebody(t, func() {
		if _, err := again.Append(t.Context(), audit.Event{Operation: "a"}); err == nil || again.Problem() == nil {
			t.Error("a record was taken")
		}
		if v, err := again.Verify(t.Context()); err != nil || !v.Intact || v.Records != 1 {
			t.Errorf("%+v, %v", v, err)
		}
		if page, err := again.Window(t.Context(), live.Query{Limit: 10}); err != nil || page.Matched != 1 {
			t.Errorf("%+v, %v", page, err)
		}
		if state, err := again.State(t.Context()); err != nil || state.Problem == "" || state.ID == "" {
			t.Errorf("%+v, %v", state, err)
		}
	})
}
