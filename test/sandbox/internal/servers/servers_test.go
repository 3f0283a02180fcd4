package servers

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

func newSite(t *testing.T) *site.Site {
	t.Helper()
	s, err := site.Open("demo", filepath.Join(t.TempDir(), "demo"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = s.Processes.StopAll(time.Second) })
	return s
}

// shell is a server that says it is ready by making a file.
func shell(s *site.Site, script string) Server {
	sign := s.Path("ready")
	return Server{
		Name: "tiny", Binary: "sh", System: true, Port: "vault",
		Args: func(*site.Site) []string { return []string{"-c", script} },
		Env:  func(*site.Site) []string { return []string{"SIGN=" + sign} },
		Ready: func(context.Context, *site.Site) error {
			_, err := os.Stat(sign)
			return err
		},
	}
}

func TestAServerIsStartedOnceAndFoundAfterwards(t *testing.T) {
	s := newSite(t)
	server := shell(s, `touch "$SIGN"; while :; do sleep 1; done`)
	if err := Start(t.Context(), s, server); err != nil {
		t.Fatal(err)
	}
	first, running := s.Processes.Running("tiny")
	if !running {
		t.Fatal("it does not run")
	}
	if err := Start(t.Context(), s, server); err != nil {
		t.Fatal(err)
	}
	if second, _ := s.Processes.Running("tiny"); second.PID != first.PID {
		t.Errorf("process %d, and before %d", second.PID, first.PID)
	}
}

func TestAServerThatDoesNotStartSaysWhyAndWhatToDo(t *testing.T) {
	for _, row := range []struct {
		name, script string
		upset        func(t *testing.T, s *site.Site)
		says         []string
	}{
		{"it ends with a message", "echo the disk is full; exit 3", func(*testing.T, *site.Site) {},
			[]string{"ended before it was ready", "tiny.log", "the disk is full", "sandbox reset"}},
		{"its port is taken", "sleep 60", func(t *testing.T, s *site.Site) {
			listener, err := net.Listen("tcp", s.Address("vault"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = listener.Close() })
		}, []string{"taken by another program", "sandbox reset"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newSite(t)
			row.upset(t, s)
			err := Start(t.Context(), s, shell(s, row.script))
			if err == nil {
				t.Fatal("it started")
			}
			for _, part := range row.says {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

func TestAnInterruptedStartEnds(t *testing.T) {
	s := newSite(t)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := Start(ctx, s, shell(s, "exec sleep 60")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestEachServerHasAPortOfItsOwn(t *testing.T) {
	s := newSite(t)
	seen := make(map[string]string)
	for _, server := range All() {
		if s.Ports[server.Port] == 0 {
			t.Errorf("%s has no port", server.Name)
		}
		if other := seen[server.Port]; other != "" {
			t.Errorf("%s and %s share %s", server.Name, other, server.Port)
		}
		seen[server.Port] = server.Name
	}
}
