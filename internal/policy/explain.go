package policy

import (
	"fmt"
	"slices"

	"github.com/cedar-policy/cedar-go"
)

// Explanation is an answer with all that led to it.
type Explanation struct {
	Action   string    `json:"action"`
	Title    string    `json:"title"`
	Role     Role      `json:"role"`   // whose answer it is
	Target   Target    `json:"target"` // as the fleet places it
	Decision Decision  `json:"decision"`
	Rules    []Matched `json:"rules"`   // that match; what decided comes first
	Facts    []Fact    `json:"facts"`   // what the rules were asked with
	Roles    []Answer  `json:"roles"`   // what the answer would be for each role
	Changes  []string  `json:"changes"` // what would have to be otherwise; none when it is allowed
}

// Matched is a rule that says something of the question.
type Matched struct {
	ID      string `json:"id"`
	Reason  string `json:"reason"`
	Text    string `json:"text"` // Cedar
	Forbids bool   `json:"forbids"`
	Fleet   bool   `json:"fleet"` // the fleet file's, not Sluice's own
	Decides bool   `json:"decides"`
}

// Fact is one thing that the rules were told.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Answer is what one role may, and who has it.
type Answer struct {
	Role    Role     `json:"role"`
	Title   string   `json:"title"`
	Allowed bool     `json:"allowed"`
	Rule    string   `json:"rule"`
	People  []string `json:"people"`
}

// Explain is the answer to one question and how it came about.
func (r *Rules) Explain(p Principal, a Action, t Target) Explanation {
	out := Explanation{
		Action: a.String(), Title: a.Title(), Role: p.Role, Target: t, Decision: r.Decide(p, a, t),
		Rules: []Matched{}, Facts: said(p, t), Roles: []Answer{}, Changes: []string{},
	}
	for _, one := range r.about[a] {
		answer, why := cedar.Authorize(matching{one}, factsOf(p, t), requestOf(p, a, t))
		if answer == cedar.Allow || len(why.Reasons) > 0 {
			out.Rules = append(out.Rules, Matched{
				ID: one.id, Reason: one.reason, Text: one.text, Forbids: one.forbids(), Fleet: one.fleet,
				Decides: one.id == out.Decision.Rule,
			})
		}
	}
	slices.SortStableFunc(out.Rules, func(a, b Matched) int { return rank(a) - rank(b) })
	for _, role := range Roles {
		d := r.otherOf(role, a, t)
		out.Roles = append(out.Roles, Answer{role, role.Title(), d.Allowed, d.Rule, append([]string{}, r.people(role)...)})
	}
	if !out.Decision.Allowed {
		out.Changes = r.changes(p, a, t)
	}
	return out
}

// rank puts what decided first, then what forbids, which wins over what permits.
func rank(m Matched) int {
	switch {
	case m.Decides:
		return 0
	case m.Forbids:
		return 1
	}
	return 2
}

func said(p Principal, t Target) []Fact {
	return []Fact{
		{"Person", p.Person},
		{"Role", p.Role.Title()},
		{"Environment", t.Environment},
		{"Tier", t.Tier},
		{"Classified", yesNo(t.Classified())},
		{"Platform", yesNo(t.Platform)},
		{"Customer", t.Customer},
		{"Product", t.Product},
		{"Requested by", t.RequestedBy},
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// tiers are what an environment can be.
var tiers = []string{"dev", "stage", "prod"}

// changes tries what is asked with one fact changed, then with two, and says in words what would allow it.
func (r *Rules) changes(p Principal, a Action, t Target) []string {
	out := []string{}
	try := func(who Principal, about Target, format string, args ...any) {
		if r.Judge(who, a, about).Allowed {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	for _, role := range Roles {
		if role != p.Role {
			try(Principal{p.Person, role}, t, "you acted as %s", role.Title())
		}
	}
	if t.RequestedBy != "" {
		other := t
		other.RequestedBy = ""
		try(p, other, "somebody other than %s had asked for it", t.RequestedBy)
	}
	for _, tier := range tiers {
		if tier != t.Tier || t.Platform {
			try(p, t.as(tier), "it were about %s", tier)
		}
	}
	if other := t.as(""); !t.Platform {
		other.Platform = true
		try(p, other, "it were a platform chart or an object of the whole cluster")
	}
	if len(out) > 0 {
		return out
	}
	for _, role := range Roles {
		for _, tier := range tiers {
			try(Principal{p.Person, role}, t.as(tier), "you acted as %s, and it were about %s", role.Title(), tier)
		}
	}
	if len(out) == 0 {
		out = append(out, "a rule of the fleet file permitted it: none of Sluice's own does")
	}
	return out
}

// as is the target in another tier.
func (t Target) as(tier string) Target {
	t.Tier, t.Platform = tier, false
	return t
}
