package policy_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/policy"
)

func rules(t testing.TB) *policy.Rules {
	t.Helper()
	r, err := policy.Default(func(r policy.Role) []string {
		return map[policy.Role][]string{policy.Operations: {"ops1", "ops2"}, policy.Developer: {"dev1"}}[r]
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// in is a target of one environment; "platform" is a platform chart, "" an unclassified context.
func in(tier string) policy.Target {
	switch tier {
	case "platform":
		return policy.Target{Name: "x", Platform: true}
	default:
		return policy.Target{Name: "x", Environment: tier, Tier: tier, Production: tier == "prod"}
	}
}

// The matrix of the duties: for every action, who may where. What is not listed is denied.
func TestMatrix(t *testing.T) {
	const everywhere = "dev stage prod platform unclassified"
	matrix := map[policy.Action]map[policy.Role]string{
		policy.ChartCheck:           {policy.Developer: everywhere, policy.DevOps: everywhere, policy.Platform: everywhere},
		policy.ChartPush:            {policy.DevOps: everywhere, policy.Platform: everywhere},
		policy.ReleaseApply:         {policy.Developer: "dev", policy.DevOps: "dev stage", policy.Platform: "platform", policy.Operations: "prod"},
		policy.ReleaseRollback:      {policy.Developer: "dev", policy.DevOps: "dev stage", policy.Platform: "platform", policy.Operations: "prod"},
		policy.ReleaseOverride:      {policy.Operations: "prod", policy.Support: "prod"},
		policy.ReleaseValues:        everybody(everywhere),
		policy.ApplicationSync:      {policy.Developer: "dev", policy.DevOps: "dev stage", policy.Operations: "prod"},
		policy.ApplicationConfigure: {policy.DevOps: "dev stage prod platform"},
		policy.ProjectConfigure:     {policy.DevOps: everywhere, policy.Platform: everywhere},
		policy.PromotionPropose:     {policy.Developer: everywhere, policy.DevOps: everywhere},
		policy.PromotionPromote:     {policy.DevOps: "dev stage platform"},
		policy.PromotionTag:         {policy.Operations: "prod"},
		policy.PromotionApprove:     {policy.Operations: "prod"},
		policy.PromotionDeploy:      {policy.Operations: "prod"},
		policy.OverrideWrite:        {policy.Operations: "prod", policy.Support: "prod"},
		policy.SecretKeys:           everybody(everywhere),
		policy.SecretReveal:         {policy.Developer: "dev", policy.DevOps: "dev stage", policy.Operations: "prod", policy.Support: "prod"},
		policy.VaultStructure:       {policy.DevOps: everywhere, policy.Platform: everywhere},
		policy.ClusterObjects:       {policy.Platform: "dev stage prod platform"},
		policy.BreakGlass:           {policy.Operations: "prod"},
		policy.SessionSignIn:        everybody(everywhere),
		policy.SessionSignOut:       everybody(everywhere),
		policy.SessionRenew:         everybody(everywhere),
		policy.SessionForget:        everybody(everywhere),
		policy.SessionActAs:         everybody(everywhere),
		policy.BreakGlassSeen:       {policy.Operations: "prod"},
		policy.FleetCreate:          everybody(everywhere),
		policy.FleetClassify:        everybody(everywhere),
		policy.FleetWrite:           {policy.DevOps: everywhere, policy.Platform: everywhere},
		policy.JournalExport:        everybody(everywhere),
		policy.JournalReplay:        everybody(everywhere),
	}
	r := rules(t)
	for _, action := range policy.Actions() {
		row, listed := matrix[action]
		if !listed {
			t.Errorf("%s is in no row of the matrix", action)
		}
		for _, role := range append([]policy.Role{policy.Unknown}, policy.Roles...) {
			for _, tier := range strings.Fields(everywhere) {
				target := in(strings.TrimSuffix(tier, "unclassified"))
				d := r.Decide(policy.Principal{Person: "ann", Role: role}, action, target)
				if want := slices.Contains(strings.Fields(row[role]), tier); d.Allowed != want {
					t.Errorf("%s, %s, %s: allowed is %v by rule %q", role, action, tier, d.Allowed, d.Rule)
				}
				if !d.Allowed && d.Reason == "" {
					t.Errorf("%s, %s, %s: refused without a reason", role, action, tier)
				}
			}
		}
	}
}

func everybody(where string) map[policy.Role]string {
	all := map[policy.Role]string{policy.Unknown: where}
	for _, role := range policy.Roles {
		all[role] = where
	}
	return all
}

func TestARefusalSaysWhyAndWhoMay(t *testing.T) {
	tests := []struct {
		name           string
		who            policy.Principal
		action         policy.Action
		requested      string
		tier           string
		rule           string
		ask            string
		people, reason string
	}{
		{"a developer in production", policy.Principal{Person: "dev1", Role: policy.Developer}, policy.ApplicationSync, "", "prod", "dev-only", "Operations", "ops1 ops2", "Developers deploy to dev only"},
		{"operations in stage", policy.Principal{Person: "ops1", Role: policy.Operations}, policy.ReleaseRollback, "", "stage", "production-only", "DevOps", "", "Operations deploys to production only; dev and stage belong to developers and DevOps"},
		{"one's own request", policy.Principal{Person: "ops1", Role: policy.Operations}, policy.PromotionApprove, "ops1", "prod", "four-eyes", "Operations", "ops2", "Nobody approves, deploys or acknowledges what they asked for themselves: another person of the role must do it"},
		{"nobody of any role", policy.Principal{Person: "x", Role: policy.Unknown}, policy.ApplicationSync, "", "prod", "no-role", "Operations", "ops1 ops2", "No group of yours maps to a role, so you may look but not change anything"},
		{"an unclassified context", policy.Principal{Person: "ops1", Role: policy.Operations}, policy.ReleaseRollback, "", "", "unclassified", "", "", "This target belongs to no environment of the fleet, so it is read-only until the fleet file names it or you classify it under Clusters"},
		{"overrides by DevOps", policy.Principal{Person: "d", Role: policy.DevOps}, policy.OverrideWrite, "", "prod", "overrides-belong-to-operations", "Operations Support", "ops1 ops2", "Customer overrides belong to operations and support"},
		{"values by platform", policy.Principal{Person: "p", Role: policy.Platform}, policy.SecretReveal, "", "prod", "values-not-for-platform", "Operations Support", "ops1 ops2", "Platform engineers see no application values"},
		{"CRDs by operations", policy.Principal{Person: "ops1", Role: policy.Operations}, policy.ClusterObjects, "", "prod", "cluster-belongs-to-platform", "Platform", "", "CRDs, cluster policies and quotas belong to platform engineers"},
		{"a tag by a developer, with no rule of its own", policy.Principal{Person: "dev1", Role: policy.Developer}, policy.PromotionTag, "", "prod", "", "Operations", "ops1 ops2", "Developer may not do this in prod: tag a production release"},
	}
	r := rules(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			target := in(tt.tier)
			target.RequestedBy = tt.requested
			d := r.Decide(tt.who, tt.action, target)
			if d.Allowed || d.Rule != tt.rule || d.Reason != tt.reason ||
				strings.Join(d.Ask, " ") != tt.ask || strings.Join(d.People, " ") != tt.people {
				t.Fatalf("got %+v", d)
			}
		})
	}
}

func TestAnActionFromNowhereIsDenied(t *testing.T) {
	if d := rules(t).Decide(policy.Principal{Person: "ops1", Role: policy.Operations}, policy.Action{}, in("prod")); d.Allowed {
		t.Fatalf("got %+v", d)
	}
}

func TestARuleThatCannotExplainItselfIsRefused(t *testing.T) {
	for _, text := range []string{
		`permit (principal, action, resource);`,
		`@id("x") permit (principal, action, resource);`,
		`@id("x") @reason("y") permit (principal, action`,
	} {
		if _, err := policy.Parse("team.cedar", []byte(text), nil); err == nil || !strings.Contains(err.Error(), "team.cedar") {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

// Judge is Decide without whom to ask: a table may be filled by it.
func TestATableSaysTheSameAsTheDoor(t *testing.T) {
	r := rules(t)
	for _, role := range append([]policy.Role{policy.Unknown}, policy.Roles...) {
		for _, action := range policy.Actions() {
			for _, tier := range []string{"dev", "stage", "prod", "platform", ""} {
				p := policy.Principal{Person: "ann", Role: role}
				quick, full := r.Judge(p, action, in(tier)), r.Decide(p, action, in(tier))
				if quick.Allowed != full.Allowed || quick.Rule != full.Rule || quick.Reason != full.Reason || len(quick.Ask) > 0 {
					t.Errorf("%s, %s, %q: %+v, %+v", role, action, tier, quick, full)
				}
			}
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	r := rules(b)
	p, target := policy.Principal{Person: "ops1", Role: policy.Operations}, in("prod")
	for b.Loop() {
		if !r.Judge(p, policy.ApplicationSync, target).Allowed {
			b.Fatal("denied")
		}
	}
}

// One person's whole matrix: 500 customers in 5 environments, every action.
func BenchmarkMatrix(b *testing.B) {
	r := rules(b)
	p := policy.Principal{Person: "ops1", Role: policy.Operations}
	tiers := []string{"dev", "stage", "stage", "prod", "prod"}
	for b.Loop() {
		allowed := 0
		for i := range 500 * len(tiers) {
			target := in(tiers[i%len(tiers)])
			target.Customer = strconv.Itoa(i / len(tiers))
			for _, action := range policy.Actions() {
				if r.Judge(p, action, target).Allowed {
					allowed++
				}
			}
		}
		if allowed == 0 {
			b.Fatal("denied")
		}
	}
}
