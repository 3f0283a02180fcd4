package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"github.com/sluice-desktop/sluice/internal/live"
)

const (
	visible       = 40  // rows that the window shows
	changesSecond = 100 // pods
	inFlight      = 32  // patches at a time: a busy API server takes its time for each
)

// bridge measures what a window gets while pods change, beside the server's own events for the same changes.
func bridge(ctx context.Context, s settings, r *results) error {
	cluster, err := findLarge(s)
	if err != nil {
		return err
	}
	var pages, events, raw, done []float64
	for round := range min(s.runs, 3) + 1 {
		length := s.changing
		if round == 0 {
			length = 2 * time.Second // to warm up
		}
		flow, err := cluster.flow(ctx, length)
		if err != nil {
			return err
		}
		if round == 0 {
			continue
		}
		seconds := flow.took.Seconds()
		pages = append(pages, float64(flow.bridge.Load())/seconds/1000)
		events = append(events, float64(flow.events.Load())/seconds)
		raw = append(raw, float64(flow.raw.Load())/seconds/1000)
		done = append(done, float64(flow.changes.Load())/seconds)
	}
	r.beside(fmt.Sprintf("over the bridge while pods change, %d rows visible", visible), "kB/s", pages, "the watch's events as JSON", raw)
	r.alone("events that the window answers by asking again", "per s", events)
	r.alone("pods changed meanwhile", "per s", done)
	return nil
}

// flow counts what went where.
type flow struct {
	bridge, events, raw, changes atomic.Int64
	took                         time.Duration
}

func (l large) flow(ctx context.Context, length time.Duration) (*flow, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var f flow
	changed := make(chan live.Changed, 16)
	lists := l.lists(ctx, func(c live.Changed) { changed <- c })
	defer lists.Close()
	defer stop() // before Close waits
	pods, err := l.pods(ctx, lists)
	if err != nil {
		return nil, err
	}
	watch, err := l.rawWatch(ctx)
	if err != nil {
		return nil, err
	}
	defer watch.Close()
	go func() { _, _ = io.Copy(tally{&f.raw}, watch) }()

	failed := make(chan error, 1)
	go l.answer(ctx, lists, changed, &f, failed)
	began := time.Now()
	if err := l.churn(ctx, pods, length, &f); err != nil {
		return nil, err
	}
	f.took = time.Since(began)
	return &f, f.drain(ctx, failed)
}

// drain waits until neither stream brings anything more: the last changes arrive late, more so on a busy machine.
func (f *flow) drain(ctx context.Context, failed <-chan error) error {
	for before := int64(-1); before != f.raw.Load()+f.bridge.Load(); {
		before = f.raw.Load() + f.bridge.Load()
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return nil
}

// answer does what the window does: on each event it asks for its rows again.
func (l large) answer(ctx context.Context, lists *live.Lists, changed <-chan live.Changed, f *flow, failed chan<- error) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-changed:
			page, err := l.window(ctx, lists, live.Query{View: "pods", Sort: "restarts", Descending: true, Limit: visible}, podCount)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				failed <- err
				return
			}
			f.events.Add(1)
			f.bridge.Add(size(c) + size(page))
		}
	}
}

func size(v any) int64 {
	text, _ := json.Marshal(v) // a page is text and numbers
	return int64(len(text))
}

// pod is one whose restarts are counted up.
type pod struct {
	id       string // namespace/name
	restarts int
}

func (l large) pods(ctx context.Context, lists *live.Lists) ([]pod, error) {
	var out []pod
	for offset := 0; offset < podCount; offset += 1000 {
		page, err := l.window(ctx, lists, live.Query{View: "pods", Offset: offset, Limit: 1000}, podCount)
		if err != nil {
			return nil, err
		}
		column := slices.Index(page.Columns, "restarts")
		for _, row := range page.Rows {
			restarts, err := strconv.Atoi(row.Cells[column])
			if err != nil {
				return nil, err
			}
			out = append(out, pod{row.ID, restarts})
		}
	}
	return out, nil
}

// rawWatch is the server's stream of all changes of pods from now on.
func (l large) rawWatch(ctx context.Context) (io.ReadCloser, error) {
	client, err := clients(l.kubeconfig)
	if err != nil {
		return nil, err
	}
	now, err := client.CoreV1().Pods("").List(ctx, metav1.ListOptions{Limit: 1})
	if err != nil {
		return nil, err
	}
	return client.CoreV1().RESTClient().Get().Resource("pods").
		Param("watch", "1").Param("resourceVersion", now.ResourceVersion).SetHeader("Accept", "application/json").Stream(ctx)
}

// churn counts up a container's restarts, of another pod every ten milliseconds, spread over the cluster.
func (l large) churn(ctx context.Context, all []pod, length time.Duration, f *flow) error {
	client, err := clients(l.admin)
	if err != nil {
		return err
	}
	var workers sync.WaitGroup
	var failure atomic.Pointer[error]
	next := make(chan pod)
	for range inFlight {
		workers.Go(func() {
			for p := range next {
				if err := p.restart(ctx, client); err != nil {
					failure.Store(&err)
				}
				f.changes.Add(1)
			}
		})
	}
	tick := time.NewTicker(time.Second / changesSecond)
	defer tick.Stop()
	began, sent := time.Now(), 0
	for time.Since(began) < length && ctx.Err() == nil {
		<-tick.C
		// A busy machine is late: what is due is made up for.
		for due := int(time.Since(began).Seconds() * changesSecond); sent < due; sent++ {
			next <- all[sent*7919%len(all)]
		}
	}
	close(next)
	workers.Wait()
	if err := failure.Load(); err != nil && !errors.Is(*err, context.Canceled) {
		return *err
	}
	return ctx.Err()
}

func (p pod) restart(ctx context.Context, client *kubernetes.Clientset) error {
	namespace, name, _ := strings.Cut(p.id, "/")
	patch := fmt.Sprintf(`[{"op":"replace","path":"/status/containerStatuses/0/restartCount","value":%d}]`, p.restarts+1)
	_, err := client.CoreV1().Pods(namespace).Patch(ctx, name, types.JSONPatchType, []byte(patch), metav1.PatchOptions{}, "status")
	return err
}
