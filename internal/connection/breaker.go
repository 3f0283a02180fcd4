package connection

import (
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Breaker stops asking a server that refuses a login again and again: neither the server nor the person, whose account
// it may lock, deserves a storm. Its zero value is ready.
type Breaker struct {
	mu      sync.Mutex
	refused map[string]refusals
}

type refusals struct {
	times int
	until time.Time
}

const (
	// tolerated is how many refusals in a row are still followed by another question at once.
	tolerated  = 3
	firstPause = 15 * time.Second
	lastPause  = 15 * time.Minute
)

// Rests says until when this login is not asked for; ok is false when it may be.
func (b *Breaker) Rests(key string, now time.Time) (until time.Time, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	until = b.refused[key].until
	return until, now.Before(until)
}

// Note takes what came of a question. Only a refused login counts: a server that is down says nothing about it.
func (b *Breaker) Note(key string, err error, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		delete(b.refused, key)
		return
	}
	if fault.Of(err).Kind != fault.SignIn {
		return
	}
	if b.refused == nil {
		b.refused = map[string]refusals{}
	}
	r := b.refused[key]
	r.times++
	if r.times >= tolerated {
		r.until = now.Add(min(firstPause<<min(r.times-tolerated, 10), lastPause))
	}
	b.refused[key] = r
}

// Reset forgets the refusals of a login: there is another one.
func (b *Breaker) Reset(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.refused, key)
}

// Clear forgets them all: the files that hold the logins have changed.
func (b *Breaker) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused = nil
}
