package file_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// somebody is who reads and writes files in these tests: root may write everywhere.
const somebody = 65534

// asSomebody runs do with the rights of an ordinary person to files, on this thread alone.
func asSomebody(t *testing.T, do func()) {
	t.Helper()
	if os.Getuid() != 0 {
		do()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for _, id := range []int{somebody, 0} {
		if err := syscall.Setfsuid(id); err != nil {
			t.Fatal(err)
		}
		if id != 0 {
			do()
		}
	}
}

func TestWhatMayOnlyBeReadIsNamedWithTheWayOut(t *testing.T) {
	for _, row := range []struct {
		name  string
		spoil func(folder, path string) error
	}{
		{"a folder", func(folder, _ string) error { return os.Chmod(folder, 0o500) }},
		{"a file", func(_, path string) error { return os.Chmod(path, 0o400) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "journal.db")
			if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil { // else nobody else gets this far
				t.Fatal(err)
			}
			if row.name == "a file" {
				j := open(t, path)
				add(t, j, "before", audit.Refused)
				if err := j.Close(); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range []string{folder, path} {
				if err := os.Chown(name, somebody, -1); err != nil && os.Getuid() == 0 && !os.IsNotExist(err) {
					t.Fatal(err)
				}
			}
			if err := row.spoil(folder, path); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
			j := file.New(path, time.Now)
			t.Cleanup(func() { _ = j.Close() })
			asSomebody(t, func() {
				_, err := j.Append(t.Context(), audit.Event{Operation: "a"})
				f := fault.Of(err)
				if err == nil || !strings.Contains(f.Detail, path) || !strings.Contains(f.Detail, "read-only. Give yourself the right") {
					t.Errorf("%v", err)
				}
			})
		})
	}
}
