package policy_test

import (
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/policy"
)

func TestAnExplanationNamesTheRuleAndWhatWouldChangeTheAnswer(t *testing.T) {
	tests := []struct {
		name      string
		who       policy.Principal
		action    policy.Action
		tier      string
		requested string
		rules     string // that match, what decides first
		changes   string
	}{
		{"a developer in production", policy.Principal{Person: "dev1", Role: policy.Developer}, policy.ApplicationSync, "prod", "",
			"dev-only", "you acted as Operations; it were about dev"},
		{"operations in production", policy.Principal{Person: "ops1", Role: policy.Operations}, policy.ApplicationSync, "prod", "",
			"operations-production", ""},
		{"one's own request", policy.Principal{Person: "ops1", Role: policy.Operations}, policy.PromotionDeploy, "prod", "ops1",
			"four-eyes operations-production", "somebody other than ops1 had asked for it"},
		{"a place that nobody knows", policy.Principal{Person: "d", Role: policy.DevOps}, policy.ReleaseRollback, "", "",
			"unclassified not-production", "it were about dev; it were about stage"},
		{"two things at once", policy.Principal{Person: "s", Role: policy.Support}, policy.ReleaseRollback, "", "",
			"unclassified overrides-only", "you acted as Developer, and it were about dev; you acted as DevOps, and it were about dev; " +
				"you acted as DevOps, and it were about stage; you acted as Operations, and it were about prod"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			target := in(tt.tier)
			target.RequestedBy = tt.requested
			e := rules(t).Explain(tt.who, tt.action, target)
			var ids []string
			for _, m := range e.Rules {
				ids = append(ids, m.ID)
				if !strings.HasPrefix(m.Text, `@id("`+m.ID+`")`) || !strings.HasSuffix(m.Text, ";") {
					t.Errorf("%s is not told as it is written: %q", m.ID, m.Text)
				}
			}
			if strings.Join(ids, " ") != tt.rules || !e.Rules[0].Decides || strings.Join(e.Changes, "; ") != tt.changes {
				t.Fatalf("rules %v, changes %q", ids, e.Changes)
			}
		})
	}
}

func TestAnExplanationSaysWhatTheRulesWereToldAndWhoMay(t *testing.T) {
	target := in("prod")
	target.Customer = "acme"
	e := rules(t).Explain(policy.Principal{Person: "dev1", Role: policy.Developer}, policy.ApplicationSync, target)
	facts := map[string]string{}
	for _, f := range e.Facts {
		facts[f.Name] = f.Value
	}
	if facts["Role"] != "Developer" || facts["Tier"] != "prod" || facts["Customer"] != "acme" || facts["Classified"] != "yes" {
		t.Errorf("%v", facts)
	}
	for _, answer := range e.Roles {
		if answer.Allowed != (answer.Role == policy.Operations) || answer.Rule == "" {
			t.Errorf("%+v", answer)
		}
		if answer.Role == policy.Operations && strings.Join(answer.People, " ") != "ops1 ops2" {
			t.Errorf("%+v", answer)
		}
	}
}

func TestAnExplanationTellsTheFleetsRulesFromSluices(t *testing.T) {
	r, err := rules(t).With("sluice.yaml", []byte(`@id("closed") @reason("Closed; for good") // a comment; with a semicolon
forbid (principal, action, resource) when { resource.customer != "a;b" };
@id("other") @reason("x") permit (principal, action, resource) when { resource.customer == "never" };`))
	if err != nil {
		t.Fatal(err)
	}
	e := r.Explain(policy.Principal{Person: "ops1", Role: policy.Operations}, policy.ApplicationSync, in("prod"))
	if len(e.Rules) != 2 || e.Rules[0].ID != "closed" || !e.Rules[0].Fleet || e.Rules[1].Fleet || !e.Rules[0].Forbids {
		t.Fatalf("%+v", e.Rules)
	}
	if !strings.HasSuffix(e.Rules[0].Text, `"a;b" };`) {
		t.Errorf("%q", e.Rules[0].Text)
	}
	if len(e.Changes) != 1 || !strings.Contains(e.Changes[0], "a rule of the fleet file") {
		t.Errorf("%v", e.Changes)
	}
}
