package fleet

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// poll is how often the file is looked at. Polling survives editors that replace files, and symlinks.
const poll = 2 * time.Second

// Hot is the fleet in force: the last version of the file that was good.
type Hot struct {
	path string

	reading sync.Mutex // the file may lie on a disk that hangs: whoever asks for the fleet does not wait for it
	seen    os.FileInfo

	mu      sync.RWMutex
	fleet   *Fleet
	problem *fault.Error
}

// New is the fleet of the file at path, which nothing reads before Load. An empty path is no fleet.
func New(path string) *Hot { return &Hot{path: path, fleet: &Fleet{}} }

// Load reads the file for the first time.
func (h *Hot) Load() *Hot {
	h.reload()
	return h
}

// Now is the fleet in force; never nil.
func (h *Hot) Now() *Fleet {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.fleet
}

// Path is where the file lies; empty without one.
func (h *Hot) Path() string { return h.path }

// Problem is why the newest version of the file is not in force; nil when it is.
func (h *Hot) Problem() *fault.Error {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.problem
}

// Watch calls changed whenever another version is in force or refused, until ctx ends.
func (h *Hot) Watch(ctx context.Context, changed func()) {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if h.reload() {
				changed()
			}
		}
	}
}

// reload reads the file again if it is another than before, and keeps the last good version.
func (h *Hot) reload() bool {
	if h.path == "" {
		return false
	}
	h.reading.Lock()
	defer h.reading.Unlock()
	info, err := os.Stat(h.path)
	if err == nil && h.seen != nil && os.SameFile(info, h.seen) && info.ModTime().Equal(h.seen.ModTime()) && info.Size() == h.seen.Size() {
		return false
	}
	if err != nil && h.Problem() != nil && h.seen == nil {
		return false
	}
	h.seen = info
	next, err := Load(h.path)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		h.problem = fault.Of(err)
		return true
	}
	h.fleet, h.problem = next, nil
	return true
}
