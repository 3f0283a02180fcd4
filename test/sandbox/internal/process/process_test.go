package process

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func sandbox(t *testing.T) *Registry {
	t.Helper()
	dir := t.TempDir()
	r, err := Open(filepath.Join(dir, "processes.json"), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.StopAll(time.Second) })
	return r
}

func sleeper(t *testing.T, r *Registry, name string, script string) (Process, <-chan struct{}) {
	t.Helper()
	p, ended, err := r.Start(Command{Name: name, Executable: "/bin/sh", Args: []string{"-c", script}, Log: filepath.Join(r.mark, name+".log")})
	if err != nil {
		t.Fatal(err)
	}
	return p, ended
}

func TestWhatWasStartedIsEnded(t *testing.T) {
	r := sandbox(t)
	p, ended := sleeper(t, r, "server", "sleep 60 & wait")
	if !p.Alive() {
		t.Fatal("not alive after the start")
	}
	if stopped, err := r.StopAll(5 * time.Second); err != nil || stopped != 1 {
		t.Fatalf("stopped %d, %v; want 1", stopped, err)
	}
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Fatal("the process still runs")
	}
	if left := marked(r.mark); len(left) != 0 {
		t.Errorf("its child still runs: %v", left)
	}
}

func TestAProcessThatIgnoresTheRequestIsKilled(t *testing.T) {
	r := sandbox(t)
	p, _ := sleeper(t, r, "stubborn", `trap "" TERM; echo ready; while :; do sleep 0.05; done`)
	for LogTail(p.Log, 1) != "ready" {
		time.Sleep(5 * time.Millisecond)
	}
	if err := p.Stop(200 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if p.Alive() {
		t.Error("still alive")
	}
}

func TestAReusedIDIsNotKilled(t *testing.T) {
	stranger := exec.Command("sleep", "60")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stranger.Process.Kill(); _ = stranger.Wait() }()
	seen, err := look(stranger.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name       string
		started    uint64
		executable string
	}{
		{"started at another time", seen.started - 1, seen.executable},
		{"another executable", seen.started, "/usr/bin/other"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := sandbox(t)
			old := Process{Name: "server", PID: stranger.Process.Pid, Started: row.started, Executable: row.executable}
			if err := r.remember(old); err != nil {
				t.Fatal(err)
			}
			if stopped, err := r.StopAll(time.Second); err != nil || stopped != 0 {
				t.Errorf("stopped %d, %v; want none", stopped, err)
			}
			if now, err := look(stranger.Process.Pid); err != nil || now.zombie {
				t.Error("the stranger was killed")
			}
		})
	}
}

func TestAfterACrashEverythingIsFoundAgain(t *testing.T) {
	for _, row := range []struct {
		name string
		list func(path string) error // what the crash did to the list
	}{
		{"the list is intact", func(string) error { return nil }},
		{"the list was never written", os.Remove},
		{"the list is half written", func(path string) error { return os.WriteFile(path, []byte(`[{"name":"ser`), 0o600) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			crashed := sandbox(t)
			p, _ := sleeper(t, crashed, "server", "exec sleep 60")
			if err := row.list(crashed.path); err != nil {
				t.Fatal(err)
			}
			next, err := Open(crashed.path, crashed.mark)
			if err != nil {
				t.Fatal(err)
			}
			if stopped, err := next.StopAll(5 * time.Second); err != nil || stopped != 1 {
				t.Errorf("stopped %d, %v; want 1", stopped, err)
			}
			if p.Alive() {
				t.Error("the server still runs")
			}
		})
	}
}

func TestTheStatLineOfAnOddlyNamedCommandIsRead(t *testing.T) {
	line := "42 (we) ird (name) S 1 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2 3"
	seen, err := parseStat(line)
	if err != nil || seen.started != 987654 || seen.zombie {
		t.Errorf("got %+v, %v", seen, err)
	}
	if _, err := parseStat("42 (short) S 1"); err == nil || !strings.Contains(err.Error(), "short") {
		t.Errorf("a short line gave %v", err)
	}
}
