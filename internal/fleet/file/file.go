// Package file keeps on this computer what belongs to a fleet: its file, what a person said of places that it does not
// name, and the last good version of one that comes from Git.
package file

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Config is what the store needs to know of the world.
type Config struct {
	// Fleet is where the fleet file lies now; empty without one.
	Fleet func() string
	// Own is the path of what the person says on this computer.
	Own string
	// Changed is told when something was written.
	Changed func()
	Now     func() time.Time
}

// Store writes the fleet's files.
type Store struct {
	cfg Config

	writing sync.Mutex
	mu      sync.RWMutex
	own     []fleet.Own
	read    bool
}

var _ fleet.Writer = (*Store)(nil)

// New opens nothing yet.
func New(cfg Config) *Store { return &Store{cfg: cfg} }

// Create writes the first file, and never over another.
func (s *Store) Create(_ context.Context, permit operation.Permit, text []byte) (fleet.Saved, error) {
	if err := permit.Check(policy.FleetCreate); err != nil {
		return fleet.Saved{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	path := s.cfg.Fleet()
	if path == "" {
		return fleet.Saved{}, nowhere()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fleet.Saved{}, notWritten(path, err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fleet.Saved{}, fault.New(fault.Conflict, "fleet", err, "There is a file at %s already, and it is not written over. Reload to see it", path)
	}
	if err != nil {
		return fleet.Saved{}, notWritten(path, err)
	}
	if err := fill(file, text); err != nil {
		_ = os.Remove(path) // half a fleet is none
		return fleet.Saved{}, notWritten(path, err)
	}
	s.cfg.Changed()
	return fleet.Saved{Path: path, Hash: fleet.Hash(text)}, nil
}

// Write replaces the file whose text still has the hash base, in one step, and keeps the text before it beside it.
func (s *Store) Write(_ context.Context, permit operation.Permit, base string, text []byte) (fleet.Saved, error) {
	if err := permit.Check(policy.FleetWrite); err != nil {
		return fleet.Saved{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.cfg.Fleet() == "" {
		return fleet.Saved{}, nowhere()
	}
	path, err := filepath.EvalSymlinks(s.cfg.Fleet()) // a link stays one
	if err != nil {
		return fleet.Saved{}, fault.New(fault.Conflict, "fleet", err, "%s is not there any more. Reload to see what is", s.cfg.Fleet())
	}
	before, err := os.ReadFile(path)
	if err != nil {
		return fleet.Saved{}, notWritten(path, err)
	}
	if fleet.Hash(before) != base {
		return fleet.Saved{}, fault.New(fault.Conflict, "fleet", nil,
			"%s was changed by somebody else while you edited it. Nothing was written. Copy your text, reload, and put your change in again", path)
	}
	mode := os.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := replace(Previous(path), before, mode); err != nil {
		return fleet.Saved{}, notWritten(Previous(path), err)
	}
	if err := replace(path, text, mode); err != nil {
		return fleet.Saved{}, notWritten(path, err)
	}
	s.cfg.Changed()
	return fleet.Saved{Path: path, Hash: fleet.Hash(text)}, nil
}

// Previous is where the text before the last change is kept.
func Previous(path string) string { return path + ".bak" }

// replace writes text so that a crash leaves either the old file or the new one.
func replace(path string, text []byte, mode os.FileMode) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // there is none any more where it went well
	if err := errors.Join(file.Chmod(mode), fill(file, text)); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// fill writes text and waits until it is on the disk.
func fill(file *os.File, text []byte) error {
	_, err := file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

func nowhere() error {
	return fault.New(fault.Invalid, "fleet", nil, "No place for a fleet file is known. Name one in SLUICE_FLEET")
}

func notWritten(path string, err error) error {
	return fault.New(fault.Invalid, "fleet", err, "%s could not be written. Check its rights and the free space of its disk", path)
}
