package identity_test

import (
	"slices"
	"testing"

	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

type directory map[string][]policy.Role

func (d directory) Person(_, login string) (string, bool) {
	if login == "ops1" {
		return "Olga", true
	}
	return "", false
}
func (d directory) RolesOf(group string) []policy.Role { return d[group] }
func (d directory) Mapped() bool                       { return len(d) > 0 }

func TestResolve(t *testing.T) {
	groups := directory{"devs": {policy.Developer}, "ops": {policy.Operations}, "both": {policy.Developer, policy.Support}}
	tests := []struct {
		name   string
		dir    directory
		login  string
		groups []string
		prefer policy.Role
		person string
		role   policy.Role
		roles  int
		proof  string
	}{
		{"a group proves the role", groups, "ops1", []string{"x", "ops"}, "", "Olga", policy.Operations, 1, "group ops"},
		{"no group, no role", groups, "ann", []string{"x"}, "", "ann", policy.Unknown, 0, ""},
		{"nobody chooses a role that no group proves", groups, "ann", []string{"devs"}, policy.Operations, "ann", policy.Developer, 1, "group devs"},
		{"with several, one is chosen", groups, "ann", []string{"both", "ops"}, policy.Support, "ann", policy.Support, 3, "group both"},
		{"with several and no choice, the first of the matrix", groups, "ann", []string{"ops", "both"}, "", "ann", policy.Developer, 3, "group both"},
		{"without a mapping the role is self-declared", nil, "ann", []string{"ops"}, policy.Operations, "ann", policy.Operations, 5, ""},
		{"without a mapping and a choice there is none", nil, "ann", []string{"ops"}, "", "ann", policy.Unknown, 5, ""},
		{"a role that does not exist is not declared", nil, "ann", nil, "king", "ann", policy.Unknown, 5, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := identity.Resolve(tt.dir, identity.Login{System: "kubernetes", Name: tt.login, Groups: tt.groups}, tt.prefer)
			if got.Person != tt.person || got.Role != tt.role || len(got.Roles) != tt.roles || got.Proof != tt.proof {
				t.Fatalf("got %+v", got)
			}
			if tt.role != policy.Unknown && !slices.Contains(got.Roles, got.Role) {
				t.Fatalf("acts as none of its roles: %+v", got)
			}
		})
	}
}
