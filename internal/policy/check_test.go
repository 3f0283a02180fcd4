package policy_test

import (
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/policy"
)

const theShop = `@id("shop-is-for-devops")
@reason("The shop is deployed by DevOps, also in production")
permit (principal in Role::"devops", action == Action::"argocd.application.sync", resource)
when { resource.product == "shop" };
`

func TestAFleetAddsARuleOrReplacesOneByItsID(t *testing.T) {
	devops := policy.Principal{Person: "d", Role: policy.DevOps}
	shop := in("prod")
	shop.Product = "shop"
	tests := []struct {
		name, added string
		allowed     bool
		rule        string
	}{
		{"nothing is added", "", false, "not-production"},
		{"a forbid wins over what is added", theShop, false, "not-production"},
		{"the forbid is replaced", theShop + `@id("not-production") @reason("Only the shop is DevOps' in production")
			forbid (principal in Role::"devops", action == Action::"argocd.application.sync", resource)
			when { resource.tier == "prod" && resource.product != "shop" };`, true, "shop-is-for-devops"},
		{"a forbid of its own", `@id("closed") @reason("Closed") forbid (principal, action, resource);`, false, "not-production"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := rules(t).With("sluice.yaml", []byte(tt.added))
			if err != nil {
				t.Fatal(err)
			}
			if d := r.Decide(devops, policy.ApplicationSync, shop); d.Allowed != tt.allowed || d.Rule != tt.rule {
				t.Fatalf("%+v", d)
			}
		})
	}
}

// Whatever a fleet adds: nobody acts without a role, on a place that nobody knows, or on their own request.
func TestNoFleetSwitchesSeparationOff(t *testing.T) {
	everything := `@id("everything") @reason("All may do all") permit (principal, action, resource);`
	r, err := rules(t).With("sluice.yaml", []byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	own := in("prod")
	own.RequestedBy = "ops1"
	ops := policy.Principal{Person: "ops1", Role: policy.Operations}
	for _, tt := range []struct {
		who    policy.Principal
		action policy.Action
		target policy.Target
		rule   string
	}{
		{policy.Principal{Person: "x", Role: policy.Unknown}, policy.ApplicationSync, in("dev"), "no-role"},
		{ops, policy.ReleaseRollback, in(""), "unclassified"},
		{ops, policy.PromotionApprove, own, "four-eyes"},
		{ops, policy.PromotionDeploy, own, "four-eyes"},
		{ops, policy.BreakGlassSeen, own, "four-eyes"},
	} {
		if d := r.Decide(tt.who, tt.action, tt.target); d.Allowed || d.Rule != tt.rule {
			t.Errorf("%s: %+v", tt.action, d)
		}
		replaced := `@id("` + tt.rule + `") @reason("Off") permit (principal, action == Action::"chart.check", resource);`
		if problems := policy.Check("sluice.yaml", []byte(replaced)); len(problems) != 1 || !strings.Contains(problems[0].Detail, "cannot be replaced") {
			t.Errorf("%s may be replaced: %v", tt.rule, problems)
		}
	}
}

func TestCheckNamesTheLineAndTheColumn(t *testing.T) {
	rule := func(scope, condition string) string {
		return "\n@id(\"team\")\n@reason(\"Because\")\npermit (" + scope + ")\nwhen { " + condition + " };\n"
	}
	const anybody = "principal, action, resource"
	tests := []struct {
		name, text   string
		line, column int
		says         string
	}{
		{"half a rule", "\npermit (principal", 2, 18, "This is no Cedar"},
		{"a string without an end", "@id(\"x) permit", 1, 5, "literal not terminated"},
		{"a rule without a reason", "\n  @id(\"x\") permit (principal, action, resource);", 2, 3, "needs @id and @reason"},
		{"two of one id", strings.Repeat("@id(\"x\") @reason(\"y\")\npermit (principal, action, resource);\n", 2), 3, 1, "another rule"},
		{"an unknown action", rule(`principal, action == Action::"argocd.sync", resource`, "true"), 4, 30, `Unrecognized action`},
		{"an unknown role in the scope", rule(`principal in Role::"king", action, resource`, "true"), 4, 28, `There is no role "king"`},
		{"an unknown role in the condition", rule(anybody, `principal in Role::"king"`), 5, 27, `There is no role "king"`},
		{"an unknown role in a set", rule(anybody, `principal in [Role::"devops", Role::"king"]`), 5, 44, `There is no role "king"`},
		{"an unknown attribute of the target", rule(anybody, `resource.colour == "blue"`), 5, 17, "Attribute `colour` on entity type `Target` not found"},
		{"an unknown attribute of the person", rule(anybody, `principal.age > 3`), 5, 18, "`age`"},
		{"an unknown attribute of the request", rule(anybody, `context.weekday == 6`), 5, 16, "`weekday`"},
		{"what cannot be compared", rule(anybody, `resource.tier == 1`), 2, 1, "not compatible"},
		{"an unknown type", rule(anybody, `principal in Team::"a"`), 5, 21, "`Team`"},
		{"what nests without end", rule(anybody, strings.Repeat("(", 100_000)[:60_000]), 5, 71, "nest deeper"},
		{"what is too large", strings.Repeat("// much\n", 10_000), 1, 1, "larger than 64 KiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problems := policy.Check("sluice.yaml", []byte(tt.text))
			if len(problems) != 1 {
				t.Fatalf("%d problems: %v", len(problems), problems)
			}
			if p := problems[0]; p.Line != tt.line || p.Column != tt.column || !strings.Contains(p.Detail, tt.says) {
				t.Fatalf("%+v", p)
			}
			if _, err := rules(t).With("sluice.yaml", []byte(tt.text)); err == nil {
				t.Error("it is in force all the same")
			}
		})
	}
}

func TestGoodRulesHaveNoProblems(t *testing.T) {
	for _, text := range []string{"", "// nothing\n", theShop} {
		if problems := policy.Check("sluice.yaml", []byte(text)); len(problems) != 0 {
			t.Errorf("%q: %v", text, problems)
		}
	}
}

// What is in force, by whatever text, decides without an error and never lets through what the fixed rules forbid.
func FuzzCheck(f *testing.F) {
	for _, text := range []string{"", theShop, `@id("a") @reason("b") forbid (principal, action, resource) unless { context has requestedBy };`} {
		f.Add([]byte(text))
	}
	base := rules(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		problems := policy.Check("sluice.yaml", text)
		r, err := base.With("sluice.yaml", text)
		if (err == nil) != (len(problems) == 0) {
			t.Fatalf("check says %v, but it is in force: %v", problems, err)
		}
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 || p.Detail == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
		if err != nil {
			return
		}
		for _, action := range policy.Actions() {
			if r.Decide(policy.Principal{Person: "x", Role: policy.Operations}, policy.ReleaseRollback, in("")).Allowed {
				t.Fatal("an unclassified target is changed")
			}
			r.Explain(policy.Principal{Person: "x", Role: policy.Developer}, action, in("prod"))
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(theShop))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := policy.Parse("team.cedar", text, func(policy.Role) []string { return nil })
		if err != nil {
			if !strings.HasPrefix(err.Error(), "team.cedar:") {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		r.Decide(policy.Principal{Person: "x", Role: policy.Developer}, policy.ApplicationSync, in("dev"))
	})
}
