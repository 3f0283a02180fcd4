package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"
)

// Registry is the written list of what one sandbox has started.
type Registry struct {
	path, mark string

	mu        sync.Mutex
	processes []Process
}

// Open reads the list at path; a missing or unreadable one is empty, because the mark finds what it named. The mark is
// the same for all processes of one sandbox and of no other.
func Open(path, mark string) (*Registry, error) {
	r := &Registry{path: path, mark: mark}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	if json.Unmarshal(content, &r.processes) != nil {
		r.processes = nil
	}
	return r, nil
}

// Running gives the process of that name if it is alive.
func (r *Registry) Running(name string) (Process, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.processes {
		if p.Name == name && p.Alive() {
			return p, true
		}
	}
	return Process{}, false
}

// All gives every process written down, alive or not.
func (r *Registry) All() []Process {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.processes)
}

func (r *Registry) remember(p Process) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.processes = slices.DeleteFunc(r.processes, func(old Process) bool { return old.Name == p.Name })
	r.processes = append(r.processes, p)
	return r.write()
}

func (r *Registry) write() error {
	content, err := json.MarshalIndent(r.processes, "", "  ")
	if err != nil {
		return err
	}
	next := r.path + ".next"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return err
	}
	return os.Rename(next, r.path)
}

// StopAll ends everything that this sandbox started, the last started first, then whatever carries the mark without
// being in the list. It returns how many it ended.
func (r *Registry) StopAll(patience time.Duration) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var failures []error
	stopped := 0
	stop := func(p Process) {
		if !p.Alive() {
			return
		}
		if err := p.Stop(patience); err != nil {
			failures = append(failures, err)
			return
		}
		stopped++
	}
	for _, p := range slices.Backward(r.processes) {
		stop(p)
	}
	for _, p := range marked(r.mark) {
		stop(p)
	}
	if len(failures) > 0 {
		return stopped, fmt.Errorf("not everything ended: %w", errors.Join(failures...))
	}
	r.processes = nil
	return stopped, r.write()
}
