package wiring

import (
	"context"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
)

// rested asks clusters who we are, and gives one a rest that refuses the login again and again.
type rested struct {
	identity.Asker
	breaker connection.Breaker
	now     func() time.Time

	mu   sync.Mutex
	last map[string]*fault.Error
}

func (a *rested) Login(ctx context.Context, name string) (identity.Login, error) {
	if until, rests := a.breaker.Rests(name, a.now()); rests {
		a.mu.Lock()
		last := a.last[name]
		a.mu.Unlock()
		return identity.Login{}, fault.New(fault.SignIn, last.System, last, "%s. It is asked again after %s, or when you press Refresh", last.Detail, until.Local().Format(time.TimeOnly))
	}
	login, err := a.Asker.Login(ctx, name)
	if err != nil {
		a.mu.Lock()
		if a.last == nil {
			a.last = map[string]*fault.Error{}
		}
		a.last[name] = fault.Of(err)
		a.mu.Unlock()
	}
	a.breaker.Note(name, err, a.now())
	return login, err
}

// windowed is the session as the window uses it: what a person asks for is asked of the server, rested or not.
type windowed struct {
	*identity.Session
	asker *rested
}

func (s windowed) Use(ctx context.Context, name string) (identity.Acting, error) {
	s.asker.breaker.Reset(name)
	return s.Session.Use(ctx, name)
}

func (s windowed) Refresh(ctx context.Context) (identity.Acting, error) {
	s.asker.breaker.Clear()
	return s.Session.Refresh(ctx)
}
