package wiring

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// duties answers what the acting person may do, so that a button can say so before it is pressed. The door asks
// again by itself.
type duties struct {
	rules    *policy.Rules
	fleet    *fleet.Hot
	session  *identity.Session
	classify func(policy.Target) policy.Target
}

// May answers each question, in order.
func (d duties) May(ctx context.Context, questions []desktop.Question) ([]policy.Decision, error) {
	out := make([]policy.Decision, 0, len(questions))
	for _, q := range questions {
		action, known := policy.Named(q.Action)
		if !known {
			return nil, fault.New(fault.Invalid, "policy", nil, "There is no action %q", q.Action).On("action")
		}
		actor, err := d.session.As(ctx, q.Target.Context)
		if err != nil {
			return nil, err
		}
		out = append(out, d.rules.Decide(principal(actor), action, d.classify(q.Target)))
	}
	return out, nil
}

func principal(a identity.Actor) policy.Principal {
	return policy.Principal{Person: a.Person, Role: a.Role}
}

// Matrix is every action in every environment, for the acting role or another.
func (d duties) Matrix(ctx context.Context, role policy.Role) ([]desktop.Cell, error) {
	actor, err := d.session.As(ctx, "")
	if err != nil {
		return nil, err
	}
	who := principal(actor)
	if role != "" {
		who.Role = role
	}
	out := []desktop.Cell{}
	for _, action := range policy.Actions() {
		for _, target := range d.fleet.Now().Tiers() {
			out = append(out, desktop.Cell{
				Action: action.String(), Title: action.Title(), Environment: target.Environment,
				Decision: d.rules.Decide(who, action, target),
			})
		}
	}
	return out, nil
}
