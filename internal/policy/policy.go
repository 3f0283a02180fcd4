// Package policy decides who may do what. It is data and pure functions: no I/O.
package policy

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

//go:embed default.cedar
var defaultRules []byte

// Rules are the duties in force: Cedar policies, every one with an @id and a @reason.
type Rules struct {
	set    *cedar.PolicySet
	rules  map[cedar.PolicyID]rule
	people func(Role) []string
}

type rule struct{ id, reason string }

// Default is the policy that Sluice ships. people names who has a role, for "ask …".
func Default(people func(Role) []string) (*Rules, error) {
	return Parse("default.cedar", defaultRules, people)
}

// Parse reads Cedar policies. A policy without @id or @reason, or one that does not parse, is an error that
// names its line.
func Parse(name string, text []byte, people func(Role) []string) (*Rules, error) {
	list, err := cedar.NewPolicyListFromBytes(name, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &Rules{set: cedar.NewPolicySet(), rules: map[cedar.PolicyID]rule{}, people: people}
	for i, p := range list {
		notes := p.Annotations()
		made := rule{id: string(notes["id"]), reason: string(notes["reason"])}
		if made.id == "" || made.reason == "" {
			return nil, fmt.Errorf("%s:%d: a rule needs @id and @reason, so that a refusal can be explained", name, p.Position().Line)
		}
		// Padded, so that ids sort in the order of the file: the first matching rule explains.
		key := cedar.PolicyID(fmt.Sprintf("%04d %s", i, made.id))
		r.rules[key] = made
		r.set.Add(key, p)
	}
	return r, nil
}

// Decide is the only place that turns a role into yes or no. When the answer is no, it says who may.
func (r *Rules) Decide(p Principal, a Action, t Target) Decision {
	d := r.evaluate(p, a, t)
	if d.Allowed {
		return d
	}
	if d.Reason == "" {
		d.Reason = fmt.Sprintf("%s may not do this%s: %s", p.Role.Title(), place(t), strings.ToLower(a.Title()[:1])+a.Title()[1:])
	}
	for _, role := range Roles {
		// Somebody else of the role: a rule about one's own request must not hide who may.
		if r.evaluate(Principal{Role: role}, a, t).Allowed {
			d.Ask = append(d.Ask, role.Title())
			for _, person := range r.people(role) {
				if person != p.Person {
					d.People = append(d.People, person)
				}
			}
		}
	}
	return d
}

func place(t Target) string {
	if t.Environment == "" {
		return ""
	}
	return " in " + t.Environment
}

func (r *Rules) evaluate(p Principal, a Action, t Target) Decision {
	d := Decision{Ask: []string{}, People: []string{}}
	if a.entry == nil {
		d.Reason = "Sluice knows no such action"
		return d
	}
	person := types.NewEntityUID("Person", types.String(p.Person))
	target := types.NewEntityUID("Target", types.String(t.Name))
	answer, why := cedar.Authorize(r.set, facts{
		person: {UID: person, Parents: types.NewEntityUIDSet(types.NewEntityUID("Role", types.String(p.Role))),
			Attributes: types.NewRecord(types.RecordMap{"name": types.String(p.Person)})},
		target: {UID: target, Attributes: types.NewRecord(types.RecordMap{
			"tier": types.String(t.Tier), "classified": types.Boolean(t.Tier != "" || t.Platform), "platform": types.Boolean(t.Platform),
			"customer": types.String(t.Customer), "product": types.String(t.Product),
		})},
	}, cedar.Request{
		Principal: person, Resource: target,
		Action:  types.NewEntityUID("Action", types.String(a.entry.id)),
		Context: types.NewRecord(types.RecordMap{"requestedBy": types.String(t.RequestedBy)}),
	})
	d.Allowed = bool(answer) && len(why.Errors) == 0
	if len(why.Errors) > 0 {
		d.Reason = "A rule of the policy could not be evaluated, so the answer is no: " + why.Errors[0].Message
		return d
	}
	var first cedar.PolicyID
	for _, reason := range why.Reasons {
		if first == "" || reason.PolicyID < first {
			first = reason.PolicyID
		}
	}
	d.Rule, d.Reason = r.rules[first].id, r.rules[first].reason
	return d
}

// facts are the entities of one request.
type facts map[types.EntityUID]types.Entity

// Get finds an entity by its id.
func (f facts) Get(uid types.EntityUID) (types.Entity, bool) {
	e, ok := f[uid]
	return e, ok
}
