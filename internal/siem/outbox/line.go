package outbox

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// line is the delivery to one sink.
type line struct {
	o *Outbox
	Endpoint
	stop context.CancelFunc
	turn chan struct{} // one conversation at a time, so that records stay in order
	wake chan struct{} // a person wants it tried now

	speaker sender      // of whoever has the turn
	proof   atomic.Bool // this time it asked who we are

	mu          sync.Mutex
	token       *secret.Value // nil: not asked for yet
	failures    int
	setback     *setback
	tried, next time.Time
	certificate siem.Certificate
}

func newLine(o *Outbox, e Endpoint, stop context.CancelFunc) *line {
	return &line{o: o, Endpoint: e, stop: stop, turn: make(chan struct{}, 1), wake: make(chan struct{}, 1)}
}

// run delivers until ctx ends. With nothing to do it waits, and costs nothing.
func (l *line) run(ctx context.Context) {
	defer func() {
		l.turn <- struct{}{} // an operation may be speaking
		l.hangUp()
		<-l.turn
	}()
	for {
		grown := l.o.Journal.Grown() // before looking: a record that comes meanwhile is not missed
		more, err := l.step(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil && more {
			continue
		}
		var again <-chan time.Time
		if err != nil {
			grown = nil // more records are no reason to ask again sooner
			if pause := l.pause(err); pause > 0 {
				again = time.After(pause)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-grown:
		case <-l.wake:
		case <-again:
		}
	}
}

// step sends the next batch; more is false when nothing waited.
func (l *line) step(ctx context.Context) (more bool, err error) {
	release, err := l.take(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	token, err := l.held(ctx)
	if err == nil {
		more, err = l.sendNext(ctx, token)
	}
	if ctx.Err() == nil {
		l.note(err)
	}
	return more, err
}

// sendNext sends what comes next, with this token.
func (l *line) sendNext(ctx context.Context, token secret.Value) (more bool, err error) {
	batch, err := l.nextBatch(ctx)
	if err != nil || len(batch) == 0 {
		return false, err
	}
	return true, l.deliver(ctx, batch, token)
}

// take gets the turn.
func (l *line) take(ctx context.Context) (release func(), err error) {
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// suspicious is how many records in a row a sink may refuse before it is the sink that is looked at, not the records:
// an address that answers 400 to everything must not empty the queue into the dead letters.
const suspicious = 20

// deliver sends a batch. When the sink refuses it, halves are sent, down to the record that is refused, which becomes a
// dead letter, and the queue goes on.
func (l *line) deliver(ctx context.Context, batch []record, token secret.Value) error {
	answered, err := l.say(ctx, batch, token)
	var no *setback
	if errors.As(err, &no) && no.why == refused {
		if n := len(batch) / 2; n > 0 {
			if err := l.deliver(ctx, batch[:n], token); err != nil {
				return err
			}
			return l.deliver(ctx, batch[n:], token)
		}
		if l.o.kept.streak(batch[0].in(l)) >= suspicious {
			return &setback{again, l.o.Pace.Longest, fault.New(fault.Invalid, "siem", err,
				"%s refused %d records in a row, so it may not be made for what Sluice sends. It said: %s. Check its address and what it accepts", l.Name, suspicious, no.fault.Detail)}
		}
		return l.o.kept.bury(batch[0].in(l), batch[0], no.fault.Detail)
	}
	if err != nil {
		return err
	}
	last := batch[len(batch)-1]
	return errors.Join(l.o.kept.acknowledge(last.in(l), last), l.o.kept.hold(last.in(l), answered.head))
}

// say speaks to the sink, and dials anew after each failure: what it was dialled with may have changed since.
func (l *line) say(ctx context.Context, batch []record, token secret.Value) (reply, error) {
	if l.speaker == nil {
		made, err := l.dial()
		if err != nil {
			return reply{}, &setback{again, l.o.Pace.Longest, fault.Of(err)}
		}
		l.speaker = made
	}
	l.proof.Store(false)
	bounded, cancel := context.WithTimeout(ctx, l.o.Pace.Answer)
	defer cancel()
	answered, err := l.speaker.send(bounded, batch, token)
	l.mu.Lock()
	l.tried = l.o.Now()
	if answered.certificate != (siem.Certificate{}) {
		l.certificate = answered.certificate
	}
	l.mu.Unlock()
	var no *setback
	if err != nil && (!errors.As(err, &no) || no.why == again) {
		l.hangUp()
	}
	return answered, err
}

func (l *line) hangUp() {
	if l.speaker != nil {
		l.speaker.end()
		l.speaker = nil
	}
}

// held is the sink's token; empty without one.
func (l *line) held(ctx context.Context) (secret.Value, error) {
	if l.Kind == Syslog {
		return secret.Value{}, nil
	}
	l.mu.Lock()
	known := l.token
	l.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	token, ok, err := l.o.Tokens.Get(ctx, system, l.address())
	if err == nil && ok { // else the keychain may be locked, and have it later
		l.remember(token)
	}
	return token, err
}

func (l *line) remember(token secret.Value) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.token = &token
}
