package build

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// goCommand runs Go in the server's module. The flags are always the same: others would compile everything anew.
func (b *Builder) goCommand(ctx context.Context, s Server, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.Join(b.source, "servers", s.Name)
	cgo := "0"
	if s.Cgo {
		cgo = "1"
	}
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-buildvcs=false -trimpath", "CGO_ENABLED="+cgo)
	return cmd
}

// compile runs go build and says every few seconds how far it is.
func (b *Builder) compile(ctx context.Context, s Server, target string, after []Server) error {
	began := time.Now()
	fmt.Fprintf(b.out, "%-9s fetching modules, looking what has to be compiled\n", s.Name)
	total := b.stale(ctx, s)

	cmd := b.goCommand(ctx, s, "build", "-v", "-mod=readonly", "-tags", s.Tags, "-ldflags", "-s -w "+s.Link, "-o", target, s.Package)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	var compiled atomic.Int64
	finished := make(chan struct{})
	go b.report(s, &compiled, total, began, after, finished)

	var messages bytes.Buffer
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		// With -v, go prints the path of each package it compiles; a compiler's message holds a space.
		if strings.Contains(lines.Text(), " ") {
			fmt.Fprintln(&messages, lines.Text())
		} else {
			compiled.Add(1)
		}
	}
	err = cmd.Wait()
	close(finished)
	if err != nil {
		return fmt.Errorf("%s could not be built in %s (%w); the end of what the compiler said:\n%s", s.Name, cmd.Dir, err, tail(messages.String(), 25))
	}
	return nil
}

// stale counts the packages that are not in Go's build cache; 0 when it cannot be told.
func (b *Builder) stale(ctx context.Context, s Server) int {
	list := b.goCommand(ctx, s, "list", "-mod=readonly", "-deps", "-tags", s.Tags,
		"-f", `{{if and .Stale (ne .StaleReason "not installed but available in build cache")}}{{.ImportPath}}{{end}}`, s.Package)
	out, err := list.Output()
	if err != nil {
		return 0
	}
	return len(strings.Fields(string(out)))
}

func (b *Builder) report(s Server, compiled *atomic.Int64, total int, began time.Time, after []Server, finished <-chan struct{}) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-finished:
			return
		case <-tick.C:
			fmt.Fprintln(b.out, progress(s, int(compiled.Load()), total, time.Since(began), b.left(after)))
		}
	}
}

// left is what would still have to be built after this server.
func (b *Builder) left(after []Server) []Server {
	var left []Server
	for _, s := range after {
		if _, built, err := b.Find(s); err == nil && !built {
			left = append(left, s)
		}
	}
	return left
}

// progress is one line: what, how long so far, what is left, and an estimate.
func progress(s Server, compiled, total int, so time.Duration, left []Server) string {
	rest := max(0, s.Cold-so)
	share := ""
	if total > 0 {
		share = fmt.Sprintf(" %d of %d packages,", min(compiled, total), total)
		if compiled > total/10 {
			rest = so * time.Duration(max(0, total-compiled)) / time.Duration(compiled)
		}
	}
	var names []string
	for _, next := range left {
		names = append(names, next.Name)
		rest += next.Cold
	}
	line := fmt.Sprintf("%-9s building,%s %s so far", s.Name, share, so.Round(time.Second))
	if len(names) > 0 {
		line += "; then " + strings.Join(names, ", ")
	}
	return line + "; about " + rough(rest) + " left"
}

func rough(d time.Duration) string {
	if d < time.Minute {
		return "a minute"
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
