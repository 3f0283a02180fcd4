package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/operation"
)

// OperationService shows what runs and what ran.
type OperationService struct{ calls Calls }

// NewOperationService shows the operations of c.
func NewOperationService(c Calls) *OperationService { return &OperationService{c} }

// Statuses are the running operations and the last that ended, newest first.
func (s *OperationService) Statuses() ([]operation.Status, error) {
	return ask(s.calls, func(context.Context) ([]operation.Status, error) { return s.calls.ops.Statuses(), nil })
}

// Cancel asks a running operation to stop; false when there is none with this id.
func (s *OperationService) Cancel(id string) (bool, error) {
	return ask(s.calls, func(context.Context) (bool, error) { return s.calls.ops.Cancel(id), nil })
}
