package outbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// Overview is all sinks, in the fleet's order, and the worst of each.
func (o *Outbox) Overview(ctx context.Context) (siem.Overview, error) {
	out := siem.Overview{State: siem.Off, Sinks: []siem.Sink{}}
	if err := o.kept.ready(); err != nil {
		out.Problem = fault.Of(err)
	}
	for _, e := range o.Sinks() {
		l, err := o.line(e.Name)
		if err != nil {
			continue // the fleet has just changed
		}
		s, err := l.state(ctx)
		if err != nil {
			return out, err
		}
		if len(out.Sinks) == 0 || slices.Index(siem.States, s.State) < slices.Index(siem.States, out.State) {
			out.State = s.State
		}
		out.Sinks = append(out.Sinks, s)
		out.Queue, out.Dead = max(out.Queue, s.Queue), out.Dead+s.Dead
		if s.Oldest != "" && (out.Oldest == "" || s.Oldest < out.Oldest) {
			out.Oldest = s.Oldest
		}
	}
	return out, nil
}

// state is how the sink stands.
func (l *line) state(ctx context.Context) (siem.Sink, error) {
	out := siem.Sink{
		Name: l.Name, Kind: l.Kind, URL: l.URL, Hint: l.Hint, Insecure: l.Insecure,
		Mutual: l.Cert != "", Tokens: l.Kind != Syslog,
	}
	at := place{l.address(), l.o.Journal.ID()}
	mark := l.o.kept.mark(at)
	out.Acked, out.Dead = mark.acked, int64(len(l.o.kept.letters(at)))
	if out.Queue = max(l.o.Journal.Length()-mark.position, 0); out.Queue > 0 {
		first, err := l.o.Journal.Since(ctx, mark.position, 1)
		if err != nil {
			return out, err
		}
		if len(first) > 0 {
			out.Oldest = first[0].At
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	out.SignedIn = l.token != nil && !l.token.Empty()
	out.Certificate, out.Tried, out.Next = l.certificate, stampOf(l.tried), stampOf(l.next)
	if l.setback != nil {
		out.Problem = l.setback.fault
	}
	switch {
	case mark.torn > 0:
		out.State = siem.Tampered
		out.Problem = cmp.Or(out.Problem, fault.New(fault.Conflict, "siem", nil,
			"Record %d, which %s was sent, is not in the journal any more, or was changed. The journal was tampered with, or an older copy was put back: verify it in Audit", mark.torn, l.Name))
	case l.setback != nil && l.setback.why == signIn:
		out.State = siem.SignIn
	case l.setback != nil:
		out.State = siem.Failing
	case out.Queue > 0:
		out.State = siem.Behind
	case out.Dead > 0:
		out.State = siem.Dead
	case mark.acked.Seq == 0:
		out.State = siem.Idle
	default:
		out.State = siem.OK
	}
	return out, nil
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// mostLetters is how many dead letters are shown at once.
const mostLetters = 200

// Letters are the dead letters of a sink, oldest first.
func (o *Outbox) Letters(ctx context.Context, sink string) ([]siem.Letter, error) {
	l, err := o.line(sink)
	if err != nil {
		return nil, err
	}
	journal := o.Journal.ID()
	out := []siem.Letter{}
	for _, d := range o.kept.letters(place{l.address(), journal}) {
		if len(out) == mostLetters {
			break
		}
		e, err := o.event(ctx, d.seq)
		if err != nil {
			return nil, err
		}
		out = append(out, siem.Letter{
			Sink: sink, Seq: d.seq, Key: keyOf(journal, d.seq), Reason: d.reason, At: d.at,
			Action: e.Action, Name: e.Name, Person: e.Person, Outcome: string(e.Outcome), Recorded: e.At,
		})
	}
	return out, nil
}

// Try has the sink tried now instead of later.
func (o *Outbox) Try(ctx context.Context, sink string) (siem.Sink, error) {
	l, err := o.line(sink)
	if err != nil {
		return siem.Sink{}, err
	}
	l.anew()
	return l.state(ctx)
}

// TryAll has every sink tried now: the keychain was unlocked.
func (o *Outbox) TryAll() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range o.lines {
		l.anew()
	}
}

// anew wakes the line, and has it ask for its token again: the keychain may hold another by now.
func (l *line) anew() {
	l.mu.Lock()
	l.token = nil
	l.mu.Unlock()
	l.again()
}

// again wakes the line.
func (l *line) again() {
	select {
	case l.wake <- struct{}{}:
	default: // it will wake anyway
	}
}
