package file

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Own is what the person said on this computer. It is read when first asked for; what cannot be read says nothing,
// which is the stricter answer.
func (s *Store) Own() []fleet.Own {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.read {
		s.read = true
		own, err := s.load()
		if err != nil {
			slog.Warn("what was classified on this computer cannot be read", "error", err)
		}
		s.own = own
	}
	return s.own // never changed in place
}

func (s *Store) load() ([]fleet.Own, error) {
	text, err := os.ReadFile(s.cfg.Own)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var out []fleet.Own
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "fleet", err, "%s cannot be read, so nothing is written over it. Mend it, or move it away", s.cfg.Own)
	}
	return out, nil
}

// Classify says where namespaces belong, in place of what was said of the same ones.
func (s *Store) Classify(_ context.Context, permit operation.Permit, own fleet.Own) (fleet.Own, error) {
	own.At = s.cfg.Now().UTC().Format(time.RFC3339)
	return own, s.change(permit, func(all []fleet.Own) ([]fleet.Own, error) {
		return append(slices.DeleteFunc(all, about(own)), own), nil
	})
}

// Unclassify takes that back.
func (s *Store) Unclassify(_ context.Context, permit operation.Permit, own fleet.Own) (fleet.Own, error) {
	return own, s.change(permit, func(all []fleet.Own) ([]fleet.Own, error) {
		if !slices.ContainsFunc(all, about(own)) {
			return nil, fault.New(fault.NotFound, "fleet", nil, "Nothing was said on this computer of the namespaces %s there", own.Namespaces)
		}
		return slices.DeleteFunc(all, about(own)), nil
	})
}

func about(own fleet.Own) func(fleet.Own) bool {
	return func(o fleet.Own) bool { return o.Server == own.Server && o.Namespaces == own.Namespaces }
}

func (s *Store) change(permit operation.Permit, with func([]fleet.Own) ([]fleet.Own, error)) error {
	if err := permit.Check(policy.FleetClassify); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	all, err := s.load()
	if err != nil {
		return err
	}
	if all, err = with(all); err != nil {
		return err
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(s.cfg.Own), 0o700), replace(s.cfg.Own, text, 0o600)); err != nil {
		return notWritten(s.cfg.Own, err)
	}
	s.mu.Lock()
	s.own, s.read = all, true
	s.mu.Unlock()
	s.cfg.Changed()
	return nil
}
