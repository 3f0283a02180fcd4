package live

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// idle is how long a view is kept current after its last window was asked for.
const idle = time.Minute

// Lists runs the views: each once per scope, from the first window asked of it until nobody looks any more.
type Lists struct {
	views    map[string]View
	now      func() time.Time
	notify   func(Changed)
	versions atomic.Uint64
	ended    sync.WaitGroup

	mu      sync.Mutex
	running map[string]*run
	closed  bool
}

// New offers views. notify is told of changed rows, each view on a goroutine of its own.
func New(views []View, now func() time.Time, notify func(Changed)) *Lists {
	l := &Lists{views: map[string]View{}, now: now, notify: notify, running: map[string]*run{}}
	for _, v := range views {
		l.views[v.Name] = v
	}
	return l
}

// Window answers q. The first one of a view waits until its rows are in, as long as ctx allows.
func (l *Lists) Window(ctx context.Context, q Query) (Page, error) {
	view, ok := l.views[q.View]
	if !ok {
		return Page{}, fault.New(fault.Invalid, "live", nil, "There is no list %q", q.View).On("view")
	}
	// A bad question must not start a watch.
	if err := NewTable(view.Columns, l.now).check(q); err != nil {
		return Page{}, err
	}
	for {
		r, err := l.use(view, q.Scope)
		if err != nil {
			return Page{}, err
		}
		err = r.wait(ctx)
		l.release(r)
		switch {
		case errors.Is(err, errDropped):
			continue // the clusters behind it changed while we waited: ask the new ones
		case err != nil:
			return Page{}, err
		}
		page, err := r.page(ctx, q)
		page.Key = r.key
		return page, err
	}
}

// Whole is Window once all rows are in.
func (l *Lists) Whole(ctx context.Context, q Query) (Page, error) {
	for {
		page, err := l.Window(ctx, q)
		if err != nil || !page.Reading {
			return page, err
		}
		select {
		case <-ctx.Done():
			return page, ctx.Err()
		case <-time.After(pause / 5):
		}
	}
}

// use finds the running view, or starts it, and keeps it from falling idle.
func (l *Lists) use(view View, scope Scope) (*run, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, fault.New(fault.Cancelled, "live", context.Canceled, "Sluice is closing")
	}
	key := keyOf(view.Name, scope)
	r, ok := l.running[key]
	if !ok || r.over() {
		ctx, cancel := context.WithCancelCause(context.Background())
		r = &run{
			view: view, scope: scope, key: key, ctx: ctx, cancel: cancel,
			table: newTable(view.Columns, l.now, &l.versions), failed: make(chan struct{}),
		}
		l.running[key] = r
		l.ended.Go(func() { r.watch(); l.forget(r) })
		l.ended.Go(func() { r.tell(l.notify) })
	}
	r.users++
	if r.idle != nil {
		r.idle.Stop()
	}
	return r, nil
}

func (l *Lists) release(r *run) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.users--
	if r.users > 0 {
		return
	}
	r.idle = time.AfterFunc(idle, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if r.users == 0 && l.running[r.key] == r {
			delete(l.running, r.key)
			r.cancel(errIdle)
		}
	})
}

// stop ends a run, so that the next window starts a new one.
func (l *Lists) stop(r *run, why error) {
	l.forget(r)
	r.cancel(why)
}

func (l *Lists) forget(r *run) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running[r.key] == r {
		delete(l.running, r.key)
	}
}

// Drop stops the views whose scope matches, because what stands behind it is another now. Windows that wait
// for them, and those that are asked next, get new ones; whoever shows their rows is told to ask.
func (l *Lists) Drop(matches func(Scope) bool) {
	for _, r := range l.all() {
		if !matches(r.scope) {
			continue
		}
		l.stop(r, errDropped)
		if r.table.isReady() {
			l.notify(Changed{Key: r.key, Version: l.versions.Add(1)})
		}
	}
}

// Close stops all views and waits for them.
func (l *Lists) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	for _, r := range l.all() {
		l.stop(r, context.Canceled)
	}
	l.ended.Wait()
}

func (l *Lists) all() []*run {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]*run, 0, len(l.running))
	for _, r := range l.running {
		out = append(out, r)
	}
	return out
}

func keyOf(view string, s Scope) string {
	parts := []string{view, s.Context, s.Namespace, s.Instance}
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
