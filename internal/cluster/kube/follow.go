package kube

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
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
	beat     = 5 * time.Second        // how often a quiet server is asked whether it is there
	patience = 4 * time.Second        // how long it may think about that
	pageSize = 500                    // where the server cannot stream a list
	glimpse  = 300 * time.Millisecond // how long a list may stream in before its first rows are shown
)

// source is one kind of object in one context.
type source struct {
	from *cache.ListWatch
	kind runtime.Object
	row  func(any) live.Row
}

type open func(l *link, namespace string) (source, error)

// follow keeps t current. Who may not list everywhere sees the namespaces where they may.
func (c *Client) follow(ctx context.Context, scope live.Scope, t *live.Table, from open) error {
	l, err := c.link(ctx, scope.Context)
	if err != nil {
		return err
	}
	return c.watching(ctx, l, t, func(w *watching) error {
		err := w.stream(from, scope.Namespace, &whole{w})
		if scope.Namespace == "" && w.ctx.Err() == nil && fault.Of(l.fault(err)).Kind == fault.Denied {
			return w.spread(from, err)
		}
		return err
	})
}

// watching is one view of one cluster being kept current.
type watching struct {
	client *Client
	link   *link
	table  *live.Table
	ctx    context.Context         // of this try; its cause says why it broke off
	stop   context.CancelCauseFunc // breaks it off
	listed atomic.Bool             // its rows are in
}

func (w *watching) ready() {
	w.listed.Store(true)
	w.table.Ready()
}

// watching runs do while the server answers, and says in words why it ended.
func (c *Client) watching(ctx context.Context, l *link, t *live.Table, do func(*watching) error) error {
	run, stop := context.WithCancelCause(klog.NewContext(ctx, klog.Logger{})) // the reflector's log is not ours
	defer stop(nil)
	w := &watching{client: c, link: l, table: t, ctx: run, stop: stop}
	go w.listen()
	err := do(w)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case run.Err() != nil:
		err = context.Cause(run)
	}
	return c.ended(l, err)
}

// stream lists and watches until the try ends or it cannot go on. client-go's reflector does the protocol:
// initial rows as a stream where the server can, pages where not, resuming, and a new list when history has
// gone. What it retries silently for ever, an absent server, is noticed here.
func (w *watching) stream(from open, namespace string, to sink) error {
	src, err := from(w.link, namespace)
	if err != nil {
		return err
	}
	reflector := cache.NewReflectorWithOptions(told(src.from, w.stop), src.kind, &rows{row: src.row, to: to, began: time.Now()}, cache.ReflectorOptions{
		Name: w.link.name, Logger: &klog.Logger{},
		Backoff: &wait.Backoff{Duration: 100 * time.Millisecond, Factor: 2, Steps: 4, Cap: time.Second, Jitter: 0.2},
	})
	reflector.WatchListPageSize = pageSize
	for w.ctx.Err() == nil {
		if err := reflector.ListAndWatchWithContext(w.ctx); err != nil {
			return err
		}
		select {
		case <-w.ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	return context.Cause(w.ctx)
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
func (w *watching) listen() {
	raw, err := w.link.raw()
	if err != nil {
		return
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-w.ctx.Done():
			return
		case <-tick.C:
		}
		asked, cancel := context.WithTimeout(w.ctx, patience)
		_, err := raw.Get().AbsPath("/version").MaxRetries(0).Do(asked).Raw()
		cancel()
		switch {
		case w.ctx.Err() != nil:
			return
		case err == nil || answered(err) && !apierrors.IsUnauthorized(err):
			// Rows of an earlier try stay marked as old until the new ones are in.
			if w.listed.Load() {
				w.table.Read(w.client.cfg.Now())
			}
		default:
			w.stop(err)
			return
		}
	}
}

// sink takes the rows of one stream.
type sink interface {
	early(row live.Row, show bool) // while the list streams in
	replace([]live.Row)
	upsert(live.Row)
	remove(id string)
}

// whole is the sink of a stream that fills the table alone.
type whole struct{ *watching }

func (s *whole) early(row live.Row, show bool) { s.table.Early(row, show) }

func (s *whole) replace(all []live.Row) {
	s.table.Narrow("")
	s.table.Replace(all)
	s.ready()
}

func (s *whole) upsert(row live.Row) { s.table.Upsert(row) }
func (s *whole) remove(id string)    { s.table.Delete(id) }

// rows is the reflector's store: it keeps nothing itself, and of each object only its row gets further.
type rows struct {
	row   func(any) live.Row
	to    sink
	began time.Time
}

var _ cache.TransformingStore = (*rows)(nil)

// Transformer makes rows of objects while a list still streams in, so that the objects can go at once.
func (r *rows) Transformer() cache.TransformFunc {
	return func(o any) (any, error) {
		row := r.of(o)
		r.to.early(row, time.Since(r.began) > glimpse)
		return row, nil
	}
}

func (r *rows) of(o any) live.Row {
	if row, done := o.(live.Row); done {
		return row
	}
	return r.row(o)
}

func (r *rows) Add(o any) error { return r.Update(o) }

func (r *rows) Update(o any) error {
	r.to.upsert(r.of(o))
	return nil
}

func (r *rows) Delete(o any) error {
	r.to.remove(r.of(o).ID)
	return nil
}

func (r *rows) Replace(list []any, _ string) error {
	all := make([]live.Row, 0, len(list))
	for _, o := range list {
		all = append(all, r.of(o))
	}
	slices.SortFunc(all, func(a, b live.Row) int { return strings.Compare(a.ID, b.ID) })
	r.to.replace(all)
	return nil
}

func (r *rows) Resync() error { return nil }
