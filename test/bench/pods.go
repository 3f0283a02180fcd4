package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/sluice-desktop/sluice/internal/live"
)

// podRun is what one cold start of the pods' list gives.
type podRun struct {
	first, all, second, again float64 // milliseconds
	perRow                    float64 // bytes
}

// pods compares the first window of 10,000 pods with what clients do that ask for the objects as JSON.
func pods(ctx context.Context, s settings, r *results) error {
	cluster, err := findLarge(s)
	if err != nil {
		return err
	}
	var ours []podRun
	var informed []podRun
	taken, err := alternate(ctx, s.runs,
		func(ctx context.Context) (float64, error) {
			run, err := cluster.firstPods(ctx)
			ours = append(ours, run)
			return run.first, err
		},
		cluster.listJSON,
		func(ctx context.Context) (float64, error) {
			run, err := cluster.informJSON(ctx)
			informed = append(informed, run)
			return run.first, err
		},
		cluster.tables,
	)
	if err != nil {
		return err
	}
	ours, informed = ours[1:], informed[1:]
	r.alone("10,000 pods: cold to first rows (a window of 100, more on their way)", "ms", taken[0])
	complete := pick(ours, func(p podRun) float64 { return p.all })
	r.beside("10,000 pods: cold to all rows", "ms", complete, "one JSON list by client-go", taken[1])
	r.beside("10,000 pods: cold to all rows", "ms", complete, "a JSON informer of client-go, synced", taken[2])
	r.beside("10,000 pods: cold to all rows", "ms", complete, "all rows as kubectl get asks for them", taken[3])
	r.alone("10,000 pods: another filter and sort, first time", "ms", pick(ours, func(p podRun) float64 { return p.second }))
	r.alone("10,000 pods: next window of the same", "ms", pick(ours, func(p podRun) float64 { return p.again }))
	perRow := func(p podRun) float64 { return p.perRow }
	r.beside("memory per pod held", "bytes", pick(ours, perRow), "a JSON informer of client-go", pick(informed, perRow))
	return sentForPods(ctx, s, r, cluster)
}

// sentForPods counts what the server sends for the first window.
func sentForPods(ctx context.Context, s settings, r *results, cluster large) error {
	folder, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	counted, counter, err := cluster.throughCounter(folder)
	if err != nil {
		return err
	}
	defer counter.close()
	sent, err := alternate(ctx, min(s.runs, 3),
		func(ctx context.Context) (float64, error) {
			counter.take()
			_, err := counted.firstPods(ctx)
			return counter.take(), err
		},
		func(ctx context.Context) (float64, error) {
			counter.take()
			_, err := counted.listJSON(ctx)
			return counter.take(), err
		})
	if err != nil {
		return err
	}
	r.beside("10,000 pods: sent by the server", "MB", sent[0], "one JSON list by client-go", sent[1])
	return nil
}

func (l large) firstPods(ctx context.Context) (podRun, error) {
	var run podRun
	before := heap()
	var lists *live.Lists
	ask := func(q live.Query) (float64, error) {
		return timed(func() error {
			q.View = "pods"
			page, err := l.window(ctx, lists, q, podCount)
			if err == nil && len(page.Rows) != q.Limit {
				err = fmt.Errorf("the window has %d rows, not %d", len(page.Rows), q.Limit)
			}
			return err
		})
	}
	var err error
	began := time.Now()
	lists = l.lists(ctx, deaf)
	defer lists.Close()
	if _, err = ask(live.Query{Limit: 100}); err != nil {
		return run, err
	}
	run.first = float64(time.Since(began).Microseconds()) / 1000
	if _, err = lists.Whole(ctx, live.Query{View: "pods", Scope: live.Scope{Context: l.context}, Limit: 100}); err != nil {
		return run, err
	}
	run.all = float64(time.Since(began).Microseconds()) / 1000
	run.perRow = (heap() - before) / podCount
	other := live.Query{Filter: "billing", Sort: "node", Descending: true, Limit: 100}
	if run.second, err = ask(other); err != nil {
		return run, err
	}
	other.Offset = 2000
	run.again, err = ask(other)
	return run, err
}

// clients is a new client-go client that speaks JSON, as it does unless told otherwise.
func clients(kubeconfig string) (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	config.ContentType = "application/json"
	return kubernetes.NewForConfig(config)
}

func (l large) listJSON(ctx context.Context) (float64, error) {
	return timed(func() error {
		client, err := clients(l.kubeconfig)
		if err != nil {
			return err
		}
		all, err := client.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
		if err == nil && len(all.Items) != podCount {
			err = fmt.Errorf("client-go lists %d pods, not %d", len(all.Items), podCount)
		}
		return err
	})
}

// tables asks as `kubectl get pods` does: for rows printed by the server, five hundred at a time.
func (l large) tables(ctx context.Context) (float64, error) {
	return timed(func() error {
		client, err := clients(l.kubeconfig)
		if err != nil {
			return err
		}
		rows, next := 0, ""
		for rows == 0 || next != "" {
			text, err := client.CoreV1().RESTClient().Get().Resource("pods").Param("limit", "500").Param("continue", next).
				SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json").Do(ctx).Raw()
			if err != nil {
				return err
			}
			var table metav1.Table
			if err := json.Unmarshal(text, &table); err != nil {
				return err
			}
			rows, next = rows+len(table.Rows), table.Continue
		}
		if rows != podCount {
			return fmt.Errorf("the server's table has %d rows, not %d", rows, podCount)
		}
		return nil
	})
}

// informJSON keeps all pods as they are, until it has them all.
func (l large) informJSON(ctx context.Context) (podRun, error) {
	var run podRun
	before := heap()
	ctx, stop := context.WithCancel(ctx)
	began := time.Now()
	client, err := clients(l.kubeconfig)
	if err != nil {
		stop()
		return run, err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	defer factory.Shutdown()
	defer stop()
	informer := factory.Core().V1().Pods().Informer()
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return run, errors.New("the informer did not sync")
	}
	run.first = float64(time.Since(began).Microseconds()) / 1000
	if n := len(informer.GetStore().ListKeys()); n != podCount {
		return run, fmt.Errorf("the informer holds %d pods, not %d", n, podCount)
	}
	run.perRow = (heap() - before) / podCount
	runtime.KeepAlive(informer)
	return run, nil
}

func pick[T any](from []T, field func(T) float64) []float64 {
	out := make([]float64, 0, len(from))
	for _, one := range from {
		out = append(out, field(one))
	}
	return out
}
