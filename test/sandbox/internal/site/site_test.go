package site

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
)

func TestPortsAndPasswordsStayTheSameForTheSandboxsLife(t *testing.T) {
	dir := t.TempDir()
	first, err := Open("demo", dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Open("demo", dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first.Ports, second.Ports) || first.Secrets != second.Secrets {
		t.Error("the second opening chose others")
	}
	seen := map[int]string{}
	for name, port := range first.Ports {
		if other := seen[port]; other != "" {
			t.Errorf("%s and %s share port %d", name, other, port)
		}
		seen[port] = name
	}
	if info, _ := os.Stat(filepath.Join(dir, "secrets.json")); info.Mode().Perm() != 0o600 {
		t.Errorf("secrets.json has mode %v", info.Mode().Perm())
	}
}

// A sandbox that was made before a server was added gets a port for it, and keeps the others.
func TestANewServerGetsAPort(t *testing.T) {
	dir := t.TempDir()
	first, err := Open("demo", dir)
	if err != nil {
		t.Fatal(err)
	}
	old := maps.Clone(first.Ports)
	delete(old, "siem")
	if err := state.WriteFile(first.Path("ports.json"), old); err != nil {
		t.Fatal(err)
	}
	second, err := Open("demo", dir)
	if err != nil || second.Ports["siem"] == 0 || second.Ports["vault"] != first.Ports["vault"] {
		t.Fatalf("%v, %v", second.Ports, err)
	}
	third, err := Open("demo", dir)
	if err != nil || !reflect.DeepEqual(second.Ports, third.Ports) {
		t.Errorf("the port was not kept: %v, %v", third.Ports, err)
	}
}

func TestSocketPathsStayShort(t *testing.T) {
	for _, row := range []struct{ name, dir string }{
		{"a short folder", t.TempDir()},
		{"a long folder", filepath.Join(t.TempDir(), strings.Repeat("deep/", 20))},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := Open("demo", row.dir)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = Wipe(row.dir) }()
			if path := filepath.Join(s.Sockets, "harbor", "e.sock"); len(path) > 107 {
				t.Errorf("%s has %d bytes", path, len(path))
			}
		})
	}
}

func TestASeedingStepRunsToItsEndOnce(t *testing.T) {
	s, err := Open("demo", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	fail := os.ErrDeadlineExceeded
	for _, row := range []struct {
		outcome     error
		interrupted bool
	}{{fail, true}, {nil, false}, {nil, false}} {
		_ = s.Once("step", func() error { runs++; return row.outcome })
		if got := Interrupted(s.Dir); got != row.interrupted {
			t.Errorf("after %v: interrupted %v", row.outcome, got)
		}
	}
	if runs != 2 {
		t.Errorf("ran %d times, want 2: once failing, once to its end", runs)
	}
}

func TestANameThatIsAPathIsRefused(t *testing.T) {
	for _, name := range []string{"", "../x", "a/b", "Demo", "-x"} {
		if _, err := Folder(name); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
}
