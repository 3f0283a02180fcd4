package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/build"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/large"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
)

// benchName is the sandbox that holds the cluster for measuring and nothing else.
const benchName = "bench"

var errBenchName = errors.New("the sandbox bench is for measuring: start it by `sandbox bench`, end it by `sandbox down --name bench`")

// fullStop is how long a control plane may take to write everything down.
const fullStop = time.Minute

// bench starts the cluster for measuring as it was when it was made, or finds it running.
func bench(ctx context.Context, o options) error {
	dir, err := site.Folder(o.name)
	if err != nil {
		return err
	}
	unlock, err := lock(dir, o)
	if err != nil {
		return err
	}
	defer unlock()
	s, err := site.Open(o.name, dir)
	if err != nil {
		return err
	}
	builder, err := newBuilder(o)
	if err != nil {
		return err
	}
	note := func(server build.Server, bin build.Binary) { s.Built(server.Name, bin) }
	if err := builder.Only(ctx, note, "plane", "helm"); err != nil {
		return err
	}
	began := time.Now()
	found, err := startLarge(ctx, o, s)
	if err != nil {
		return err
	}
	if err := describeLarge(s).Save(); err != nil {
		return err
	}
	if found {
		fmt.Fprintf(o.out, "The sandbox bench is up: %s\n", state.Path(dir))
		return nil
	}
	fmt.Fprintf(o.out, "The sandbox bench is up after %.0f s: %s\n", time.Since(began).Seconds(), state.Path(dir))
	return nil
}

// startLarge reports whether the cluster was running already.
func startLarge(ctx context.Context, o options, s *site.Site) (bool, error) {
	if err := large.Certify(s); err != nil {
		return false, err
	}
	if err := large.WriteFleet(s); err != nil {
		return false, err
	}
	key, err := large.Key(s)
	if err != nil {
		return false, err
	}
	kept, err := large.Snapshot(key)
	if err != nil {
		return false, err
	}
	_, err = os.Stat(kept)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := makeLarge(ctx, o, s, kept); err != nil {
			return false, err
		}
	case err != nil:
		return false, err
	}
	if _, running := s.Processes.Running(landscape.Large); running && holds(s) == key {
		return true, servers.Start(ctx, s, servers.Large())
	}
	if err := stopLarge(s); err != nil {
		return false, err
	}
	if err := large.Restore(kept, s.Path(landscape.Large, "etcd")); err != nil {
		return false, err
	}
	if err := os.WriteFile(holdsPath(s), []byte(key), 0o600); err != nil {
		return false, err
	}
	return false, servers.Start(ctx, s, servers.Large())
}

// holdsPath is the file that says which content the running cluster was started with.
func holdsPath(s *site.Site) string { return filepath.Join(s.Dir, "holds") }

func holds(s *site.Site) string {
	key, err := os.ReadFile(holdsPath(s))
	if err != nil {
		return ""
	}
	return string(key)
}

// makeLarge fills an empty control plane and keeps what etcd then holds.
func makeLarge(ctx context.Context, o options, s *site.Site, kept string) error {
	fmt.Fprintln(o.notes, "Filling the cluster for measuring; it takes some minutes, once")
	if err := stopLarge(s); err != nil {
		return err
	}
	if err := os.RemoveAll(s.Path(landscape.Large, "etcd")); err != nil {
		return err
	}
	if err := servers.Start(ctx, s, servers.Large()); err != nil {
		return err
	}
	if err := large.Fill(ctx, s, func(line string) { fmt.Fprintln(o.notes, line) }); err != nil {
		return err
	}
	if err := stopLarge(s); err != nil {
		return err
	}
	return large.Keep(s.Path(landscape.Large, "etcd"), kept)
}

func stopLarge(s *site.Site) error {
	p, running := s.Processes.Running(landscape.Large)
	if !running {
		return nil
	}
	return p.Stop(fullStop)
}

// describeLarge is what state.json says about the sandbox for measuring.
func describeLarge(s *site.Site) state.State {
	pids := []int{}
	if p, running := s.Processes.Running(landscape.Large); running {
		pids = append(pids, p.PID)
	}
	return state.State{
		Name: s.Name, Dir: s.Dir, Kubeconfig: s.Kubeconfig(), Fleet: seed.FleetPath(s), HelmBinary: s.Binary("helm").Path, PIDs: pids,
		Clusters: map[string]state.Cluster{landscape.Large: {
			Server: s.Cluster(landscape.Large), AdminKubeconfig: s.Path(landscape.Large, "admin.kubeconfig"),
			CAFile: s.Path(landscape.Large, "pki", "ca.crt"),
		}},
	}
}
