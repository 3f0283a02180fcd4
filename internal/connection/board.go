package connection

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
)

// Board is all connections in one list: what is known of each, asked of one server at a time each, so that none waits
// for another. Results are told as they come.
type Board struct {
	Parts []Part
	// Person is who acts now.
	Person func(ctx context.Context) (string, error)
	// Base lives as long as the app: questions go on when the page that asked is left.
	Base func() context.Context
	Now  func() time.Time
	// Changed is told of every connection that stands differently, or was asked again.
	Changed func(Connection)

	asking   singleflight.Group
	breaker  Breaker
	attempts Breaker
	mu       sync.Mutex
	known    map[key]Connection
	begun    map[key]time.Time // when each was last asked in the background
	signing  map[key]bool
}

// key is a connection of one person. A cluster's is the kubeconfig's, and a SIEM's this computer's, whoever acts.
type key struct{ person, id string }

const (
	// stale is how old an answer may be before the page has it asked again.
	stale = 45 * time.Second
	// lull is how often sessions are looked at while nobody looks.
	lull = 5 * time.Minute
	// tick is how late an end may be announced.
	tick = 15 * time.Second
)

// All is the list as it is known now. What is not known, or old, is asked in the background and told by Changed.
func (b *Board) All(ctx context.Context) ([]Connection, error) {
	person := b.person(ctx)
	out := []Connection{}
	for _, p := range b.Parts {
		for _, c := range p.Reader.Connections(ctx, person) {
			c, asked := b.merge(c, person)
			out = append(out, c)
			if b.due(keyOf(c.Kind, person, c.ID), asked, stale) {
				go b.check(b.Base(), p, c.Name, person)
			}
		}
	}
	return out, nil
}

// due reports whether a connection has to be asked again, and takes note that it is.
func (b *Board) due(k key, asked time.Time, every time.Duration) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.Now()
	if now.Sub(asked) <= every || now.Sub(b.begun[k]) <= every {
		return false
	}
	if b.begun == nil {
		b.begun = map[key]time.Time{}
	}
	b.begun[k] = now
	return true
}

// person is who acts, as far as that is known without waiting for a server that may not answer.
func (b *Board) person(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	person, _ := b.Person(ctx) // nobody: each connection says so itself when it is asked
	return person
}

// merge gives a connection what is known of it, and says when that was asked.
func (b *Board) merge(c Connection, person string) (Connection, time.Time) {
	b.mu.Lock()
	known, ok := b.known[keyOf(c.Kind, person, c.ID)]
	b.mu.Unlock()
	if !ok || known.URL != c.URL {
		return c, time.Time{}
	}
	asked, _ := time.Parse(time.RFC3339, known.CheckedAt)
	known.Hint, known.Insecure, known.Suggest = c.Hint, c.Insecure, c.Suggest // the fleet may say otherwise by now
	if rests, _ := time.Parse(time.RFC3339, known.RestsUntil); !b.Now().Before(rests) {
		known.RestsUntil = ""
	}
	return known.At(b.Now()), asked
}

func keyOf(k Kind, person, id string) key {
	if k == Cluster || k == SIEM {
		person = ""
	}
	return key{person, id}
}

// Test asks one server now.
func (b *Board) Test(ctx context.Context, id string) (Connection, error) {
	part, name, err := b.part(id)
	if err != nil {
		return Connection{}, err
	}
	person, err := b.Person(ctx)
	if err != nil && part.Kind != Cluster {
		return Connection{}, err
	}
	if t, ok := part.Reader.(Tester); ok {
		if _, err := t.Test(ctx, name); err != nil {
			return Connection{}, err
		}
	}
	b.breaker.Reset(id + " " + person) // a person asks
	return b.check(ctx, part, name, person), nil
}

func (b *Board) part(id string) (Part, string, error) {
	kind, name := Split(id)
	at := slices.IndexFunc(b.Parts, func(p Part) bool { return p.Kind == kind })
	if at < 0 || name == "" {
		return Part{}, "", fault.New(fault.NotFound, "sluice", nil, "There is no connection %q", id)
	}
	return b.Parts[at], name, nil
}

