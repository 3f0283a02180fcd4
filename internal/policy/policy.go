// Package policy decides who may do what. It is data and pure functions: no I/O.
package policy

import (
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

//go:embed default.cedar
var defaultRules []byte

// Rules are the duties in force: Cedar policies, every one with an @id and a @reason.
type Rules struct {
	rules  []*rule // in order: the first that matches explains
	about  map[Action]matching
	people func(Role) []string
}

// rule is one Cedar policy and where it comes from.
type rule struct {
	id, reason, text string
	fixed, fleet     bool
	policy           *cedar.Policy
}

func (r *rule) forbids() bool { return r.policy.Effect() == cedar.Forbid }

// about reports whether the rule can say anything of an action: most cannot, and are not evaluated for it.
func (r *rule) about(a Action) bool {
	uid := types.NewEntityUID("Action", types.String(a.entry.id))
	switch scope := r.policy.AST().Action.(type) {
	case ast.ScopeTypeEq:
		return scope.Entity == uid
	case ast.ScopeTypeIn:
		return scope.Entity == uid
	case ast.ScopeTypeInSet:
		return slices.Contains(scope.Entities, uid)
	}
	return true
}

// matching are rules as cedar iterates over them.
type matching []*rule

// All are the rules in order, each under its @id.
func (m matching) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, r := range m {
			if !yield(cedar.PolicyID(r.id), r.policy) {
				return
			}
		}
	}
}

// Default is the policy that Sluice ships. people names who has a role, for "ask …".
func Default(people func(Role) []string) (*Rules, error) {
	return Parse("default.cedar", defaultRules, people)
}

// Parse reads Cedar policies. One that does not parse, cannot be explained or speaks of what does not exist is an error
// that names its line.
func Parse(name string, text []byte, people func(Role) []string) (*Rules, error) {
	return (&Rules{people: people}).With(name, text)
}

// With is r and what a fleet's text adds to it: a rule with an @id of its own comes after the others, one with an @id
// that is there already takes its place.
func (r *Rules) With(name string, text []byte) (*Rules, error) {
	added, problems := read(name, text, r.rules)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s:%w", name, problems[0])
	}
	out := &Rules{rules: slices.Clone(r.rules), about: map[Action]matching{}, people: r.people}
	for _, one := range added {
		one.fleet = len(r.rules) > 0
		if at := slices.IndexFunc(out.rules, func(old *rule) bool { return old.id == one.id }); at >= 0 {
			out.rules[at] = one
		} else {
			out.rules = append(out.rules, one)
		}
	}
	for _, a := range catalogue {
		for _, one := range out.rules {
			if one.about(a) {
				out.about[a] = append(out.about[a], one)
			}
		}
	}
	return out, nil
}

// Decide is the only place that turns a role into yes or no. When the answer is no, it says who may.
func (r *Rules) Decide(p Principal, a Action, t Target) Decision {
	d := r.Judge(p, a, t)
	if d.Allowed {
		return d
	}
	for _, role := range Roles {
		if r.otherOf(role, a, t).Allowed {
			d.Ask = append(d.Ask, role.Title())
			d.People = append(d.People, r.others(role, p.Person)...)
		}
	}
	return d
}

// otherOf is the answer for somebody else of a role: a rule about one's own request must not hide who may.
func (r *Rules) otherOf(role Role, a Action, t Target) Decision {
	return r.Judge(Principal{Role: role}, a, t)
}

// others are the people of a role, without one of them.
func (r *Rules) others(role Role, but string) []string {
	out := []string{}
	for _, person := range r.people(role) {
		if person != but {
			out = append(out, person)
		}
	}
	return out
}

// Judge is Decide without who may instead, which costs a decision for each role: for tables.
func (r *Rules) Judge(p Principal, a Action, t Target) Decision {
	d := Decision{Ask: []string{}, People: []string{}}
	if a.entry == nil {
		d.Reason = "Sluice knows no such action"
		return d
	}
	answer, why := cedar.Authorize(r.about[a], factsOf(p, t), requestOf(p, a, t))
	d.Allowed = bool(answer) && len(why.Errors) == 0
	switch {
	case len(why.Errors) > 0:
		d.Reason = "A rule of the policy could not be evaluated, so the answer is no: " + why.Errors[0].Message
	case len(why.Reasons) > 0:
		first := r.named(string(why.Reasons[0].PolicyID))
		d.Rule, d.Reason = first.id, first.reason
	default:
		d.Reason = fmt.Sprintf("%s may not do this%s: %s", p.Role.Title(), place(t), strings.ToLower(a.Title()[:1])+a.Title()[1:])
	}
	return d
}

func (r *Rules) named(id string) *rule {
	return r.rules[slices.IndexFunc(r.rules, func(one *rule) bool { return one.id == id })]
}

func place(t Target) string {
	if t.Environment == "" {
		return ""
	}
	return " in " + t.Environment
}

func requestOf(p Principal, a Action, t Target) cedar.Request {
	return cedar.Request{
		Principal: personOf(p), Resource: targetOf(t),
		Action:  types.NewEntityUID("Action", types.String(a.entry.id)),
		Context: types.NewRecord(types.RecordMap{"requestedBy": types.String(t.RequestedBy)}),
	}
}

func personOf(p Principal) types.EntityUID {
	return types.NewEntityUID("Person", types.String(p.Person))
}
func targetOf(t Target) types.EntityUID { return types.NewEntityUID("Target", types.String(t.Name)) }

// facts are the two entities of one request.
type facts struct{ person, target types.Entity }

func factsOf(p Principal, t Target) facts {
	return facts{
		person: types.Entity{
			UID: personOf(p), Parents: types.NewEntityUIDSet(types.NewEntityUID("Role", types.String(p.Role))),
			Attributes: types.NewRecord(types.RecordMap{"name": types.String(p.Person)}),
		},
		target: types.Entity{UID: targetOf(t), Attributes: types.NewRecord(types.RecordMap{
			"tier": types.String(t.Tier), "classified": types.Boolean(t.Classified()), "platform": types.Boolean(t.Platform),
			"customer": types.String(t.Customer), "product": types.String(t.Product),
		})},
	}
}

// Get finds an entity by its id.
func (f facts) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case f.person.UID:
		return f.person, true
	case f.target.UID:
		return f.target, true
	}
	return types.Entity{}, false
}
