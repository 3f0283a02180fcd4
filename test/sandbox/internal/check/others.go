package check

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

func otherClaims() []claim {
	return []claim{
		{"every person can sign in to Argo CD", everybodySignsIn},
		{"developers may not deploy to production", developersDoNotDeploy},
		{"Vault gives production's values to operations and not to developers", vaultFollowsDuties},
		{"the repository has its release tags, and main is protected", gitIsFenced},
		{"the registry holds both charts at two versions", registryHoldsCharts},
		{"the SIEM shows its records to its token alone", siemIsFenced},
	}
}

func everybodySignsIn(ctx context.Context, s *site.Site) error {
	for _, a := range landscape.Accounts() {
		client, err := seed.ArgoCDAs(ctx, s, a.Name, a.Password())
		if err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
		var who struct{ Username string }
		if err := client.Do(ctx, http.MethodGet, "/api/v1/session/userinfo", nil, &who); err != nil {
			return err
		}
		if who.Username != a.Name {
			return fmt.Errorf("%s is taken for %s", a.Name, who.Username)
		}
	}
	return nil
}

// developersDoNotDeploy asks, and asks in a way that would change nothing.
func developersDoNotDeploy(ctx context.Context, s *site.Site) error {
	dev, err := seed.ArgoCDAs(ctx, s, "dev1", landscape.Account{Name: "dev1"}.Password())
	if err != nil {
		return err
	}
	err = dev.Do(ctx, http.MethodPost, "/api/v1/applications/"+seed.Waiting().Name()+"/sync", map[string]any{"dryRun": true}, nil)
	return expect(err, http.StatusForbidden)
}

func vaultFollowsDuties(ctx context.Context, s *site.Site) error {
	for _, row := range []struct {
		name, path string
		status     int
	}{
		{"ops1", "data/acme/prod/shop/shop", http.StatusOK},
		{"dev1", "data/acme/prod/shop/shop", http.StatusForbidden},
		{"dev1", "data/acme/dev/shop/shop", http.StatusOK},
		{"dev1", "subkeys/acme/prod/shop/shop", http.StatusOK},
		{"platform1", "data/acme/dev/shop/shop", http.StatusForbidden},
		{"support1", "data/acme/prod/billing/billing", http.StatusOK},
	} {
		vault := rest.New(s.URL("vault"))
		var login struct {
			Auth struct {
				Token string `json:"client_token"`
			}
		}
		password := map[string]string{"password": landscape.Account{Name: row.name}.Password()}
		if err := vault.Do(ctx, http.MethodPost, "/v1/auth/userpass/login/"+row.name, password, &login); err != nil {
			return err
		}
		err := vault.With("X-Vault-Token", login.Auth.Token).Do(ctx, http.MethodGet, "/v1/kv/"+row.path, nil, nil)
		if err := expect(err, row.status); err != nil {
			return fmt.Errorf("%s reads %s: %w", row.name, row.path, err)
		}
	}
	return nil
}

func gitIsFenced(ctx context.Context, s *site.Site) error {
	dev := servers.GiteaAs(s, "dev1", landscape.Account{Name: "dev1"}.Password())
	repository := "/repos/" + seed.Org + "/" + seed.Releases
	var tags []struct{ Name string }
	if err := dev.Do(ctx, http.MethodGet, repository+"/tags", nil, &tags); err != nil {
		return err
	}
	for _, want := range []string{"prod-release/v1.4.0", "prod-release/v1.4.1", "prod-release/v1.4.2"} {
		if !slices.ContainsFunc(tags, func(t struct{ Name string }) bool { return t.Name == want }) {
			return fmt.Errorf("no tag %s", want)
		}
	}
	for _, attempt := range []struct {
		what, path string
		body       map[string]any
	}{
		{"commits to main", repository + "/contents/sneaked.md", map[string]any{
			"branch": "main", "message": "Sneaked in", "content": base64.StdEncoding.EncodeToString([]byte("x")),
		}},
		{"makes a release tag", repository + "/tags", map[string]any{"tag_name": "prod-release/v9.9.9", "target": "main"}},
	} {
		err := dev.Do(ctx, http.MethodPost, attempt.path, attempt.body, nil)
		var refused *rest.Refused
		if !errors.As(err, &refused) {
			return fmt.Errorf("a developer %s: %v", attempt.what, err)
		}
	}
	return nil
}

func registryHoldsCharts(ctx context.Context, s *site.Site) error {
	basic := base64.StdEncoding.EncodeToString([]byte(servers.RegistryUser + ":" + servers.RegistryPassword))
	registry := rest.New(s.URL("registry")).With("Authorization", "Basic "+basic)
	for _, product := range landscape.Products() {
		var list struct{ Tags []string }
		if err := registry.Do(ctx, http.MethodGet, "/v2/charts/"+product+"/tags/list", nil, &list); err != nil {
			return err
		}
		slices.Sort(list.Tags)
		if !slices.Equal(list.Tags, []string{"1.4.1", "1.4.2"}) {
			return fmt.Errorf("%s has %v", product, list.Tags)
		}
	}
	return expect(rest.New(s.URL("registry")).Do(ctx, http.MethodGet, "/v2/_catalog", nil, nil), http.StatusUnauthorized)
}

func siemIsFenced(ctx context.Context, s *site.Site) error {
	for token, status := range map[string]int{servers.SiemToken: http.StatusOK, "another": http.StatusUnauthorized} {
		client, err := servers.Siem(s, token)
		if err != nil {
			return err
		}
		if err := expect(client.Do(ctx, http.MethodGet, "/records", nil, nil), status); err != nil {
			return err
		}
	}
	return nil
}

// expect compares how a request ended with how it should.
func expect(err error, status int) error {
	var refused *rest.Refused
	switch {
	case err == nil && status == http.StatusOK:
		return nil
	case errors.As(err, &refused) && refused.Status == status:
		return nil
	case err == nil:
		return fmt.Errorf("it was allowed; %d was expected", status)
	}
	return err
}
