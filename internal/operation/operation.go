// Package operation is the one door through which Sluice changes anything.
package operation

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Operation is one change: which action it is, what it touches, how it runs.
type Operation[In, Out any] struct {
	Action policy.Action
	// Target says what in touches. It asks the server where the input alone cannot be trusted to say.
	Target func(ctx context.Context, in In) (policy.Target, error)
	// Details are the parts of in that are recorded. The action's entry in the catalogue must name each.
	Details func(in In) map[string]string
	Run     func(ctx context.Context, permit Permit, in In) (Out, error)
	// Results are the parts of out that are recorded beside them, or in their place, once it succeeded.
	Results func(out Out) map[string]string
	// Done says in a sentence what came of it.
	Done func(in In, out Out) string
}

// Admitter may hold an allowed operation: a gate, a freeze window, a missing approval, a foreign owner.
type Admitter interface {
	Admit(ctx context.Context, actor identity.Actor, action policy.Action, target policy.Target) error
}

// Executor is what the door needs to know of the world.
type Executor struct {
	Journal   audit.Log
	Who       func(ctx context.Context, target policy.Target) (identity.Actor, error)
	Classify  func(policy.Target) policy.Target
	Decide    func(policy.Principal, policy.Action, policy.Target) policy.Decision
	Admitters []Admitter
	Now       func() time.Time
	Notify    func(Status) // told of every change of a running operation
	Version   string
	Host      string

	mu      sync.Mutex
	seq     uint64
	tracked []*tracked
	closed  bool
	running sync.WaitGroup
}

const (
	// asking is how long it may take to find out what an operation touches, who asks and whether they may.
	asking = 30 * time.Second
	// longest is how long an operation may run.
	longest = 30 * time.Minute
)

// Do runs op to its end: who asks, may they, does a gate hold it, record, run, record.
func Do[In, Out any](ctx context.Context, x *Executor, op Operation[In, Out], in In) (Out, error) {
	var out Out
	var err error
	ended := make(chan struct{})
	if _, began := begin(ctx, x, op, in, func(o Out, e error) { out, err = o, e; close(ended) }); began != nil {
		return out, began
	}
	<-ended
	return out, err
}

// Start does as Do, but returns once the asking is recorded: the rest is followed by the status's ID, and goes on
// until it ends, is cancelled, or ctx ends. A refusal is returned at once.
func Start[In, Out any](ctx context.Context, x *Executor, op Operation[In, Out], in In) (Status, error) {
	return begin(ctx, x, op, in, func(Out, error) {})
}

func begin[In, Out any](ctx context.Context, x *Executor, op Operation[In, Out], in In, end func(Out, error)) (Status, error) {
	if !x.enter() {
		return Status{}, fault.New(fault.Cancelled, "operation", context.Canceled, "Sluice is closing")
	}
	left := x.running.Done
	defer func() { left() }()
	rec, err := ask(ctx, x, op, in)
	if err != nil {
		return Status{}, err
	}
	runCtx, cancel := context.WithTimeout(identity.InNameOf(ctx, rec.actor), longest)
	run := x.track(rec, op.Action, cancel)
	status := run.Status()
	left = func() {} // now it is the work that leaves
	go func() {
		defer x.running.Done()
		defer cancel()
		carry(runCtx, x, op, in, rec, run, end)
	}()
	return status, nil
}

// ask finds out what op touches, who asks and whether they may, and records it: as asked, or as refused, also when
// the question itself could not be answered.
func ask[In, Out any](ctx context.Context, x *Executor, op Operation[In, Out], in In) (*record, error) {
	deciding, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	target, unknown := op.Target(deciding, in)
	target = x.Classify(target)
	actor, nobody := x.Who(deciding, target)
	rec := x.record(actor, op.Action, target)
	if op.Details != nil {
		rec.keep(op.Details(in))
	}
	emergency := emergencyOf(in)
	rec.event.Emergency = emergency.reason()
	err := cmp.Or(unknown, nobody)
	if err == nil {
		err = x.admit(deciding, rec, emergency)
	}
	if err != nil {
		if lost := rec.write(ctx, audit.Refused, err); lost != nil {
			slog.Error("a refusal could not be recorded", "operation", rec.event.Operation, "action", op.Action, "cause", lost)
		}
		return nil, err
	}
	if err := rec.write(ctx, audit.Asked, nil); err != nil {
		return nil, fault.New(fault.Internal, "audit", err,
			"The audit journal cannot be written, so nothing was changed. Free disk space or check the journal in Audit")
	}
	return rec, nil
}

