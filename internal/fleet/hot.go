package fleet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Hot is the fleet in force: the last version of its source that was good.
type Hot struct {
	reading chan struct{} // one reads at a time: the file may lie on a disk or server that hangs
	now     func() time.Time

	mu    sync.RWMutex
	from  Origin
	due   time.Time // when the source is read next
	fleet *Fleet
	state State
}

// Origin is where a fleet comes from.
type Origin struct {
	Address Address
	Source  Source
	Keeper  Keeper // nil for what lies on this computer
}

// State is what is known of the fleet file: its newest version, and whether that is in force.
type State struct {
	Address  Address
	Newest   Version
	Problems []Problem    // of the newest version
	Problem  *fault.Error // why the newest version is not in force, or could not be read; nil when it is
	InForce  Version      // its text is left out
	Kept     bool         // what is in force was kept from before, and not read again since the start
	Checked  time.Time    // when the source last answered
}

// New is the fleet of an origin, which nothing reads before Load.
func New(from Origin, now func() time.Time) *Hot {
	return &Hot{reading: make(chan struct{}, 1), now: now, from: from, fleet: &Fleet{}}
}

// Load takes what can be had at once: the file, or what was kept of a source that is far away.
func (h *Hot) Load(ctx context.Context) *Hot {
	keeper := h.origin().Keeper
	if keeper == nil {
		h.Reload(ctx)
		return h
	}
	if v, ok := keeper.Kept(); ok {
		h.take(v, nil)
	}
	return h
}

func (h *Hot) origin() Origin {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.from
}

// Now is the fleet in force; never nil.
func (h *Hot) Now() *Fleet {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.fleet
}

// Path is where the file lies, for naming it.
func (h *Hot) Path() string { return h.origin().Address.Path }

// State is what is known of the file.
func (h *Hot) State() State {
	h.mu.RLock()
	defer h.mu.RUnlock()
	out := h.state
	out.Address = h.from.Address
	return out
}

// How often sources are looked at. Polling survives editors that replace files, and symlinks.
const (
	near = 2 * time.Second
	far  = time.Minute
)

// Watch calls changed whenever another version is in force or refused, until ctx ends.
func (h *Hot) Watch(ctx context.Context, changed func()) {
	tick := time.NewTicker(near)
	defer tick.Stop()
	for {
		h.mu.RLock()
		due := !h.now().Before(h.due)
		h.mu.RUnlock()
		if due && h.Reload(ctx) {
			changed()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Reload reads the source now, and takes its version if that is another than before and good. It reports whether
// anything is to be told.
func (h *Hot) Reload(ctx context.Context) bool {
	select {
	case h.reading <- struct{}{}:
		defer func() { <-h.reading }()
	case <-ctx.Done():
		return false
	}
	from := h.origin()
	if from.Source == nil {
		return false
	}
	v, fresh, err := from.Source.Read(ctx)
	h.mu.Lock()
	h.due = time.Time{}
	if from.Keeper != nil {
		h.due = h.now().Add(far)
	}
	h.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil:
		return h.failed(fault.Of(err))
	case !fresh:
		return h.answered()
	}
	h.take(v, from.Keeper)
	return true
}

// take puts a version in force if it is good. One that was read is handed to the keeper, where there is one; one that
// the keeper had comes without.
func (h *Hot) take(v Version, keeper Keeper) {
	next, problems := Check(v.Text)
	h.mu.Lock()
	remote := h.from.Keeper != nil
	h.state.Newest, h.state.Problems, h.state.Problem = v, problems, nil
	if keeper != nil || !remote {
		h.state.Checked = h.now()
	}
	if next == nil {
		h.state.Problem = refusal(h.from.Address.Path, problems)
		h.mu.Unlock()
		return
	}
	h.fleet, h.state.Kept = next, remote && keeper == nil
	h.state.InForce = Version{Commit: v.Commit, At: v.At}
	h.mu.Unlock()
	if keeper == nil {
		return
	}
	if err := keeper.Keep(v); err != nil {
		slog.Warn("the fleet was not kept for a start without its server", "error", err)
	}
}

// failed notes why there is no newer version; what is in force stays.
func (h *Hot) failed(why *fault.Error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	news := h.state.Problem == nil || h.state.Problem.Detail != why.Detail
	h.state.Problem = why
	if why.Kind == fault.NotFound && h.from.Keeper == nil { // a far source does not read again what it has read
		h.state.Newest, h.state.Problems = Version{}, nil
	}
	return news
}

// answered notes that the source has nothing newer. What it has may still be what is refused.
func (h *Hot) answered() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.state.Checked = h.now()
	before := h.state.Problem
	if before == nil || h.state.Newest.Text == nil {
		return false
	}
	if h.state.Problem = nil; len(h.state.Problems) > 0 {
		h.state.Problem = refusal(h.from.Address.Path, h.state.Problems)
	}
	return h.state.Problem == nil || h.state.Problem.Detail != before.Detail // it could not be reached, and can be again
}

// Hash tells versions of a text apart.
func Hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Missing reports whether there is no file, as opposed to one that is wrong or out of reach.
func (s State) Missing() bool {
	return s.Problem != nil && s.Problem.Kind == fault.NotFound && s.Newest.Text == nil && !s.Address.Git()
}
