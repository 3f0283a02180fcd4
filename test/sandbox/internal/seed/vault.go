package seed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// structure lets everybody see which secrets and keys there are, without their values.
const structure = `
path "kv/metadata/*" { capabilities = ["list", "read"] }
path "kv/metadata"   { capabilities = ["list"] }
path "kv/subkeys/*"  { capabilities = ["read"] }
`

// policies are the duties as Vault enforces them. Version 2 of the key-value engine has values under data/.
func policies() map[string]string {
	policyReader := `path "sys/policies/acl"   { capabilities = ["list"] }
path "sys/policies/acl/*" { capabilities = ["read"] }
`
	return map[string]string{
		"sluice-developer": structure + `path "kv/data/+/dev/*" { capabilities = ["create", "read", "update", "patch"] }
`,
		"sluice-devops": structure + policyReader + `path "kv/data/+/dev/*"   { capabilities = ["create", "read", "update", "patch"] }
path "kv/data/+/stage/*" { capabilities = ["create", "read", "update", "patch"] }
`,
		"sluice-platform": structure,
		"sluice-operations": structure + policyReader + `path "kv/data/+/prod/*" { capabilities = ["create", "read", "update", "patch"] }
`,
		"sluice-support": structure + `path "kv/data/+/prod/*" { capabilities = ["read"] }
`,
		"external-secrets": structure + `path "kv/data/*" { capabilities = ["read"] }
`,
	}
}

// vaultSecrets fills Vault, which forgets everything when it ends. Done twice, it changes nothing.
func vaultSecrets(ctx context.Context, s *site.Site) error {
	root := servers.VaultRoot(s)
	for _, method := range []string{"userpass", "approle"} {
		if err := ensure(ctx, root, "/v1/sys/auth/"+method, fields{"type": method}); err != nil {
			return err
		}
	}
	for name, policy := range policies() {
		if err := root.Do(ctx, http.MethodPut, "/v1/sys/policies/acl/"+name, fields{"policy": policy}, nil); err != nil {
			return err
		}
	}
	if err := vaultLogins(ctx, root); err != nil {
		return err
	}
	mount := fields{"type": "kv", "options": fields{"version": "2"}}
	if err := ensure(ctx, root, "/v1/sys/mounts/kv", mount); err != nil {
		return err
	}
	return vaultValues(ctx, root)
}

// ensure makes what cannot be made twice; that it is there already, from an earlier call, is good.
func ensure(ctx context.Context, root *rest.Client, path string, what fields) error {
	err := root.Do(ctx, http.MethodPost, path, what, nil)
	var refused *rest.Refused
	if errors.As(err, &refused) && strings.Contains(refused.Body, "already") {
		return nil
	}
	return err
}

func vaultLogins(ctx context.Context, root *rest.Client) error {
	for _, a := range landscape.Accounts() {
		login := fields{"password": a.Password(), "token_policies": []string{"sluice-" + a.Role}, "token_ttl": "8h"}
		if err := root.Do(ctx, http.MethodPost, "/v1/auth/userpass/users/"+a.Name, login, nil); err != nil {
			return err
		}
	}
	for _, role := range append(landscape.Roles(), "external-secrets") {
		policy := "sluice-" + role
		if role == "external-secrets" {
			policy = role
		}
		path := "/v1/auth/approle/role/" + role
		if err := root.Do(ctx, http.MethodPost, path, fields{"token_policies": []string{policy}, "token_ttl": "1h"}, nil); err != nil {
			return err
		}
		if err := root.Do(ctx, http.MethodPost, path+"/role-id", fields{"role_id": role}, nil); err != nil {
			return err
		}
		if err := ensure(ctx, root, path+"/custom-secret-id", fields{"secret_id": role + "-sluice"}); err != nil {
			return err
		}
	}
	return nil
}

func vaultValues(ctx context.Context, root *rest.Client) error {
	return rest.Until(ctx, kvPatience, kvPause, func(ctx context.Context) error {
		for _, app := range landscape.Applications() {
			path := fmt.Sprintf("/v1/kv/data/%s/%s/%s/%s", app.Customer, app.Environment, app.Product, app.Product)
			if err := ensureValue(ctx, root, path, secretsOf(app)); err != nil {
				return err // right after mounting, the engine answers that it is still upgrading
			}
		}
		return nil
	})
}

// ensureValue writes the first version of a secret and leaves an existing one alone.
func ensureValue(ctx context.Context, root *rest.Client, path string, value fields) error {
	err := root.Do(ctx, http.MethodPost, path, fields{"data": value, "options": fields{"cas": 0}}, nil)
	var refused *rest.Refused
	if errors.As(err, &refused) && strings.Contains(refused.Body, "check-and-set") {
		return nil
	}
	return err
}

// secretsOf an application are made up, and say so.
func secretsOf(app landscape.Application) fields {
	word := app.Customer + "-" + app.Environment
	secrets := fields{
		"database.url":      fmt.Sprintf("postgres://%s:made-up-%s@db.%s.storefront.example/%s", app.Product, word, word, app.Product),
		"database.password": "made-up-" + word + "-database",
		"smtp":              "made-up-" + word + "-smtp",
	}
	if app.Product == "shop" {
		secrets["payment.apiKey"] = "made-up-" + word + "-payment"
		secrets["session.key"] = "made-up-" + word + "-session"
	} else {
		secrets["bank.clientSecret"] = "made-up-" + word + "-bank"
		secrets["invoice.signingKey"] = "made-up-" + word + "-signing"
	}
	return secrets
}
