package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Session is who the window acts as.
type Session interface {
	Acting(ctx context.Context) (identity.Acting, error)
	Use(ctx context.Context, name string, role policy.Role) (identity.Acting, error)
}

// IdentityService says who acts.
type IdentityService struct {
	calls   Calls
	session Session
}

// NewIdentityService asks s.
func NewIdentityService(c Calls, s Session) *IdentityService { return &IdentityService{c, s} }

// Acting is who acts now, as the server of the chosen context says.
func (s *IdentityService) Acting() (identity.Acting, error) { return ask(s.calls, s.session.Acting) }

// Use chooses the context to work from and, where a person has several, the role; an empty role keeps the first
// that a group proves. Nothing outside this window changes.
func (s *IdentityService) Use(name string, role policy.Role) (identity.Acting, error) {
	return ask(s.calls, func(ctx context.Context) (identity.Acting, error) { return s.session.Use(ctx, name, role) })
}
