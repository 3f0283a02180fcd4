package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Session is who the window acts as.
type Session interface {
	connection.Roles
	Acting(ctx context.Context) (identity.Acting, error)
	Use(ctx context.Context, name string) (identity.Acting, error)
	Refresh(ctx context.Context) (identity.Acting, error)
}

// IdentityService says who acts.
type IdentityService struct {
	calls   Calls
	session Session
	actAs   operation.Operation[policy.Role, identity.Actor]
}

// NewIdentityService asks s.
func NewIdentityService(c Calls, s Session) *IdentityService {
	return &IdentityService{c, s, connection.ActAs(s)}
}

// Acting is who acts now, as the server of the chosen context says.
func (s *IdentityService) Acting() (identity.Acting, error) { return ask(s.calls, s.session.Acting) }

// Use chooses the context to work from. Nothing outside this window changes.
func (s *IdentityService) Use(name string) (identity.Acting, error) {
	return ask(s.calls, func(ctx context.Context) (identity.Acting, error) { return s.session.Use(ctx, name) })
}

// Refresh asks the server of the chosen context anew.
func (s *IdentityService) Refresh() (identity.Acting, error) { return ask(s.calls, s.session.Refresh) }

// ActAs changes which of one's roles one acts as.
func (s *IdentityService) ActAs(role policy.Role) (operation.Status, error) {
	return change(s.calls, s.actAs, role)
}
