package large

import (
	"os"
	"path/filepath"
	"testing"
)

func TestARestoredFolderIsWhatWasKept(t *testing.T) {
	folder, file := filepath.Join(t.TempDir(), "etcd"), filepath.Join(t.TempDir(), "bench-key.tar.gz")
	write(t, filepath.Join(folder, "member", "snap", "db"), "pods")
	write(t, filepath.Join(folder, "member", "wal", "0.wal"), "")
	if err := Keep(folder, file); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "member", "snap", "db"), "other pods")
	write(t, filepath.Join(folder, "member", "wal", "1.wal"), "written later")
	if err := Restore(file, folder); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(filepath.Join(folder, "member", "snap", "db")); err != nil || string(content) != "pods" {
		t.Errorf("db is %q, %v", content, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "member", "wal", "0.wal")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "member", "wal", "1.wal")); err == nil {
		t.Error("what was written after the snapshot is still there")
	}
	if left, _ := filepath.Glob(file + ".next-*"); len(left) > 0 {
		t.Errorf("half-written files stay: %v", left)
	}
}

func TestADamagedSnapshotIsSaidToBeDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bench-key.tar.gz")
	write(t, file, "no archive")
	if err := Restore(file, filepath.Join(t.TempDir(), "etcd")); err == nil {
		t.Error("it was restored")
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
