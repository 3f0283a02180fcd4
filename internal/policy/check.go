package policy

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// Problem is what is wrong with a text of rules, and where in it: line and column count from 1.
type Problem struct {
	Line, Column int
	Detail       string
}

func (p Problem) sharesPlace(other Problem) bool {
	return p.Line == other.Line && p.Column == other.Column
}

func (p Problem) Error() string { return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Detail) }

// Check says what is wrong with the rules that a fleet adds to the default ones; nothing when they can be in force.
func Check(name string, text []byte) []Problem {
	base, err := shipped()
	if err != nil {
		return []Problem{{Line: 1, Column: 1, Detail: err.Error()}}
	}
	_, problems := read(name, text, base.rules)
	return problems
}

// shipped are the default rules without people.
var shipped = sync.OnceValues(func() (*Rules, error) { return Default(func(Role) []string { return nil }) })

const (
	// largest is more than any team's rules need; what is parsed must not be able to exhaust us.
	largest = 64 << 10
	// deepest is how far brackets may nest, because the parser calls itself for each.
	deepest = 64
)

// read parses and checks rules that are to be added to others.
func read(name string, text []byte, to []*rule) ([]*rule, []Problem) {
	if p := tooMuch(text); p != nil {
		return nil, []Problem{*p}
	}
	list, err := cedar.NewPolicyListFromBytes(name, text)
	if err != nil {
		return nil, []Problem{located(err.Error())}
	}
	var out []*rule
	var problems []Problem
	for _, policy := range list {
		one := ruleOf(policy, text)
		at := policy.Position()
		say := func(format string, args ...any) {
			problems = append(problems, Problem{at.Line, at.Column, fmt.Sprintf(format, args...)})
		}
		switch {
		case one.id == "" || one.reason == "":
			say("A rule needs @id and @reason, so that a refusal can be explained")
		case slices.ContainsFunc(out, func(other *rule) bool { return other.id == one.id }):
			say("There is another rule with @id(%q) above", one.id)
		case slices.ContainsFunc(to, func(other *rule) bool { return other.id == one.id && other.fixed }):
			say("The rule %q protects the separation itself and cannot be replaced. Give this one an @id of its own", one.id)
		}
		problems = append(problems, one.misfits()...)
		out = append(out, one)
	}
	return out, problems
}

func ruleOf(policy *cedar.Policy, text []byte) *rule {
	notes := policy.Annotations()
	return &rule{
		id: string(notes["id"]), reason: string(notes["reason"]), fixed: notes["fixed"] != "",
		text: statement(string(text[policy.Position().Offset:])), policy: policy,
	}
}

// statement is the first policy of a text, up to the semicolon that ends it.
func statement(text string) string {
	for i, in := 0, byte(0); i < len(text); i++ {
		switch c := text[i]; {
		case in == '"' && c == '\\':
			i++
		case in == '"' && c == '"', in == '/' && c == '\n':
			in = 0
		case in != 0:
		case c == '"':
			in = '"'
		case strings.HasPrefix(text[i:], "//"):
			in = '/'
		case c == ';':
			return text[:i+1]
		}
	}
	return text
}

// tooMuch refuses a text that is too large, or nests too deep, to be parsed without harm.
func tooMuch(text []byte) *Problem {
	if len(text) > largest {
		return &Problem{1, 1, fmt.Sprintf("The rules are larger than %d KiB, which no team needs", largest>>10)}
	}
	depth, line, start := 0, 1, 0
	for i, c := range text {
		switch c {
		case '\n':
			line, start = line+1, i+1
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		}
		if depth > deepest {
			return &Problem{line, utf8.RuneCount(text[start:i]) + 1, fmt.Sprintf("Brackets nest deeper than %d", deepest)}
		}
	}
	return nil
}

var (
	parsedAt = regexp.MustCompile(`(?s)^parser error: (?:parse error at )?<input>:(\d+):(\d+)(.*)$`)
	quotedIn = regexp.MustCompile("`([^`]*)`")
	// Said for every action, in no order.
	perAction = regexp.MustCompile(` for Action::"[^"]*"`)
)

// located takes the place out of what the parser says.
func located(said string) Problem {
	found := parsedAt.FindStringSubmatch(said)
	if found == nil {
		return Problem{1, 1, "This is no Cedar: " + said}
	}
	line, _ := strconv.Atoi(found[1]) // digits: the expression says so
	column, _ := strconv.Atoi(found[2])
	return Problem{max(line, 1), max(column, 1), "This is no Cedar:" + strings.TrimPrefix(found[3], ":")}
}

// misfits is what the rule speaks of and the schema does not know.
func (r *rule) misfits() []Problem {
	var out []Problem
	for _, role := range r.roles() {
		if role != Unknown && !slices.Contains(Roles, role) {
			out = append(out, r.at(fmt.Sprintf("%q", role), "There is no role %q. The roles are %s", role, listed(Roles)))
		}
	}
	check, err := validator()
	if err != nil {
		return append(out, r.at("", "%s", err))
	}
	for _, said := range lines(check.Policy("", (*ast.Policy)(r.policy.AST()))) {
		name := ""
		if quoted := quotedIn.FindStringSubmatch(said); quoted != nil {
			name = quoted[1]
		}
		found := r.at(name, "%s", strings.ToUpper(said[:1])+said[1:])
		if !slices.ContainsFunc(out, found.sharesPlace) {
			out = append(out, found)
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
	return out
}

// lines are the single errors of a joined one, each once. What follows from an unknown action need not be said too.
func lines(err error) []string {
	if err == nil {
		return nil
	}
	all := []error{err}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		all = joined.Unwrap()
	}
	var out []string
	for _, one := range all {
		if said := perAction.ReplaceAllString(one.Error(), ""); said != "" && !slices.Contains(out, said) && !(len(out) > 0 && strings.HasPrefix(said, "unable to find an applicable action")) {
			out = append(out, said)
		}
	}
	return out
}

// at places a problem where the rule's text first names the thing, else where the rule begins.
func (r *rule) at(name, format string, args ...any) Problem {
	begin := r.policy.Position()
	p := Problem{begin.Line, begin.Column, fmt.Sprintf(format, args...)}
	i := strings.Index(r.text, name)
	if name == "" || i < 0 {
		return p
	}
	before := r.text[:i]
	if newline := strings.LastIndexByte(before, '\n'); newline >= 0 {
		return Problem{begin.Line + strings.Count(before, "\n"), utf8.RuneCountInString(before[newline+1:]) + 1, p.Detail}
	}
	p.Column += utf8.RuneCountInString(before)
	return p
}

// roles are all that the rule names: Cedar's own check does not look whether a role exists.
func (r *rule) roles() []Role {
	var out []Role
	note := func(uid types.EntityUID) {
		if uid.Type == "Role" {
			out = append(out, Role(uid.ID))
		}
	}
	switch scope := r.policy.AST().Principal.(type) {
	case ast.ScopeTypeEq:
		note(scope.Entity)
	case ast.ScopeTypeIn:
		note(scope.Entity)
	case ast.ScopeTypeIsIn:
		note(scope.Entity)
	}
	for _, condition := range r.policy.AST().Conditions {
		ast.Inspect(ast.NewNode(condition.Body), func(n ast.IsNode) bool {
			if value, ok := n.(ast.NodeValue); ok {
				if uid, is := value.Value.(types.EntityUID); is {
					note(uid)
				}
			}
			return true
		})
	}
	return out
}

func listed(roles []Role) string {
	out := make([]string, 0, len(roles))
	for _, role := range roles {
		out = append(out, string(role))
	}
	return strings.Join(out, ", ")
}
