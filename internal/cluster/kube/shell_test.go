package kube

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func program(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheLoginShellsPathIsRead(t *testing.T) {
	// Each stands for a shell: its last argument is the command that we ask it to run.
	run := `for last; do :; done; eval "$last"`
	for name, c := range map[string]struct{ text, want string }{
		"quiet":                {`PATH=/opt/aws/bin:/usr/bin; ` + run, "/opt/aws/bin:/usr/bin"},
		"talkative":            {`echo welcome; PATH=/opt/aws/bin:/usr/bin; ` + run + `; echo bye`, "/opt/aws/bin:/usr/bin"},
		"failing at its end":   {`PATH=/opt/aws/bin; ` + run + `; exit 1`, "/opt/aws/bin"},
		"failing at its start": {"exit 1", ""},
		"cut short":            {`printf '<sluice-path>/opt'`, ""},
	} {
		if got := askShell(program(t, t.TempDir(), "shell", c.text), 5*time.Second); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	began := time.Now()
	if got := askShell(program(t, t.TempDir(), "shell", "sleep 30"), 200*time.Millisecond); got != "" || time.Since(began) > 3*time.Second {
		t.Errorf("a shell that hangs: %q after %s", got, time.Since(began))
	}
	if askShell("", time.Second) != "" || askShell("sh", time.Second) != "" {
		t.Error("ran a shell that the person's account does not name in full")
	}
}

func TestATerminalsChildAsksNoShell(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	shell := program(t, t.TempDir(), "shell", `touch `+ran+`; printf '<sluice-path>/opt/aws/bin</sluice-path>'`)
	t.Setenv("SHELL", shell)
	t.Setenv("PATH", "/usr/bin:/bin")
	t.Setenv("TERM", "xterm")
	if got := (&loginShell{}).PATH(); got != "/usr/bin:/bin" {
		t.Error(got)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("the shell ran")
	}
	t.Setenv("TERM", "")
	if got := (&loginShell{}).PATH(); got != "/opt/aws/bin:/usr/bin:/bin" {
		t.Error(got)
	}
}

func TestAProgramIsFoundOnThatPathAlone(t *testing.T) {
	dir := t.TempDir()
	program(t, dir, "kubelogin", "")
	if err := os.WriteFile(filepath.Join(dir, "notes"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, c := range []struct{ command, path, want string }{
		{"kubelogin", "/nowhere:" + dir, filepath.Join(dir, "kubelogin")},
		{"kubelogin", "/nowhere", ""},
		{"kubelogin", ".", ""}, // the working directory chooses no program
		{"notes", dir, ""},
		{filepath.Join(dir, "kubelogin"), "", filepath.Join(dir, "kubelogin")},
	} {
		if got := find(c.command, c.path); got != c.want {
			t.Errorf("%s on %s: %q", c.command, c.path, got)
		}
	}
}
