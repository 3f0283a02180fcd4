package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/breakglass"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// BreakglassService keeps emergencies in sight until a second person has acknowledged them.
type BreakglassService struct {
	calls       Calls
	journal     breakglass.Journal
	acknowledge operation.Operation[string, breakglass.Emergency]
}

// NewBreakglassService reads emergencies from j.
func NewBreakglassService(c Calls, j breakglass.Journal) *BreakglassService {
	return &BreakglassService{c, j, breakglass.Acknowledge(j)}
}

// Open are the emergencies that nobody has acknowledged, oldest first.
func (s *BreakglassService) Open() ([]breakglass.Emergency, error) {
	return ask(s.calls, func(ctx context.Context) ([]breakglass.Emergency, error) { return breakglass.Open(ctx, s.journal) })
}

// Acknowledge records that a second person has seen an emergency, named by its operation.
func (s *BreakglassService) Acknowledge(id string) (operation.Status, error) {
	return change(s.calls, s.acknowledge, id)
}
