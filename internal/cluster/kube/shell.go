package kube

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

const shellTimeout = 2 * time.Second

// loginShell knows the PATH that the person sees in a terminal. A program started from a dock or a desktop has
// a shorter one, on which credential plugins are not found.
type loginShell struct {
	once sync.Once
	path string
}

// PATH is the login shell's, asked once, with this process's own after it.
func (s *loginShell) PATH() string {
	s.once.Do(func() {
		s.path = os.Getenv("PATH")
		if fromTerminal() {
			return
		}
		if theirs := askShell(os.Getenv("SHELL"), shellTimeout); theirs != "" {
			s.path = join(theirs, s.path)
		}
	})
	return s.path
}

// fromTerminal: a terminal's children inherit TERM and the shell's PATH with it. Windows gives all programs
// the same PATH.
func fromTerminal() bool { return os.Getenv("TERM") != "" || runtime.GOOS == "windows" }

// askShell runs the person's own shell as a login would, and reads the PATH it ends up with. Profiles print
// what they like, so ours is marked.
func askShell(shell string, timeout time.Duration) string {
	if !filepath.IsAbs(shell) {
		return ""
	}
	const begin, end = "<sluice-path>", "</sluice-path>"
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, shell, "-l", "-i", "-c", `printf '`+begin+`%s`+end+`' "$PATH"`)
	cmd.WaitDelay = 100 * time.Millisecond
	out := &capped{room: tooLong}
	cmd.Stdout = out
	// A profile may fail at its end and still have set PATH.
	_ = cmd.Run()
	_, rest, _ := strings.Cut(out.String(), begin)
	path, _, whole := strings.Cut(rest, end)
	if !whole {
		return ""
	}
	return path
}

// join is the folders of both lists, each once, the first list's first.
func join(a, b string) string {
	seen := map[string]bool{}
	var out []string
	for _, dir := range append(filepath.SplitList(a), filepath.SplitList(b)...) {
		if dir != "" && !seen[dir] {
			seen[dir] = true
			out = append(out, dir)
		}
	}
	return strings.Join(out, string(filepath.ListSeparator))
}

// find is the program that a command names on path; empty when there is none.
func find(command, path string) string {
	if strings.ContainsRune(command, filepath.Separator) {
		if found, err := exec.LookPath(command); err == nil {
			return found
		}
		return ""
	}
	for _, dir := range filepath.SplitList(path) {
		// A relative folder would let the working directory choose the program.
		if !filepath.IsAbs(dir) {
			continue
		}
		if found, err := exec.LookPath(filepath.Join(dir, command)); err == nil {
			return found
		}
	}
	return ""
}
