package outbox

import (
	"errors"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// why a sink did not take a batch, which decides what happens next.
type why int

const (
	again   why = iota // it, or the way to it, is not well: the same batch again, later
	signIn             // it wants another token: a person has to give one
	refused            // it does not want these records: others may pass
)

// setback is why a batch was not taken.
type setback struct {
	why   why
	after time.Duration // not before that; 0: as the back-off says
	fault *fault.Error
}

func (s *setback) Error() string { return s.fault.Error() }
func (s *setback) Unwrap() error { return s.fault }

// note keeps what came of a try, for Overview and for the next pause.
func (l *line) note(err error) {
	l.mu.Lock()
	l.next = time.Time{}
	switch {
	case err == nil:
		l.setback, l.failures = nil, 0
	default:
		l.failures++
		if !errors.As(err, &l.setback) {
			l.setback = &setback{again, 0, fault.Of(err)}
		}
	}
	l.mu.Unlock()
	l.o.announce()
}

// pause is how long to wait after a failure; 0 means until a person does something. It grows with each failure and is
// drawn at random below that ("full jitter"), so that a thousand windows do not return at the same moment.
func (l *line) pause(err error) time.Duration {
	var no *setback
	if errors.As(err, &no) && no.why == signIn {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	pace := l.o.Pace
	longest := min(pace.Longest, pace.First<<min(l.failures-1, 16))
	pause := max(l.o.Random(longest), pace.First/10)
	if no != nil {
		pause = max(pause, min(no.after, pace.Patience))
	}
	l.next = l.o.Now().Add(pause)
	return pause
}
