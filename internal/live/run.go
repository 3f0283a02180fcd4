package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

const (
	pause       = 250 * time.Millisecond // between two notices of one view
	retryFirst  = 500 * time.Millisecond
	retryLast   = 8 * time.Second // a cluster that is back is seen within ten seconds
	retryPerson = 30 * time.Second
)

var (
	errDropped = errors.New("the view was dropped")
	errIdle    = errors.New("nobody looks at the view")
)

// run is one view being watched in one scope.
type run struct {
	view   View
	scope  Scope
	key    string
	table  *Table
	ctx    context.Context // lives as long as the run; its cause says why it ended
	cancel context.CancelCauseFunc
	failed chan struct{} // closed when the watch failed before its first rows
	err    error         // why; read after failed is closed

	users int // guarded by Lists.mu, as is idle
	idle  *time.Timer
}

// over reports whether the run gave up before its first rows.
func (r *run) over() bool {
	select {
	case <-r.failed:
		return true
	default:
		return false
	}
}

// wait returns once there are rows to show, or the reason why there will be none.
func (r *run) wait(ctx context.Context) error {
	if r.over() { // also when it had shown some rows before
		return r.err
	}
	select {
	case <-r.table.filled:
		return nil
	case <-r.failed:
		return r.err
	case <-r.ctx.Done():
		return context.Cause(r.ctx)
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
		return fault.New(fault.Unreachable, "live", ctx.Err(),
			"The first rows have not arrived yet. Check the network or the VPN, then retry")
	}
}

// page is the window that q asks for, of the rows that are kept or of the source's.
func (r *run) page(ctx context.Context, q Query) (Page, error) {
	if r.view.Source == nil {
		return r.table.Page(q)
	}
	version := r.table.versionNow() // before the rows are read: they may only be newer
	q.Limit = min(q.Limit, mostRows)
	page, err := r.view.Source.Window(ctx, q)
	page.Columns, page.Offset, page.Version = r.table.ids(), q.Offset, version
	page.ReadAt = r.table.now().UTC().Format(time.RFC3339)
	return page, err
}

// watch keeps the table current until the run ends. A view that never had rows gives up at once, so that
// whoever waits hears why; one that had them keeps them and tries again.
func (r *run) watch() {
	delay := retryFirst
	for {
		began := time.Now()
		err := r.once()
		if r.ctx.Err() != nil {
			return
		}
		if !r.table.isReady() {
			if err == nil {
				err = fault.New(fault.Unreachable, "live", nil, "The source ended before it gave any rows. Retry")
			}
			r.err = err
			close(r.failed)
			r.cancel(err)
			return
		}
		if time.Since(began) > retryPerson {
			delay = retryFirst
		}
		wait := delay
		if err != nil {
			r.table.Fail(err)
			// What a person must mend first is not worth hammering for.
			if k := fault.Of(err).Kind; k == fault.SignIn || k == fault.Denied {
				wait = retryPerson
			}
		}
		select {
		case <-r.ctx.Done():
			return
		case <-time.After(jitter(wait)):
		}
		delay = min(2*delay, retryLast)
	}
}

// once runs the view's Watch.
func (r *run) once() error {
	return guarded(func() error { return r.view.watch(r.ctx, r.scope, r.table) })
}

// guarded turns a panic into a fault: an error in one list must not end the app.
func guarded(watch func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("list", "panic", p, "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "live", fmt.Errorf("panic: %v", p), "The list broke off by an error in Sluice. It is tried again; the log says more")
		}
	}()
	return watch()
}

// tell passes changes on, at most four a second; the last one is always told.
func (r *run) tell(notify func(Changed)) {
	select {
	case <-r.ctx.Done():
		return
	case <-r.table.filled:
	}
	r.table.mu.RLock()
	told := r.table.first
	r.table.mu.RUnlock()
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-r.table.dirty:
		}
		now := r.table.versionNow()
		if now == told {
			continue
		}
		told = now
		notify(Changed{Key: r.key, Version: now})
		select {
		case <-r.ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// jitter keeps many views from asking a server that is just back at the same moment.
func jitter(d time.Duration) time.Duration {
	return d*3/4 + rand.N(d/2+1)
}
