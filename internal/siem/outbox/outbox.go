// Package outbox copies the audit journal to the team's SIEMs: in order, at least once, across restarts and days offline.
// The journal itself is the queue. What is kept here is how far each SIEM is, and which records it refused.
package outbox

import (
	"cmp"
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// Source is the journal, read on from a sequence number.
type Source interface {
	// Since are at most limit records after the one with this sequence number, oldest first.
	Since(ctx context.Context, after int64, limit int) ([]audit.Event, error)
	// Grown is closed by the next record.
	Grown() <-chan struct{}
	// ID names this journal: sequence numbers mean something only together with it. Empty while it cannot be opened.
	ID() string
	Length() int64
}

// Tokens keeps what SIEMs are spoken to with. The keychain is one.
type Tokens interface {
	Get(ctx context.Context, system, account string) (v secret.Value, ok bool, err error)
	Set(ctx context.Context, system, account string, v secret.Value) error
	Delete(ctx context.Context, system, account string) error
}

// Endpoint is one SIEM, as the fleet names it.
type Endpoint struct {
	Name, Kind, URL, Hint string
	CA                    string // path of a PEM file; empty: the system's authorities
	Insecure              bool   // the certificate is not verified
	Cert, Key             string // paths of PEM files, for mutual TLS
}

// address is what an endpoint is known by. A new name for it costs nothing; another address has acknowledged nothing
// yet, and gets no token of the former.
func (e Endpoint) address() string { return e.Kind + " " + e.URL }

// Config is what the outbox needs to know of the world.
type Config struct {
	Path    string // of the file that keeps the progress
	Journal Source
	Sinks   func() []Endpoint // the fleet's, now
	Tokens  Tokens
	Changed func() // something that Overview tells has changed; at most a few times a second
	Agent   string // how we introduce ourselves
	Now     func() time.Time
	Random  func(below time.Duration) time.Duration // nil: evenly at random
	Pace    Pace
}

// Pace is how long things may take. The zero value is the usual pace; tests hurry.
type Pace struct {
	Answer   time.Duration // one request, or one conversation by syslog
	First    time.Duration // the longest first pause after a failure; it doubles with each
	Longest  time.Duration // the longest pause, unless the SIEM asks for more
	Patience time.Duration // the longest pause that a SIEM may ask for
	Announce time.Duration // between two calls of Changed
}

func (p Pace) orUsual() Pace {
	return Pace{
		Answer: cmp.Or(p.Answer, 30*time.Second), First: cmp.Or(p.First, time.Second), Longest: cmp.Or(p.Longest, time.Minute),
		Patience: cmp.Or(p.Patience, time.Hour), Announce: cmp.Or(p.Announce, 250*time.Millisecond),
	}
}

// Outbox delivers to all sinks of the fleet. It is a siem.Reader and a siem.Writer.
type Outbox struct {
	Config
	kept *store

	mu      sync.Mutex
	ctx     context.Context
	lines   map[Endpoint]*line
	running sync.WaitGroup
	telling bool
}

// New makes the outbox. Nothing is opened or dialled before Start.
func New(cfg Config) *Outbox {
	cfg.Pace = cfg.Pace.orUsual()
	if cfg.Random == nil {
		cfg.Random = rand.N[time.Duration]
	}
	return &Outbox{Config: cfg, kept: &store{path: cfg.Path, now: cfg.Now}, lines: map[Endpoint]*line{}}
}

// Start begins to deliver, until ctx ends. It returns at once: what has to be opened is opened beside it.
func (o *Outbox) Start(ctx context.Context) {
	o.mu.Lock()
	o.ctx = ctx
	o.mu.Unlock()
	o.Reload()
}

// Reload takes the fleet's sinks as they are now.
func (o *Outbox) Reload() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ctx == nil || o.ctx.Err() != nil {
		return
	}
	named := map[Endpoint]bool{}
	for _, e := range o.Sinks() {
		named[e] = true
		if o.lines[e] != nil {
			continue
		}
		ctx, stop := context.WithCancel(o.ctx)
		l := newLine(o, e, stop)
		o.lines[e] = l
		o.running.Go(func() { l.run(ctx) })
	}
	for e, l := range o.lines {
		if !named[e] {
			l.stop()
			delete(o.lines, e)
		}
	}
}

// Stop waits until nothing is sent any more; the context that Start was given has ended before. What had no answer yet
// is sent again by the next start.
func (o *Outbox) Stop() error {
	o.running.Wait()
	return o.kept.close()
}

// line finds a sink by the fleet's name for it.
func (o *Outbox) line(name string) (*line, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for e, l := range o.lines {
		if e.Name == name {
			return l, nil
		}
	}
	return nil, fault.New(fault.NotFound, "siem", nil, "The fleet names no SIEM %q. Look at siem: in the fleet's file", name)
}

// announce has Changed called soon, once for all that changes until then.
func (o *Outbox) announce() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.telling || o.Changed == nil {
		return
	}
	o.telling = true
	time.AfterFunc(o.Pace.Announce, func() {
		o.mu.Lock()
		o.telling = false
		o.mu.Unlock()
		o.Changed()
	})
}

var (
	_ siem.Reader = (*Outbox)(nil)
	_ siem.Writer = (*Outbox)(nil)
)
