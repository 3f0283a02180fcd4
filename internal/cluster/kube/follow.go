package kube

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

const (
	beat     = 5 * time.Second // how often a quiet server is asked whether it is there
	patience = 4 * time.Second // how long it may think about that
	pageSize = 500             // where the server cannot stream a list
)

// source is one kind of object in one context.
type source struct {
	from *cache.ListWatch
	kind runtime.Object
	row  func(any) live.Row
}

type open func(l *link, namespace string) (source, error)

// follow keeps t current. Who may not list everywhere sees the context's own namespace, if it names one.
func (c *Client) follow(ctx context.Context, scope live.Scope, t *live.Table, from open) error {
	l, err := c.link(ctx, scope.Context)
	if err != nil {
		return err
	}
	err = c.stream(ctx, l, from, scope.Namespace, "", t)
	if scope.Namespace == "" && l.namespace != "" && err != nil && fault.Of(err).Kind == fault.Denied {
		return c.stream(ctx, l, from, l.namespace, narrowed(l, l.namespace), t)
	}
	return err
}

// stream lists and watches until ctx ends or it cannot go on. client-go's reflector does the protocol: initial
// rows as a stream where the server can, pages where not, resuming, and a new list when history has gone. What
// it retries silently for ever, an absent server, is noticed here.
func (c *Client) stream(ctx context.Context, l *link, from open, namespace, narrow string, t *live.Table) error {
	src, err := from(l, namespace)
	if err != nil {
		return l.fault(err)
	}
	run, stop := context.WithCancelCause(klog.NewContext(ctx, klog.Logger{})) // the reflector's log is not ours
	defer stop(nil)
	rows := &rows{table: t, row: src.row, narrow: narrow}
	reflector := cache.NewReflectorWithOptions(told(src.from, stop), src.kind, rows, cache.ReflectorOptions{
		Name: l.name, Logger: &klog.Logger{},
		Backoff: &wait.Backoff{Duration: 100 * time.Millisecond, Factor: 2, Steps: 4, Cap: time.Second, Jitter: 0.2},
	})
	reflector.WatchListPageSize = pageSize
	go c.listen(run, l, t, stop)
	for run.Err() == nil {
		if err := reflector.ListAndWatchWithContext(run); err != nil {
			return c.ended(l, err)
		}
		select {
		case <-run.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.ended(l, context.Cause(run))
}

// ended words why a stream broke off. Its connections may be dead without knowing it, so the next try dials.
func (c *Client) ended(l *link, err error) error {
	err = l.fault(err)
	if fault.Of(err).Kind == fault.Unreachable {
		c.forget(l)
	}
	return err
}

// told is from, except that errors which the reflector would sit out end the run with their cause.
func told(from *cache.ListWatch, stop context.CancelCauseFunc) *cache.ListWatch {
	return &cache.ListWatch{
		ListWithContextFunc: from.ListWithContextFunc,
		WatchFuncWithContext: func(ctx context.Context, o metav1.ListOptions) (watch.Interface, error) {
			w, err := from.WatchFuncWithContext(ctx, o)
			var answer apierrors.APIStatus
			initial := o.SendInitialEvents != nil && *o.SendInitialEvents
			if err != nil && (!errors.As(err, &answer) || !initial && (apierrors.IsUnauthorized(err) || apierrors.IsForbidden(err))) {
				stop(err)
			}
			return w, err
		},
	}
}

// listen asks the server now and then whether it is there: a network that swallows everything ends no watch.
func (c *Client) listen(ctx context.Context, l *link, t *live.Table, stop context.CancelCauseFunc) {
	raw, err := l.raw()
	if err != nil {
		return
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		asked, cancel := context.WithTimeout(ctx, patience)
		_, err := raw.Get().AbsPath("/version").MaxRetries(0).Do(asked).Raw()
		cancel()
		switch {
		case ctx.Err() != nil:
			return
		case err == nil || answered(err) && !apierrors.IsUnauthorized(err):
			t.Read(c.cfg.Now())
		default:
			stop(err)
			return
		}
	}
}

// rows is the reflector's store: it keeps nothing itself, and of each object only its row gets further.
type rows struct {
	table  *live.Table
	row    func(any) live.Row
	narrow string
}

var _ cache.TransformingStore = (*rows)(nil)

// Transformer makes rows of objects while a list still streams in, so that the objects can go at once.
func (r *rows) Transformer() cache.TransformFunc {
	return func(o any) (any, error) { return r.of(o), nil }
}

func (r *rows) of(o any) live.Row {
	if row, done := o.(live.Row); done {
		return row
	}
	return r.row(o)
}

func (r *rows) Add(o any) error { return r.Update(o) }

func (r *rows) Update(o any) error {
	r.table.Upsert(r.of(o))
	return nil
}

func (r *rows) Delete(o any) error {
	r.table.Delete(r.of(o).ID)
	return nil
}

func (r *rows) Replace(list []any, _ string) error {
	all := make([]live.Row, 0, len(list))
	for _, o := range list {
		all = append(all, r.of(o))
	}
	slices.SortFunc(all, func(a, b live.Row) int { return strings.Compare(a.ID, b.ID) })
	r.table.Narrow(r.narrow)
	r.table.Replace(all)
	r.table.Ready()
	return nil
}

func (r *rows) Resync() error { return nil }
