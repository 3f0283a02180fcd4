package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// Journal is the audit journal as the window reads it.
type Journal interface {
	// Verify recomputes the whole chain.
	Verify(ctx context.Context) (audit.Verdict, error)
	// Records are all records of one operation, oldest first.
	Records(ctx context.Context, operation string) ([]audit.Event, error)
}

// AuditService reads the audit journal; its list is the live view "audit".
type AuditService struct {
	calls   Calls
	journal Journal
}

// NewAuditService reads j.
func NewAuditService(c Calls, j Journal) *AuditService { return &AuditService{c, j} }

// Records are all records of one operation, oldest first.
func (s *AuditService) Records(operation string) ([]audit.Event, error) {
	return ask(s.calls, func(ctx context.Context) ([]audit.Event, error) { return s.journal.Records(ctx, operation) })
}

// Verify recomputes the whole chain and names the first record that does not fit.
func (s *AuditService) Verify() (audit.Verdict, error) { return ask(s.calls, s.journal.Verify) }
