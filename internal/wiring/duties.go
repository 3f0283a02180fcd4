package wiring

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/schedule"
)

// duties answers what the acting person may do, so that a button can say so before it is pressed. The door asks
// again by itself.
type duties struct {
	rules    *hotRules
	fleet    *fleet.Hot
	session  *identity.Session
	classify func(policy.Target) policy.Target
	freezes  schedule.Freezes
}

// May answers each question, in order.
func (d duties) May(ctx context.Context, questions []desktop.Question) ([]policy.Decision, error) {
	out := make([]policy.Decision, 0, len(questions))
	for _, q := range questions {
		action, actor, err := d.asked(ctx, q)
		if err != nil {
			return nil, err
		}
		target := d.place(q.Target)
		out = append(out, d.held(d.rules.Now().Decide(principal(actor), action, target), action, target))
	}
	return out, nil
}

// Explain is the answer to one question, for the acting role or another, and how it came about.
func (d duties) Explain(ctx context.Context, q desktop.Question, role policy.Role) (policy.Explanation, error) {
	action, actor, err := d.asked(ctx, q)
	if err != nil {
		return policy.Explanation{}, err
	}
	who, target := principal(actor), d.place(q.Target)
	proof := actor.Proof
	if role != "" && role != who.Role {
		who.Role, proof = role, "none: only looked at"
	}
	out := d.rules.Now().Explain(who, action, target)
	out.Decision = d.held(out.Decision, action, target)
	switch {
	case proof != "":
	case who.Role == policy.Unknown:
		proof = "none: no group maps to a role"
	default:
		proof = "none: self-declared"
	}
	out.Facts = append(out.Facts, policy.Fact{Name: "Proof", Value: proof})
	return out, nil
}

func (d duties) asked(ctx context.Context, q desktop.Question) (policy.Action, identity.Actor, error) {
	action, known := policy.Named(q.Action)
	if !known {
		return action, identity.Actor{}, fault.New(fault.Invalid, "policy", nil, "There is no action %q", q.Action).On("action")
	}
	actor, err := d.session.As(ctx, q.Target.Context)
	return action, actor, err
}

// place is where a question's target belongs. One that names a place is classified like any other; one that names but
// an environment is asked about in general.
func (d duties) place(t policy.Target) policy.Target {
	if t.Context != "" || t.Cluster != "" || t.Namespace != "" {
		return d.classify(t)
	}
	return d.fleet.Now().In(t)
}

// held adds what holds an allowed action now.
func (d duties) held(said policy.Decision, a policy.Action, t policy.Target) policy.Decision {
	if said.Allowed {
		said.Held = d.freezes.Held(a, t)
	}
	return said
}

func principal(a identity.Actor) policy.Principal {
	return policy.Principal{Person: a.Person, Role: a.Role}
}

// Matrix is every action in every environment, for the acting role or another, of a customer and a product or of any.
func (d duties) Matrix(ctx context.Context, role policy.Role, customer, product string) ([]desktop.Cell, error) {
	actor, err := d.session.As(ctx, "")
	if err != nil {
		return nil, err
	}
	who := principal(actor)
	if role != "" {
		who.Role = role
	}
	rules := d.rules.Now()
	out := []desktop.Cell{}
	for _, action := range policy.Actions() {
		for _, target := range d.fleet.Now().Tiers() {
			target.Customer, target.Product = customer, product
			out = append(out, desktop.Cell{
				Action: action.String(), Title: action.Title(), Kind: string(action.Kind()), Environment: target.Environment,
				Decision: d.held(rules.Decide(who, action, target), action, target),
			})
		}
	}
	return out, nil
}
