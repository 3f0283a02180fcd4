// Package vaultapi speaks to Vault through HashiCorp's own client.
package vaultapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/vault/api"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/vault"
)

// New is the connections to the fleet's Vaults.
func New(cfg connection.Config) *connection.Client {
	return connection.NewClient(connection.Vault, endpoint.Family{System: operation.Vault, Title: "Vault", Section: "vault"}, protocol{}, cfg)
}

type protocol struct{}

// Methods are those that Sluice can ask for. Vault does not tell which of them it has.
func (protocol) Methods(endpoint.Endpoint) []string {
	return []string{connection.Password, connection.AppRole, connection.Token}
}

// dial makes a client for one question. What the environment says of Vaults is the person's command line's, not ours.
func dial(s *endpoint.Site, token secret.Value) (*api.Client, error) {
	c, err := api.NewClient(&api.Config{
		Address: s.Base.String(), HttpClient: &http.Client{Transport: answers{s}}, MaxRetries: 0, DisableRedirects: true,
	})
	if err != nil {
		return nil, fault.New(fault.Invalid, "vault", err, "Vault %s cannot be asked. The variables VAULT_… of this session may be wrong: unset them and start Sluice again", s.Name)
	}
	c.ClearToken()
	if !token.Empty() {
		c.SetToken(token.Reveal())
	}
	c.ClearNamespace()
	if s.Namespace != "" {
		c.SetNamespace(s.Namespace)
	}
	return c, nil
}

// Version asks for Vault's health, which it tells everybody.
func (protocol) Version(ctx context.Context, s *endpoint.Site) (string, error) {
	c, err := dial(s, secret.Value{})
	if err != nil {
		return "", err
	}
	c.ClearNamespace() // health is of the whole
	health, err := c.Sys().HealthWithContext(ctx)
	switch {
	case err != nil:
		return "", said(ctx, s, err)
	case health == nil || health.Version == "":
		return "", s.Strange(nil)
	case !health.Initialized:
		return health.Version, fault.New(fault.Unreachable, "vault", nil, "Vault %s is not initialised yet. Ask its administrators", s.Name)
	case health.Sealed:
		return health.Version, fault.New(fault.Unreachable, "vault", nil, "Vault %s is sealed and answers nobody. Ask its administrators to unseal it", s.Name)
	}
	return health.Version, nil
}

// Who looks the token up.
func (protocol) Who(ctx context.Context, s *endpoint.Site, as connection.Credential) (connection.Session, error) {
	if as.Secret.Empty() {
		return connection.Session{}, fault.New(fault.SignIn, "vault", nil, "Vault %s answers only those who sign in", s.Name)
	}
	c, err := dial(s, as.Secret)
	if err != nil {
		return connection.Session{}, err
	}
	found, err := c.Auth().Token().LookupSelfWithContext(ctx)
	switch {
	case err != nil:
		return connection.Session{}, ended(s, said(ctx, s, err))
	case found == nil || found.Data == nil:
		return connection.Session{}, s.Strange(nil)
	}
	token, session := tokenOf(found), connection.Session{}
	session.Login = token.Login()
	session.Renewable, _ = found.TokenIsRenewable()
	if ends, _ := found.Data["expire_time"].(string); ends != "" {
		session.Expires, _ = time.Parse(time.RFC3339Nano, ends)
	}
	session.Facts = []connection.Fact{{Name: "Signed in by", Value: token.Method()}, {Name: "Policies", Value: strings.Join(token.Policies, ", ")}}
	if s.Namespace != "" {
		session.Facts = append(session.Facts, connection.Fact{Name: "Namespace", Value: s.Namespace})
	}
	if token.Root() {
		session.Facts = append(session.Facts, connection.Fact{Name: "Mind", Value: "a root token may do everything. Sign in as yourself"})
	}
	return session, nil
}

func tokenOf(found *api.Secret) vault.Token {
	text := func(of map[string]any, key string) string { s, _ := of[key].(string); return s }
	meta, _ := found.Data["meta"].(map[string]any)
	token := vault.Token{
		Path: text(found.Data, "path"), DisplayName: text(found.Data, "display_name"),
		Username: text(meta, "username"), Role: text(meta, "role_name"),
	}
	for _, key := range []string{"policies", "identity_policies"} {
		list, _ := found.Data[key].([]any)
		for _, one := range list {
			if name, ok := one.(string); ok {
				token.Policies = append(token.Policies, name)
			}
		}
	}
	return token
}

// Exchange signs in by password or AppRole. A token is taken as it is: it is the person's own, and stays theirs.
func (protocol) Exchange(ctx context.Context, permit operation.Permit, s *endpoint.Site, in connection.SignInInput) (connection.Credential, error) {
	var path string
	var body map[string]any
	switch in.Method {
	case connection.Token:
		return connection.Credential{Secret: secret.New(strings.TrimSpace(in.Secret.Reveal()))}, nil
	case connection.Password:
		path, body = "auth/userpass/login/"+url.PathEscape(in.Login), map[string]any{"password": in.Secret.Reveal()}
	case connection.AppRole:
		path, body = "auth/approle/login", map[string]any{"role_id": in.Login, "secret_id": in.Secret.Reveal()}
	}
	if strings.ContainsAny(in.Login, "/\\") || in.Login == "." || in.Login == ".." {
		return connection.Credential{}, fault.New(fault.Invalid, "vault", nil, "%q is no login", in.Login).On("login")
	}
	c, err := dial(s, secret.Value{})
	if err != nil {
		return connection.Credential{}, err
	}
	answer, err := c.Logical().WriteWithContext(permit.Context(ctx), path, body)
	switch {
	case err != nil:
		return connection.Credential{}, notLetIn(s, in, said(ctx, s, err))
	case answer == nil || answer.Auth == nil:
		return connection.Credential{}, s.Strange(nil)
	case answer.Auth.ClientToken == "" && answer.Auth.MFARequirement != nil:
		return connection.Credential{}, fault.New(fault.Invalid, "vault", nil, "Vault %s asks %s for a second factor, which Sluice cannot answer yet. Sign in with it elsewhere, and bring the token", s.Name, in.Login).On("method")
	case answer.Auth.ClientToken == "":
		return connection.Credential{}, s.Strange(nil)
	}
	return connection.Credential{Login: in.Login, Secret: secret.New(answer.Auth.ClientToken), Made: true}, nil
}

// Renew prolongs the token by as much as it was made for.
func (protocol) Renew(ctx context.Context, permit operation.Permit, s *endpoint.Site, as connection.Credential) error {
	c, err := dial(s, as.Secret)
	if err != nil {
		return err
	}
	if _, err := c.Auth().Token().RenewSelfWithContext(permit.Context(ctx), 0); err != nil {
		return said(ctx, s, err)
	}
	return nil
}

// Revoke ends the token, and with it all that was made by it.
func (protocol) Revoke(ctx context.Context, permit operation.Permit, s *endpoint.Site, as connection.Credential) error {
	c, err := dial(s, as.Secret)
	if err != nil {
		return err
	}
	if err := c.Auth().Token().RevokeSelfWithContext(permit.Context(ctx), ""); err != nil {
		return ended(s, said(ctx, s, err))
	}
	return nil
}
