package connection

import (
	"context"
	"fmt"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// SignIn signs in at whichever system the connection leads to. One sign-in of a person at a system at a time, and after
// several refusals none for a while.
func (b *Board) SignIn(ctx context.Context, permit operation.Permit, in SignInInput) (Connection, error) {
	return b.session(ctx, in.ID, func(w Writer, flow string) (Connection, error) {
		if until, rests := b.attempts.Rests(flow, b.Now()); rests {
			return Connection{}, fault.New(fault.Held, string(kindOf(in.ID)), nil,
				"Several sign-ins in a row were refused, and one more may lock the account. Wait until %s, and check login and password meanwhile", until.Local().Format("15:04:05"))
		}
		c, err := w.SignIn(ctx, permit, in)
		b.attempts.Note(flow, err, b.Now())
		return c, err
	})
}

// SignOut signs out there.
func (b *Board) SignOut(ctx context.Context, permit operation.Permit, id string) (Connection, error) {
	return b.session(ctx, id, func(w Writer, _ string) (Connection, error) { return w.SignOut(ctx, permit, id) })
}

// Renew prolongs the session there.
func (b *Board) Renew(ctx context.Context, permit operation.Permit, id string) (Connection, error) {
	return b.session(ctx, id, func(w Writer, _ string) (Connection, error) { return w.Renew(ctx, permit, id) })
}

func kindOf(id string) Kind { k, _ := Split(id); return k }

// session changes one person's session at one system, and no two at a time.
func (b *Board) session(ctx context.Context, id string, change func(w Writer, flow string) (Connection, error)) (Connection, error) {
	part, _, err := b.part(id)
	if err != nil {
		return Connection{}, err
	}
	if part.Writer == nil {
		return Connection{}, fault.New(fault.Invalid, string(part.Kind), nil, "One does not sign in to %s here: its credentials are the kubeconfig's", id)
	}
	person, err := b.Person(ctx)
	if err != nil {
		return Connection{}, err
	}
	k := keyOf(part.Kind, person, id)
	b.mu.Lock()
	busy := b.signing[k]
	if b.signing == nil {
		b.signing = map[key]bool{}
	}
	b.signing[k] = true
	b.mu.Unlock()
	if busy {
		return Connection{}, fault.New(fault.Conflict, string(part.Kind), nil, "A sign-in of %s to %s is under way. Wait for its end", person, id)
	}
	defer func() {
		b.mu.Lock()
		delete(b.signing, k)
		b.mu.Unlock()
	}()
	flow := fmt.Sprint(id, " ", person)
	c, err := change(part.Writer, flow)
	if c.ID != "" {
		b.breaker.Reset(flow)
		b.note(k, flow, c)
	}
	return c, err
}
