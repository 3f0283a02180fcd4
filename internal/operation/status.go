package operation

import (
	"context"
	"slices"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Running is the state of an operation that has no outcome yet.
const Running = "running"

// kept is how many ended operations stay in the list.
const kept = 50

// Status is what the window shows of one operation. Seq grows with every change, because events can overtake
// each other on their way.
type Status struct {
	ID        string       `json:"id"`
	Seq       uint64       `json:"seq"`
	Action    string       `json:"action"`
	Title     string       `json:"title"`
	Target    string       `json:"target"` // in words: "acme-shop-prod in ocean/acme-prod"
	Person    string       `json:"person"`
	State     string       `json:"state"` // running, then an audit outcome
	Step      Step         `json:"step"`
	Outcome   string       `json:"outcome"`   // a sentence, once it succeeded
	Emergency string       `json:"emergency"` // why it runs although something holds it; empty when nothing does
	Fault     *fault.Error `json:"fault"`
	Started   string       `json:"started"` // RFC 3339
	Ended     string       `json:"ended"`
}

type tracked struct {
	x      *Executor
	status Status
	cancel context.CancelFunc
}

func (x *Executor) track(rec *record, a policy.Action, cancel context.CancelFunc) *tracked {
	t := &tracked{x: x, cancel: cancel, status: Status{
		ID: rec.event.Operation, Action: a.String(), Title: a.Title(), Target: words(rec.event),
		Person: rec.event.Person, Emergency: rec.event.Emergency, State: Running, Started: rec.began.UTC().Format(time.RFC3339),
	}}
	x.mu.Lock()
	x.tracked = append(x.tracked, t)
	if x.closed {
		cancel() // it was let in just before
	}
	if ended := slices.IndexFunc(x.tracked, func(t *tracked) bool { return t.status.State != Running }); len(x.tracked) > kept && ended >= 0 {
		x.tracked = slices.Delete(x.tracked, ended, ended+1)
	}
	x.mu.Unlock()
	t.change(func(*Status) {})
	return t
}

func words(e audit.Event) string {
	where := e.Cluster
	if e.Namespace != "" {
		where += "/" + e.Namespace
	}
	if where == "" {
		return e.Name
	}
	return e.Name + " in " + where
}

func (t *tracked) change(set func(*Status)) {
	t.x.mu.Lock()
	t.x.seq++
	t.status.Seq = t.x.seq
	set(&t.status)
	now := t.status
	t.x.mu.Unlock()
	if t.x.Notify != nil {
		t.x.Notify(now)
	}
}

func (t *tracked) report(s Step) { t.change(func(st *Status) { st.Step = s }) }

func (t *tracked) end(o audit.Outcome, err error, outcome string) {
	t.change(func(st *Status) {
		st.State, st.Outcome, st.Ended = string(o), outcome, t.x.Now().UTC().Format(time.RFC3339)
		if err != nil {
			st.Fault = fault.Of(err)
		}
	})
}

// Status is how the operation stands.
func (t *tracked) Status() Status {
	t.x.mu.Lock()
	defer t.x.mu.Unlock()
	return t.status
}

// Statuses are the running operations and the last that ended, newest first.
func (x *Executor) Statuses() []Status {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := make([]Status, 0, len(x.tracked))
	for _, t := range slices.Backward(x.tracked) {
		out = append(out, t.status)
	}
	return out
}

// enter counts one more operation, unless the door is closed.
func (x *Executor) enter() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.closed {
		x.running.Add(1)
	}
	return !x.closed
}

// Close lets nobody in any more, cancels what runs, and waits until its outcome is recorded, as long as ctx allows.
// It reports whether all is.
func (x *Executor) Close(ctx context.Context) bool {
	x.mu.Lock()
	x.closed = true
	for _, t := range x.tracked {
		t.cancel()
	}
	x.mu.Unlock()
	ended := make(chan struct{})
	go func() { x.running.Wait(); close(ended) }()
	select {
	case <-ended:
		return true
	case <-ctx.Done():
		return false
	}
}

// Cancel asks a running operation to stop; it says itself what state it left. It reports whether there was one.
func (x *Executor) Cancel(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, t := range x.tracked {
		if t.status.ID == id && t.status.State == Running {
			t.cancel()
			return true
		}
	}
	return false
}
