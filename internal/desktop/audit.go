package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// Journal is the audit journal as the window reads it.
type Journal interface {
	// State is how the journal stands.
	State(ctx context.Context) (audit.State, error)
	// Verify recomputes the whole chain.
	Verify(ctx context.Context) (audit.Verdict, error)
	// Records are all records of one operation, oldest first.
	Records(ctx context.Context, operation string) ([]audit.Event, error)
}

// Folders are where files for people go.
type Folders interface {
	// Usual is where one would look first.
	Usual(ctx context.Context) (string, error)
	// Choose asks the person, beginning at a folder; empty when they chose none.
	Choose(ctx context.Context, at string) (string, error)
}

// AuditService reads the audit journal; its list is the live view "audit".
type AuditService struct {
	calls   Calls
	journal Journal
	folders Folders
	export  operation.Operation[audit.ExportInput, audit.Exported]
}

// NewAuditService reads j, and exports by export into folders.
func NewAuditService(c Calls, j Journal, folders Folders, export operation.Operation[audit.ExportInput, audit.Exported]) *AuditService {
	return &AuditService{c, j, folders, export}
}

// State is how the journal stands: its key, where its head is kept, what the start found.
func (s *AuditService) State() (audit.State, error) { return ask(s.calls, s.journal.State) }

// Records are all records of one operation, oldest first.
func (s *AuditService) Records(operation string) ([]audit.Event, error) {
	return ask(s.calls, func(ctx context.Context) ([]audit.Event, error) { return s.journal.Records(ctx, operation) })
}

// Verify recomputes the whole chain and names the first record that does not fit.
func (s *AuditService) Verify() (audit.Verdict, error) { return ask(s.calls, s.journal.Verify) }

// ExportFolder is where an export goes unless the person chooses another folder.
func (s *AuditService) ExportFolder() (string, error) { return ask(s.calls, s.folders.Usual) }

// ChooseFolder asks the person for a folder; empty when they chose none.
func (s *AuditService) ChooseFolder(at string) (string, error) {
	return ask(s.calls, func(ctx context.Context) (string, error) { return s.folders.Choose(ctx, at) })
}

// Export writes records into a new file.
func (s *AuditService) Export(in audit.ExportInput) (operation.Status, error) {
	return change(s.calls, s.export, in)
}
