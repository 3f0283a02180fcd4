package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// FleetFile is the team's file as the editor shows it: its newest version, and what is in force.
type FleetFile struct {
	Address  string          `json:"address"` // path, or address in Git; empty: there is no place for one
	File     string          `json:"file"`    // its name alone: sluice.yaml
	Git      bool            `json:"git"`
	Missing  bool            `json:"missing"`  // there is no file yet
	ReadOnly string          `json:"readOnly"` // why it is not changed here; empty when it can be
	Text     string          `json:"text"`
	Hash     string          `json:"hash"` // of the text: says later whether it is still this one
	Problems []fleet.Problem `json:"problems"`
	Problem  *fault.Error    `json:"problem"`  // why the newest version is not in force, or could not be read
	Name     string          `json:"name"`     // of the fleet in force
	Commit   string          `json:"commit"`   // in force, where it comes from Git
	At       string          `json:"at"`       // when the version in force was written or committed
	Checked  string          `json:"checked"`  // when the source last answered
	Kept     bool            `json:"kept"`     // in force is what was kept of an earlier start
	Previous bool            `json:"previous"` // the version before the last change is at hand
}

// Fleet is the team's file, and what this person said of places that it does not name.
type Fleet interface {
	File(ctx context.Context) (FleetFile, error)
	// Refresh asks the source now.
	Refresh(ctx context.Context) (FleetFile, error)
	// Previous is the text before the last change that was made here.
	Previous(ctx context.Context) (string, error)
	// Compare is what a text would change.
	Compare(ctx context.Context, text string) (diff.Result, error)
	// Propose makes a first file out of what the kubeconfig leads to.
	Propose(ctx context.Context) (fleet.Proposal, error)
	Own() []fleet.Own
}

// FleetChanges are the operations on it.
type FleetChanges struct {
	Create   operation.Operation[fleet.CreateInput, fleet.Saved]
	Write    operation.Operation[fleet.WriteInput, fleet.Saved]
	Classify operation.Operation[fleet.ClassifyInput, fleet.Own]
}

// FleetService reads and changes the team's file.
type FleetService struct {
	calls   Calls
	fleet   Fleet
	changes FleetChanges
}

// NewFleetService reads f and changes by c.
func NewFleetService(calls Calls, f Fleet, c FleetChanges) *FleetService {
	return &FleetService{calls, f, c}
}

// File is the team's file, and what is in force.
func (s *FleetService) File() (FleetFile, error) { return ask(s.calls, s.fleet.File) }

// Refresh asks the file's source now instead of when it is due.
func (s *FleetService) Refresh() (FleetFile, error) { return ask(s.calls, s.fleet.Refresh) }

// Previous is the text before the last change that was made here.
func (s *FleetService) Previous() (string, error) { return ask(s.calls, s.fleet.Previous) }

// Schema is the JSON Schema of the file.
func (s *FleetService) Schema() (string, error) {
	return ask(s.calls, func(context.Context) (string, error) { return fleet.Schema(), nil })
}

// Check says everything that is wrong with a text.
func (s *FleetService) Check(text string) ([]fleet.Problem, error) {
	return ask(s.calls, func(context.Context) ([]fleet.Problem, error) { return fleet.Problems(text), nil })
}

// Compare is what a text would change.
func (s *FleetService) Compare(text string) (diff.Result, error) {
	return ask(s.calls, func(ctx context.Context) (diff.Result, error) { return s.fleet.Compare(ctx, text) })
}

// Propose makes a first file out of what the kubeconfig leads to.
func (s *FleetService) Propose() (fleet.Proposal, error) { return ask(s.calls, s.fleet.Propose) }

// Own is what this person said on this computer of places that the fleet does not name.
func (s *FleetService) Own() ([]fleet.Own, error) {
	return ask(s.calls, func(context.Context) ([]fleet.Own, error) { return s.fleet.Own(), nil })
}

// Create writes the first file.
func (s *FleetService) Create(in fleet.CreateInput) (operation.Status, error) {
	return change(s.calls, s.changes.Create, in)
}

// Write changes the file.
func (s *FleetService) Write(in fleet.WriteInput) (operation.Status, error) {
	return change(s.calls, s.changes.Write, in)
}

// Classify says on this computer where namespaces belong, or takes that back.
func (s *FleetService) Classify(in fleet.ClassifyInput) (operation.Status, error) {
	return change(s.calls, s.changes.Classify, in)
}