// carry runs the work with a permit that dies with it, records what came of it and hands that to end.
func carry[In, Out any](ctx context.Context, x *Executor, op Operation[In, Out], in In, rec *record, run *tracked, end func(Out, error)) {
	var out Out
	err := errBrokenOff // until Run returns: it may panic, or end its goroutine
	permit, revoke := mint(op.Action, rec.target, run.report)
	defer func() {
		revoke()
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: panic: %v\n%s", errBrokenOff, p, debug.Stack())
		}
		if errors.Is(err, errBrokenOff) {
			err = fault.New(fault.Internal, "operation", err, "%s broke off by an error in Sluice. What it did must be checked", op.Action.Title())
		}
		if err == nil && op.Results != nil {
			rec.keep(op.Results(out))
		}
		outcome := audit.Succeeded
		switch {
		case err != nil && errors.Is(ctx.Err(), context.Canceled):
			outcome = audit.Cancelled
		case err != nil:
			outcome = audit.Failed
		}
		// The outcome is recorded even when the window has gone and its context with it.
		if lost := rec.write(context.WithoutCancel(ctx), outcome, err); lost != nil {
			err = errors.Join(err, fault.New(fault.Internal, "audit", lost, "It ran, but its outcome could not be recorded. Check the journal in Audit"))
		}
		if err != nil && fault.Of(err).Kind == fault.Internal {
			slog.Error("operation", "operation", rec.event.Operation, "action", op.Action, "cause", err)
		}
		run.end(outcome, err, sentence(op, in, out, err))
		end(out, err)
	}()
	out, err = op.Run(ctx, permit, in)
}

// errBrokenOff stands for the result of work that did not return.
var errBrokenOff = errors.New("the work did not return")

func sentence[In, Out any](op Operation[In, Out], in In, out Out, err error) string {
	if err != nil || op.Done == nil {
		return ""
	}
	return op.Done(in, out)
}

// admit decides, and lets the admitters hold what is allowed. In an emergency a hold is passed, a refusal never is.
func (x *Executor) admit(ctx context.Context, rec *record, e *Emergency) error {
	d := x.decide(rec, rec.action)
	rec.event.Rule = d.Rule
	if !d.Allowed {
		return d.Fault()
	}
	held, err := x.holds(ctx, rec)
	switch {
	case err != nil:
		return err
	case e == nil && len(held) > 0:
		return held[0]
	case e == nil:
		return nil
	}
	if d := x.decide(rec, policy.BreakGlass); !d.Allowed {
		return d.Fault()
	}
	rec.event.Reason = details(held)
	return e.check(rec.target, held)
}

// holds are what the admitters hold the operation for; an error is one that no emergency passes.
func (x *Executor) holds(ctx context.Context, rec *record) ([]*fault.Error, error) {
	var held []*fault.Error
	for _, a := range x.Admitters {
		err := a.Admit(ctx, rec.actor, rec.action, rec.target)
		if err == nil {
			continue
		}
		why := fault.Of(err)
		if why.Kind != fault.Held {
			return nil, err
		}
		held = append(held, why)
	}
	return held, nil
}

func details(held []*fault.Error) string {
	said := make([]string, 0, len(held))
	for _, why := range held {
		said = append(said, why.Detail)
	}
	return strings.Join(said, ". ")
}

func (x *Executor) decide(rec *record, a policy.Action) policy.Decision {
	return x.Decide(policy.Principal{Person: rec.actor.Person, Role: rec.actor.Role}, a, rec.target)
}

// record is one operation as it was decided, and its line in the journal.
type record struct {
	x      *Executor
	actor  identity.Actor
	action policy.Action
	target policy.Target
	event  audit.Event
	began  time.Time
}

func (x *Executor) record(actor identity.Actor, action policy.Action, t policy.Target) *record {
	logins := make([]string, 0, len(actor.Logins))
	for _, l := range actor.Logins {
		logins = append(logins, l.String())
	}
	return &record{x: x, actor: actor, action: action, target: t, began: x.Now(), event: audit.Event{
		Operation: rand.Text(),
		Person:    actor.Person, Role: string(actor.Role), Proof: actor.Proof, Logins: logins,
		Action:  action.String(),
		Cluster: t.Cluster, Namespace: t.Namespace, Name: t.Name,
		Environment: t.Environment, Customer: t.Customer, Product: t.Product,
		Version: x.Version, Host: x.Host, Details: map[string]string{},
	}}
}

// keep adds details to what is recorded: those that the catalogue names, because a secret could be among the others.
func (r *record) keep(details map[string]string) {
	kept := maps.Clone(r.event.Details)
	for name, value := range details {
		if r.action.Records(name) {
			kept[name] = value
			continue
		}
		slog.Error("a detail that the catalogue does not name is not recorded", "action", r.action, "detail", name)
	}
	r.event.Details = kept
}

func (r *record) write(ctx context.Context, o audit.Outcome, why error) error {
	now := r.x.Now()
	e := r.event
	e.At, e.Outcome, e.Millis = now.UTC().Format(audit.TimeLayout), o, now.Sub(r.began).Milliseconds()
	if why != nil {
		seen := fault.Of(why)
		e.Fault, e.Reason = string(seen.Kind), seen.Detail
	}
	_, err := r.x.Journal.Append(ctx, e)
	return err
}
