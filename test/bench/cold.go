package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/helm/helmsdk"
	"github.com/sluice-desktop/sluice/internal/live"
)

// What the cluster holds; a list of another length is a failure, not a figure.
const (
	podCount     = 10_000
	releaseCount = 500
)

// large is the cluster that is measured.
type large struct {
	kubeconfig, admin string // files
	context           string
	helm              string // the binary
	fleet             string // the team's file
}

func findLarge(s settings) (large, error) {
	if s.state == "" {
		return large{}, errors.New("no cluster to measure: run this by `make bench`")
	}
	text, err := os.ReadFile(s.state)
	if err != nil {
		return large{}, err
	}
	var state struct {
		Kubeconfig string `json:"kubeconfig"`
		HelmBinary string `json:"helmBinary"`
		Fleet      string `json:"fleet"`
		Clusters   map[string]struct {
			AdminKubeconfig string `json:"adminKubeconfig"`
		} `json:"clusters"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return large{}, err
	}
	files, err := clientcmd.LoadFromFile(state.Kubeconfig)
	if err != nil {
		return large{}, err
	}
	cluster, ok := state.Clusters["large"]
	if !ok {
		return large{}, fmt.Errorf("%s is not the sandbox for measuring: start that by `sandbox bench`", s.state)
	}
	return large{state.Kubeconfig, cluster.AdminKubeconfig, files.CurrentContext, state.HelmBinary, state.Fleet}, nil
}

// lists are those of an app that has just started: no connection, no cache.
func (l large) lists(ctx context.Context, notify func(live.Changed)) *live.Lists {
	clusters := kube.New(kube.Config{Files: []string{l.kubeconfig}, Agent: "sluice/bench"})
	releases, _ := helmsdk.New(helmsdk.Config{
		RESTConfig: func(name string) (*rest.Config, error) { return clusters.RESTConfig(ctx, name) }, Now: time.Now,
	})
	return live.New(append(clusters.Views(), releases.View()), time.Now, notify)
}

// window is a page of a list that must have total rows once it is complete.
func (l large) window(ctx context.Context, lists *live.Lists, q live.Query, total int) (live.Page, error) {
	q.Scope.Context = l.context
	page, err := lists.Window(ctx, q)
	if err == nil && !page.Reading && page.Total != total {
		err = fmt.Errorf("%s has %d rows, not %d", q.View, page.Total, total)
	}
	return page, err
}

func deaf(live.Changed) {}

// timed gives milliseconds.
func timed(work func() error) (float64, error) {
	runtime.GC() // what came before must not be paid for here
	began := time.Now()
	err := work()
	return float64(time.Since(began).Microseconds()) / 1000, err
}

// taker takes one value.
type taker func(context.Context) (float64, error)

// alternate takes each value runs times, one after the other so that a noisy moment hits all, after a first round that
// does not count.
func alternate(ctx context.Context, runs int, takers ...taker) ([][]float64, error) {
	out := make([][]float64, len(takers))
	for round := range runs + 1 {
		for i, take := range takers {
			value, err := take(ctx)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				out[i] = append(out[i], value)
			}
		}
	}
	return out, nil
}

// heap is what is in use after a thorough collection, in bytes.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return float64(now.HeapAlloc)
}
