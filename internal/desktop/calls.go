// Package desktop is the Wails edge: every method the frontend can call, and nothing else.
package desktop

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

const askLimit = 30 * time.Second

// Calls carries what every bound method needs, because Wails calls them with no context.
type Calls struct {
	base func() context.Context
	ops  *operation.Executor
}

// NewCalls makes calls that live as long as base's context: the window's.
func NewCalls(base func() context.Context, ops *operation.Executor) Calls { return Calls{base, ops} }

// ask answers a question. Nothing it reaches can write.
func ask[Out any](c Calls, read func(context.Context) (Out, error)) (out Out, err error) {
	ctx, cancel := context.WithTimeout(c.base(), askLimit)
	defer cancel()
	defer recovered(&err)
	return read(ctx)
}

// change sends one operation through the one door and returns once its asking is recorded; the rest is told by
// "operation" events. The operation lives as long as the window; cancelling is by its id.
func change[In, Out any](c Calls, op operation.Operation[In, Out], in In) (status operation.Status, err error) {
	defer recovered(&err)
	return operation.Start(c.base(), c.ops, op, in)
}

// recovered turns a panic into an error: Wails would log it and leave the promise pending for ever.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fault.New(fault.Internal, "sluice", fmt.Errorf("panic: %v\n%s", p, debug.Stack()), "Sluice met an error it did not expect. It is in the log")
	}
}
