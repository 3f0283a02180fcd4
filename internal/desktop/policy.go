package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/policy"
)

// Question asks whether the acting person may do Action to Target.
type Question struct {
	Action string        `json:"action"`
	Target policy.Target `json:"target"`
}

// Cell is one answer of the matrix.
type Cell struct {
	Action      string          `json:"action"`
	Title       string          `json:"title"`
	Kind        string          `json:"kind"` // what the action is done to
	Environment string          `json:"environment"`
	Decision    policy.Decision `json:"decision"`
}

// Duties answers what may be done and why not.
type Duties interface {
	May(ctx context.Context, questions []Question) ([]policy.Decision, error)
	// Matrix is every action in every environment, of a customer and a product or of any.
	Matrix(ctx context.Context, role policy.Role, customer, product string) ([]Cell, error)
	// Explain is one answer and how it came about, for the acting role or another.
	Explain(ctx context.Context, q Question, role policy.Role) (policy.Explanation, error)
}

// PolicyService answers what may be done and why not. The door asks again by itself.
type PolicyService struct {
	calls  Calls
	duties Duties
}

// NewPolicyService asks d.
func NewPolicyService(c Calls, d Duties) *PolicyService { return &PolicyService{c, d} }

// May answers each question, in order.
func (s *PolicyService) May(questions []Question) ([]policy.Decision, error) {
	return ask(s.calls, func(ctx context.Context) ([]policy.Decision, error) { return s.duties.May(ctx, questions) })
}

// Matrix is every action in every environment for one role; the empty role is the acting one, an empty customer or
// product any.
func (s *PolicyService) Matrix(role policy.Role, customer, product string) ([]Cell, error) {
	return ask(s.calls, func(ctx context.Context) ([]Cell, error) { return s.duties.Matrix(ctx, role, customer, product) })
}

// Explain is one answer and how it came about; the empty role is the acting one. Asking for another role is looking:
// nobody acts as it, and nothing is recorded.
func (s *PolicyService) Explain(q Question, role policy.Role) (policy.Explanation, error) {
	return ask(s.calls, func(ctx context.Context) (policy.Explanation, error) { return s.duties.Explain(ctx, q, role) })
}
