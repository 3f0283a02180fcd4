package site

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// used is a sandbox's folder after some time: identity and data.
func used(t *testing.T) (*Site, []string) {
	t.Helper()
	s, err := Open("demo", filepath.Join(t.TempDir(), "demo"))
	if err != nil {
		t.Fatal(err)
	}
	data := []string{s.Path("state.json"), s.Path("harbor", "etcd", "db"), s.Path("seeded", "step"), s.Path("argocd", "bin", "helm"), s.Path("gitea", "gitea.db")}
	files := append([]string{s.Path("harbor", "pki", "sa.key"), s.Path("ocean", "pki", "sa.key")}, data...)
	for _, path := range identity(s.Dir) {
		if filepath.Base(path) != "pki" && path != s.Path("ports.json") && path != s.Path("secrets.json") {
			files = append(files, path)
		}
	}
	for _, path := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s, data
}

func TestAWipeKeepsWhoAndWhereTheSandboxIsWhereItCan(t *testing.T) {
	for _, row := range []struct {
		name  string
		upset func(t *testing.T, s *Site)
		kept  bool
	}{
		{"all is well", func(*testing.T, *Site) {}, true},
		{"a port was taken by another program", func(t *testing.T, s *Site) {
			listener, err := net.Listen("tcp", s.Address("gitea"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = listener.Close() })
		}, false},
		{"the list of ports is damaged", func(t *testing.T, s *Site) { _ = os.WriteFile(s.Path("ports.json"), []byte("{"), 0o600) }, false},
		{"the certificates are old", func(t *testing.T, s *Site) {
			old := time.Now().Add(-certificatesLast - time.Hour)
			_ = os.Chtimes(s.Path("kubeconfig"), old, old)
		}, false},
		{"a kubeconfig is missing", func(t *testing.T, s *Site) { _ = os.Remove(s.Path("ocean", "admin.kubeconfig")) }, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, data := used(t)
			row.upset(t, s)
			if err := Wipe(s.Dir); err != nil {
				t.Fatal(err)
			}
			for _, path := range data {
				if _, err := os.Stat(path); !os.IsNotExist(err) {
					t.Errorf("%s is still there", path)
				}
			}
			for _, path := range []string{s.Path("kubeconfig"), s.Path("ports.json"), s.Path("harbor", "pki", "sa.key")} {
				if _, err := os.Stat(path); (err == nil) != row.kept {
					t.Errorf("%s kept: %v, want %v", path, err == nil, row.kept)
				}
			}
		})
	}
}
