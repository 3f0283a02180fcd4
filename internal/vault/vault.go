// Package vault is HashiCorp Vault as Sluice sees it: so far, who a token is there.
package vault

import (
	"cmp"
	"slices"
	"strings"
)

// Token is what Vault says of a token.
type Token struct {
	Path        string // where it was made: "auth/userpass/login/ops1"
	DisplayName string // "userpass-ops1"
	Username    string // of its metadata; empty for many methods
	Role        string // likewise: the AppRole's name
	Policies    []string
}

// calls are what follows the mount in the paths where methods make tokens.
var calls = []string{"/login", "/oidc/callback", "/create", "/root"}

// Method is the sign-in method that made the token, as it is mounted: "userpass"; "token" for one made by another token.
func (t Token) Method() string {
	mount, ok := strings.CutPrefix(t.Path, "auth/")
	for _, call := range calls {
		if at := strings.LastIndex(mount, call); at > 0 {
			return mount[:at]
		}
	}
	if !ok {
		return "token"
	}
	return mount
}

// Login is who the token is. An AppRole is no person, and reads as what it is.
func (t Token) Login() string {
	if t.Username != "" {
		return t.Username
	}
	mount := t.Method()
	if t.Role != "" {
		return mount + "/" + t.Role
	}
	// Vault puts the mount, with dashes, before the name that the method knows.
	return cmp.Or(strings.TrimPrefix(t.DisplayName, strings.ReplaceAll(mount, "/", "-")+"-"), t.DisplayName, mount)
}

// Root reports whether the token may do everything.
func (t Token) Root() bool { return slices.Contains(t.Policies, "root") }
