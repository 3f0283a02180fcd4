package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"helm.sh/helm/v3/pkg/action"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/sluice-desktop/sluice/internal/live"
)

// releases compares the first window of the release list with `helm list -A`.
func releases(ctx context.Context, s settings, r *results) error {
	cluster, err := findLarge(s)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)

	var peaks []float64
	taken, err := alternate(ctx, s.runs,
		cluster.firstReleases,
		func(ctx context.Context) (float64, error) {
			return timed(func() error {
				peak, err := cluster.helmList(ctx, folder)
				peaks = append(peaks, peak)
				return err
			})
		},
		func(ctx context.Context) (float64, error) {
			return timed(func() error { return cluster.helmVersion(ctx, folder) })
		},
		func(context.Context) (float64, error) { return timed(cluster.listInProcess) },
	)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("release list, %d releases × 5: cold to first window", releaseCount)
	r.beside(name, "ms", taken[0], "helm list -A", taken[1])
	r.beside(name, "ms", taken[0], "Helm's library in one process", taken[3])
	r.alone("of it in the peer: helm starting (helm version)", "ms", taken[2])
	r.alone("peak memory of the peer helm list -A", "MB", peaks[1:])

	counted, counter, err := cluster.throughCounter(folder)
	if err != nil {
		return err
	}
	defer counter.close()
	sent, err := alternate(ctx, min(s.runs, 3),
		func(ctx context.Context) (float64, error) {
			counter.take()
			_, err := counted.firstReleases(ctx)
			return counter.take(), err
		},
		func(ctx context.Context) (float64, error) {
			counter.take()
			_, err := counted.helmList(ctx, folder)
			return counter.take(), err
		})
	if err != nil {
		return err
	}
	r.beside("release list: sent by the server", "MB", sent[0], "helm list -A", sent[1])
	return nil
}

// firstReleases is how long the first window takes, in milliseconds.
func (l large) firstReleases(ctx context.Context) (float64, error) {
	var lists *live.Lists
	took, err := timed(func() error {
		lists = l.lists(ctx, deaf)
		page, err := l.window(ctx, lists, live.Query{View: "releases", Limit: 100}, releaseCount)
		if err == nil && len(page.Rows) != 100 {
			err = fmt.Errorf("the window has %d rows", len(page.Rows))
		}
		return err
	})
	lists.Close()
	return took, err
}

// helmList runs the binary and gives its peak memory in megabytes.
func (l large) helmList(ctx context.Context, folder string) (float64, error) {
	cmd := l.helmCommand(ctx, folder, "list", "--all-namespaces", "--max", "0", "--output", "json")
	said, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("helm list: %w", err)
	}
	var all []struct{}
	if err := json.Unmarshal(said, &all); err != nil {
		return 0, err
	}
	if len(all) != releaseCount {
		return 0, fmt.Errorf("helm lists %d releases, not %d", len(all), releaseCount)
	}
	used, _ := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return float64(used.Maxrss) / 1000, nil
}

func (l large) helmVersion(ctx context.Context, folder string) error {
	return l.helmCommand(ctx, folder, "version", "--short").Run()
}

func (l large) helmCommand(ctx context.Context, home string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, l.helm, args...)
	cmd.Env = []string{"HOME=" + home, "KUBECONFIG=" + l.kubeconfig, "PATH=" + os.Getenv("PATH")}
	return cmd
}

// listInProcess is what `helm list` does, without starting a program.
func (l large) listInProcess() error {
	flags := genericclioptions.NewConfigFlags(true)
	flags.KubeConfig, flags.Context = &l.kubeconfig, &l.context
	var configuration action.Configuration
	if err := configuration.Init(flags, "", "secret", func(string, ...any) {}); err != nil {
		return err
	}
	list := action.NewList(&configuration)
	list.AllNamespaces = true
	all, err := list.Run()
	if err == nil && len(all) != releaseCount {
		err = fmt.Errorf("helm's library lists %d releases, not %d", len(all), releaseCount)
	}
	return err
}
