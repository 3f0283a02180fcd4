package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/check"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
)

func status(ctx context.Context, o options) error {
	s, err := existing(o)
	if err != nil {
		return err
	}
	var total int64
	broken := 0
	fmt.Fprintf(o.out, "%-34s %-8s %8s %9s  %s\n", "SERVER", "STATE", "PID", "MEMORY", "LOG")
	for _, server := range serversOf(o.name) {
		p, running := s.Processes.Running(server.Name)
		word := "ready"
		switch {
		case !running:
			word, broken = "ended", broken+1
		case server.Ready(ctx, s) != nil:
			word, broken = "silent", broken+1
		}
		memory := p.Memory()
		total += memory
		fmt.Fprintf(o.out, "%-34s %-8s %8d %5d MiB  %s\n", server.Name, word, p.PID, memory>>20, s.Path("log", server.Name+".log"))
	}
	fmt.Fprintf(o.out, "%-34s %-8s %8s %5d MiB\n", "together", "", "", total>>20)
	if broken > 0 {
		return fmt.Errorf("%d servers do not answer: `sandbox up` starts what has ended", broken)
	}
	return nil
}

// serversOf are what runs in the sandbox of that name.
func serversOf(name string) []servers.Server {
	if name == benchName {
		return []servers.Server{servers.Large()}
	}
	return servers.All()
}

func checkSeed(ctx context.Context, o options) error {
	s, err := existing(o)
	if err != nil {
		return err
	}
	wrong := check.Run(ctx, s)
	if len(wrong) == 0 {
		fmt.Fprintf(o.out, "Everything in the sandbox %s is as the seed promises (%d claims)\n", o.name, check.Count())
		return nil
	}
	return fmt.Errorf("%d of %d claims do not hold (`sandbox reset` puts the seed back):\n%w", len(wrong), check.Count(), errors.Join(wrong...))
}

func environment(_ context.Context, o options) error {
	s, err := existing(o)
	if err != nil {
		return err
	}
	now, err := state.Load(s.Dir)
	if err != nil {
		return err
	}
	for _, line := range []struct{ name, value string }{
		{"KUBECONFIG", now.Kubeconfig},
		{"VAULT_ADDR", now.Vault.URL},
		{"VAULT_TOKEN", now.Vault.RootToken},
		{"SLUICE_FLEET", now.Fleet},
		{"SLUICE_SANDBOX", state.Path(now.Dir)},
	} {
		fmt.Fprintf(o.out, "export %s='%s'\n", line.name, line.value)
	}
	return nil
}

// existing opens a sandbox that was brought up; it never makes one.
func existing(o options) (*site.Site, error) {
	dir, err := site.Folder(o.name)
	if err != nil {
		return nil, err
	}
	if _, err := state.Load(dir); err != nil {
		return nil, err
	}
	return site.Open(o.name, dir)
}
