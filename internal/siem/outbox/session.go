package outbox

import (
	"context"
	"errors"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// system is under what the keychain lists tokens of SIEMs. A token belongs to an address, not to a person: it carries the
// records of everybody who acts on this computer.
const system = "siem"

// SignIn tries a token with what waits to be sent, and keeps it unless the sink refuses it. A sink that cannot be reached
// says nothing about a token.
func (o *Outbox) SignIn(ctx context.Context, permit operation.Permit, in siem.SignInInput) (siem.Sink, error) {
	if err := permit.Check(policy.SessionSignIn); err != nil {
		return siem.Sink{}, err
	}
	l, err := o.line(in.Sink)
	switch {
	case err != nil:
		return siem.Sink{}, err
	case l.Kind == Syslog:
		return siem.Sink{}, fault.New(fault.Invalid, "siem", nil, "Syslog knows no tokens. A certificate proves who sends: cert: and key: in the fleet's file")
	case in.Token.Empty():
		return siem.Sink{}, fault.New(fault.Invalid, "siem", nil, "The token is missing").On("token")
	}
	release, err := l.take(ctx)
	if err != nil {
		return siem.Sink{}, err
	}
	defer release()
	_, err = l.sendNext(ctx, in.Token)
	var no *setback
	if errors.As(err, &no) && no.why == signIn {
		return siem.Sink{}, fault.New(fault.SignIn, "siem", no, "%s does not accept this token. Ask who runs it for one that may write records", in.Sink).On("token")
	}
	if ctx.Err() != nil {
		return siem.Sink{}, ctx.Err()
	}
	if lost := o.Tokens.Set(ctx, system, l.address(), in.Token); lost != nil {
		return siem.Sink{}, lost
	}
	l.remember(in.Token)
	l.note(err)
	l.again()
	return l.state(ctx)
}

// SignOut forgets the token.
func (o *Outbox) SignOut(ctx context.Context, permit operation.Permit, sink string) (siem.Sink, error) {
	if err := permit.Check(policy.SessionSignOut); err != nil {
		return siem.Sink{}, err
	}
	l, err := o.line(sink)
	if err != nil {
		return siem.Sink{}, err
	}
	l.remember(secret.Value{})
	if err := o.Tokens.Delete(ctx, system, l.address()); err != nil {
		return siem.Sink{}, err
	}
	l.again()
	return l.state(ctx)
}

// Replay sends dead letters again, one by one. What is refused again stays, with the newest reason.
func (o *Outbox) Replay(ctx context.Context, permit operation.Permit, in siem.ReplayInput) (siem.Replayed, error) {
	var out siem.Replayed
	if err := permit.Check(policy.JournalReplay); err != nil {
		return out, err
	}
	l, err := o.line(in.Sink)
	if err != nil {
		return out, err
	}
	release, err := l.take(ctx)
	if err != nil {
		return out, err
	}
	defer l.again() // after the turn was given back: what waited for the dead letters may go on
	defer release()
	token, err := l.held(ctx)
	if err != nil {
		return out, err
	}
	journal := o.Journal.ID()
	at := place{l.address(), journal}
	letters := o.kept.letters(at)
	reason := ""
	for i, d := range letters {
		if in.Seq != 0 && d.seq != in.Seq {
			continue
		}
		permit.Report(operation.Step{Phase: "sending", Done: i, Total: len(letters)})
		e, err := o.event(ctx, d.seq)
		if err != nil {
			return out, err
		}
		r, err := newRecord(journal, e)
		if err != nil {
			return out, err
		}
		_, err = l.say(ctx, []record{r}, token)
		var no *setback
		switch {
		case err == nil:
			out.Sent++
			err = o.kept.raise(at, d.seq)
		case errors.As(err, &no) && no.why == refused:
			out.Left, reason = out.Left+1, no.fault.Detail
			err = o.kept.refusedAgain(at, d.seq, reason)
		}
		if err != nil {
			return out, err
		}
	}
	switch {
	case out.Left > 0:
		return out, fault.New(fault.Invalid, "siem", nil, "%s took %d and refused %d again: %s", in.Sink, out.Sent, out.Left, reason)
	case out.Sent == 0:
		return out, fault.New(fault.NotFound, "siem", nil, "%s has refused no such record, or has taken it meanwhile", in.Sink)
	}
	return out, nil
}

// event is one record of the journal.
func (o *Outbox) event(ctx context.Context, seq int64) (audit.Event, error) {
	found, err := o.Journal.Since(ctx, seq-1, 1)
	if err != nil {
		return audit.Event{}, err
	}
	if len(found) == 0 || found[0].Seq != seq {
		return audit.Event{}, fault.New(fault.NotFound, "siem", nil, "Record %d is not in the journal any more. Verify the journal in Audit", seq)
	}
	return found[0], nil
}
