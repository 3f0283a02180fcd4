package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/build"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/check"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/steps"
)

// settlePatience is how long `up --wait` gives the seed to become what it promises.
const settlePatience = 2 * time.Minute

func up(ctx context.Context, o options) error {
	if o.name == benchName {
		return errBenchName
	}
	dir, err := site.Folder(o.name)
	if err != nil {
		return err
	}
	unlock, err := lock(dir, o)
	if err != nil {
		return err
	}
	defer unlock()
	return bringUp(ctx, o, dir)
}

func lock(dir string, o options) (func(), error) {
	return site.Lock(dir, func() { fmt.Fprintf(o.notes, "Another program is working on the sandbox %s, waiting for it\n", o.name) })
}

func bringUp(ctx context.Context, o options, dir string) error {
	if alreadyUp(ctx, o, dir) {
		fmt.Fprintf(o.out, "The sandbox %s is up: %s\n", o.name, state.Path(dir))
		return settle(ctx, o, dir)
	}
	if err := installNeeds(ctx, o); err != nil {
		return err
	}
	if site.Interrupted(dir) {
		fmt.Fprintf(o.notes, "The last start was interrupted while it filled the servers; starting from the seed\n")
		if err := wipe(o, dir); err != nil {
			return err
		}
	}
	s, err := site.Open(o.name, dir)
	if err != nil {
		return err
	}
	builder, err := newBuilder(o)
	if err != nil {
		return err
	}
	began := time.Now()
	all := append(buildSteps(builder, s), startSteps(s)...)
	all = append(all, seed.Steps(s)...)
	var mu sync.Mutex
	done := func(name string, took time.Duration, err error) {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			fmt.Fprintf(o.notes, "  failed  %s\n", name)
		} else if !strings.HasPrefix(name, "build ") {
			fmt.Fprintf(o.notes, "  %6.1f s %s\n", took.Seconds(), name)
		}
	}
	if err := steps.Run(ctx, all, done); err != nil {
		return fmt.Errorf("the sandbox %s is not complete; what runs, runs on (`sandbox down` ends it):\n%w", o.name, err)
	}
	if err := describe(s).Save(); err != nil {
		return err
	}
	fmt.Fprintf(o.out, "The sandbox %s is up after %.0f s: %s\n", o.name, time.Since(began).Seconds(), state.Path(dir))
	return settle(ctx, o, dir)
}

// alreadyUp is whether an earlier `up` went to its end and everything it started still answers.
func alreadyUp(ctx context.Context, o options, dir string) bool {
	if _, err := state.Load(dir); err != nil {
		return false
	}
	s, err := site.Open(o.name, dir)
	if err != nil {
		return false
	}
	for _, server := range servers.All() {
		if _, running := s.Processes.Running(server.Name); !running || server.Ready(ctx, s) != nil {
			return false
		}
	}
	return true
}

func settle(ctx context.Context, o options, dir string) error {
	if !o.wait {
		return nil
	}
	s, err := site.Open(o.name, dir)
	if err != nil {
		return err
	}
	return rest.Until(ctx, settlePatience, time.Second, func(ctx context.Context) error { return errors.Join(check.Run(ctx, s)...) })
}

// buildSteps build one server after the other, but each is its own step, so that what needs it starts at once.
func buildSteps(builder *build.Builder, s *site.Site) []steps.Step {
	type outcome struct{ err error }
	ready := make(map[string]chan outcome)
	for _, server := range build.Servers() {
		ready[server.Name] = make(chan outcome, 1)
	}
	begin := sync.OnceFunc(func() {
		go func() {
			// Each failure is told by its own step.
			_ = builder.All(context.Background(), func(server build.Server, bin build.Binary, err error) {
				s.Built(server.Name, bin)
				ready[server.Name] <- outcome{err}
			})
		}()
	})
	var all []steps.Step
	for _, server := range build.Servers() {
		all = append(all, steps.Step{Name: "build " + server.Name, Run: func(ctx context.Context) error {
			begin()
			select {
			case done := <-ready[server.Name]:
				return done.err
			case <-ctx.Done():
				return ctx.Err()
			}
		}})
	}
	return all
}

func startSteps(s *site.Site) []steps.Step {
	var all []steps.Step
	for _, server := range servers.All() {
		after := server.After
		if !server.System {
			after = append([]string{"build " + server.Binary}, after...)
		}
		all = append(all, steps.Step{Name: "start " + server.Name, After: after, Run: func(ctx context.Context) error {
			return servers.Start(ctx, s, server)
		}})
	}
	return all
}

// installNeeds installs what comes from the system, where it may; else it says how.
func installNeeds(ctx context.Context, o options) error {
	var missing []string
	for program, pkg := range servers.Needs() {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, pkg)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	command := "apt-get install -y " + strings.Join(missing, " ")
	if os.Getuid() != 0 {
		return fmt.Errorf("%s missing: run `sudo %s`", strings.Join(missing, " and "), command)
	}
	fmt.Fprintln(o.notes, "Running", command)
	cmd := exec.CommandContext(ctx, "sh", "-c", "apt-get update -q && "+command)
	cmd.Stdout, cmd.Stderr = o.notes, o.notes
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("`%s` failed (%w): run it by hand", command, err)
	}
	return nil
}

func buildServers(ctx context.Context, o options) error {
	builder, err := newBuilder(o)
	if err != nil {
		return err
	}
	return builder.All(ctx, func(server build.Server, bin build.Binary, err error) {
		if err == nil {
			fmt.Fprintf(o.out, "%-9s %s\n", server.Name, bin.Path)
		}
	})
}

// newBuilder finds the servers' sources: in the folder given, else from the working folder upwards.
func newBuilder(o options) (*build.Builder, error) {
	source := o.source
	if source == "" {
		here, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		if source, err = findSource(here); err != nil {
			return nil, err
		}
	}
	return build.New(source, o.notes)
}

func findSource(here string) (string, error) {
	for dir := here; ; dir = filepath.Dir(dir) {
		for _, candidate := range []string{dir, filepath.Join(dir, "test", "sandbox")} {
			if _, err := os.Stat(filepath.Join(candidate, "servers", "plane", "go.mod")); err == nil {
				return candidate, nil
			} else if !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is not in a checkout of Sluice: go there, or name its folder test/sandbox with --source", here)
		}
	}
}
