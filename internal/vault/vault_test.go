package vault_test

import (
	"testing"

	"github.com/sluice-desktop/sluice/internal/vault"
)

func TestATokenSaysWhoItIs(t *testing.T) {
	for _, tt := range []struct {
		name          string
		token         vault.Token
		login, method string
	}{
		{"a password", vault.Token{Path: "auth/userpass/login/ops1", DisplayName: "userpass-ops1", Username: "ops1"}, "ops1", "userpass"},
		{"a password at a mount of another name", vault.Token{Path: "auth/team/people/login/ops1", DisplayName: "team-people-ops1"}, "ops1", "team/people"},
		{"a directory", vault.Token{Path: "auth/ldap/login/ann", DisplayName: "ldap-ann", Username: "ann"}, "ann", "ldap"},
		{"single sign-on", vault.Token{Path: "auth/oidc/oidc/callback", DisplayName: "oidc-ann@example.org"}, "ann@example.org", "oidc"},
		{"an AppRole", vault.Token{Path: "auth/approle/login", DisplayName: "approle", Role: "operations"}, "approle/operations", "approle"},
		{"the root token", vault.Token{Path: "auth/token/root", DisplayName: "root", Policies: []string{"root"}}, "root", "token"},
		{"a token made by another", vault.Token{Path: "auth/token/create", DisplayName: "token-ci"}, "ci", "token"},
		{"one that says nothing", vault.Token{}, "token", "token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.token.Login(); got != tt.login {
				t.Errorf("login is %q, want %q", got, tt.login)
			}
			if got := tt.token.Method(); got != tt.method {
				t.Errorf("method is %q, want %q", got, tt.method)
			}
			if tt.token.Root() != (tt.login == "root") {
				t.Errorf("root is %v", tt.token.Root())
			}
		})
	}
}