// check asks one server, unless somebody is asking it already, or it has refused so often that it rests.
func (b *Board) check(ctx context.Context, p Part, name, person string) Connection {
	id := ID(p.Kind, name)
	k, flow := keyOf(p.Kind, person, id), id+" "+person
	if until, rests := b.breaker.Rests(flow, b.Now()); rests {
		b.mu.Lock()
		known := b.known[k]
		b.mu.Unlock()
		known.RestsUntil = until.UTC().Format(time.RFC3339)
		return known
	}
	answered := b.asking.DoChan(flow, func() (any, error) {
		c := p.Reader.Check(context.WithoutCancel(ctx), person, name) // who leaves takes the answer from nobody
		b.note(k, flow, c)
		return c, nil
	})
	select {
	case a := <-answered:
		c, _ := a.Val.(Connection)
		return c
	case <-ctx.Done():
		return Connection{ID: id, Kind: p.Kind, Name: name, Methods: []string{}, Facts: []Fact{}}.Judged(ctx.Err())
	}
}

// note keeps an answer and tells of it. A refused login counts only where one is kept: who has not signed in is
// refused nothing.
func (b *Board) note(k key, flow string, c Connection) {
	switch {
	case c.Problem == nil:
		b.breaker.Note(flow, nil, b.Now())
	case c.Kept || c.Kind == Cluster:
		b.breaker.Note(flow, c.Problem, b.Now())
	}
	if until, rests := b.breaker.Rests(flow, b.Now()); rests {
		c.RestsUntil = until.UTC().Format(time.RFC3339)
	}
	b.mu.Lock()
	if b.known == nil {
		b.known = map[key]Connection{}
	}
	b.known[k] = c
	b.mu.Unlock()
	b.Changed(c)
}

// Moved has the connections of one kind asked again: their system has told by itself that something is different.
func (b *Board) Moved(k Kind) {
	for _, p := range b.Parts {
		if p.Kind != k {
			continue
		}
		person := b.person(b.Base())
		for _, c := range p.Reader.Connections(b.Base(), person) {
			b.check(b.Base(), p, c.Name, person)
		}
	}
}

// Logins are a person's at the systems that know people, as far as they have been asked.
func (b *Board) Logins(person string) []identity.Login {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := []identity.Login{}
	for k, c := range b.known {
		c := c.At(b.Now())
		if k.person == person && c.Kind.person() && c.Login != "" && (c.State == Connected || c.State == Expiring) {
			out = append(out, identity.Login{System: string(c.Kind), At: c.Name, Name: c.Login, Groups: []string{}, Person: c.Person})
		}
	}
	slices.SortFunc(out, func(a, b identity.Login) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// Forget drops what is known of the clusters, and every refusal: the kubeconfig has changed.
func (b *Board) Forget() {
	b.breaker.Clear()
	b.mu.Lock()
	defer b.mu.Unlock()
	maps.DeleteFunc(b.known, func(_ key, c Connection) bool { return c.Kind == Cluster })
	b.begun = nil
}

// Anew has everything asked again, at the next look: what is kept, or the fleet, is another.
func (b *Board) Anew() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.begun = nil
	for k, c := range b.known {
		c.CheckedAt = ""
		b.known[k] = c
	}
}

// Watch looks at the sessions of whoever acts, at once and now and then, and tells in time what is about to end. It
// returns when ctx ends.
func (b *Board) Watch(ctx context.Context, again <-chan struct{}) {
	ticking := time.NewTicker(tick)
	defer ticking.Stop()
	for {
		b.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-again:
		case <-ticking.C:
		}
	}
}

func (b *Board) look(ctx context.Context) {
	person := b.person(ctx)
	if person == "" {
		return
	}
	for _, p := range b.Parts {
		if p.Writer == nil {
			continue // no sessions of ours
		}
		for _, c := range p.Reader.Connections(ctx, person) {
			now, asked := b.merge(c, person)
			k := keyOf(c.Kind, person, c.ID)
			if b.due(k, asked, lull) {
				go b.check(ctx, p, c.Name, person)
			}
			b.announce(k, now)
		}
	}
}

// announce tells of a connection that stands differently by the clock alone.
func (b *Board) announce(k key, c Connection) {
	b.mu.Lock()
	known, ok := b.known[k]
	other := ok && known.State != c.State
	if other {
		b.known[k] = c
	}
	b.mu.Unlock()
	if other {
		b.Changed(c)
	}
}
