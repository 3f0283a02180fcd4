// Package process starts servers that outlive the program that started them, and later ends those and no others.
//
// A process is known by its id, the moment it started and its executable together, because the system gives ids out
// again. What was started also carries a mark in its environment, so that a process is found even when the program
// crashed before it could write the process down. Both are read from /proc: Linux only.
package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// markVariable is set in every process that the sandbox starts; its value is the sandbox's folder.
const markVariable = "SLUICE_SANDBOX_PROCESS"

// Process is one that was started, as it is written down.
type Process struct {
	Name       string `json:"name"`
	PID        int    `json:"pid"`
	Started    uint64 `json:"started"` // clock ticks since the machine started
	Executable string `json:"executable"`
	Log        string `json:"log"`
}

// Command is a server to start.
type Command struct {
	Name       string
	Executable string
	Args       []string
	Env        []string // added to a small, clean environment
	Folder     string
	Log        string
}

// Start begins the command in a session of its own. The channel closes when it ends while this program still runs.
func (r *Registry) Start(c Command) (Process, <-chan struct{}, error) {
	if err := os.MkdirAll(filepath.Dir(c.Log), 0o700); err != nil {
		return Process{}, nil, err
	}
	log, err := os.OpenFile(c.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return Process{}, nil, err
	}
	defer log.Close()
	cmd := exec.Command(c.Executable, c.Args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.Folder, log, log
	cmd.Env = append([]string{markVariable + "=" + r.mark, "LANG=C.UTF-8"}, c.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return Process{}, nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // its log tells why
	}()
	p := Process{Name: c.Name, PID: cmd.Process.Pid, Log: c.Log}
	seen, err := look(p.PID)
	if err != nil {
		return p, ended, fmt.Errorf("%s ended at once, see %s", c.Name, c.Log)
	}
	p.Started, p.Executable = seen.started, seen.executable
	return p, ended, r.remember(p)
}

// Alive says whether this very process still runs.
func (p Process) Alive() bool {
	seen, err := look(p.PID)
	return err == nil && !seen.zombie && seen.started == p.Started && seen.executable == p.Executable
}

// Stop asks the process and its children to end, and kills them when they have not after the given patience. A process
// that merely has the same id is left alone.
func (p Process) Stop(patience time.Duration) error {
	if !p.Alive() {
		return nil
	}
	if err := signal(p.PID, syscall.SIGTERM); err != nil {
		return err
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if !p.Alive() {
			return nil
		}
	}
	if err := signal(p.PID, syscall.SIGKILL); err != nil {
		return err
	}
	for range 250 {
		if !p.Alive() {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("%s (process %d) did not end even when killed", p.Name, p.PID)
}

// signal reaches the whole session of a process that leads one, or the process alone.
func signal(pid int, s syscall.Signal) error {
	target := pid
	if group, err := syscall.Getpgid(pid); err == nil && group == pid {
		target = -pid
	}
	if err := syscall.Kill(target, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("process %d: %w", pid, err)
	}
	return nil
}

// LogTail is the end of the log, for the message about a server that did not start.
func LogTail(path string, lines int) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	all := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
