package seed

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// Org owns the repositories; Releases and PlatformConfig are their names in it.
const (
	Org            = "storefront"
	Releases       = "releases"
	PlatformConfig = "platform-config"
)

// robot is how Argo CD reads the repositories.
const robot = "argocd-reader"

type fields map[string]any

func gitAdmin(s *site.Site) *rest.Client {
	return servers.GiteaAs(s, servers.GiteaAdmin, s.Secrets.GiteaAdmin)
}

// gitAccounts makes the people, the organisation, and a team for each role.
func gitAccounts(ctx context.Context, s *site.Site) error {
	return s.Once("git-accounts", func() error {
		admin := gitAdmin(s)
		people := map[string]string{robot: s.Secrets.Internal}
		for _, a := range landscape.Accounts() {
			people[a.Name] = a.Password()
		}
		for name, password := range people {
			user := fields{
				"username": name, "password": password, "email": landscape.Account{Name: name}.Email(), "must_change_password": false,
			}
			if err := admin.Do(ctx, http.MethodPost, "/admin/users", user, nil); err != nil {
				return err
			}
		}
		if err := admin.Do(ctx, http.MethodPost, "/orgs", fields{"username": Org, "visibility": "private"}, nil); err != nil {
			return err
		}
		return gitTeams(ctx, admin)
	})
}

func gitTeams(ctx context.Context, admin *rest.Client) error {
	members := map[string][]string{"robots": {robot}}
	for _, a := range landscape.Accounts() {
		members[a.Role] = append(members[a.Role], a.Name)
	}
	for team, names := range members {
		permission := "write" // to branches of their own; main is protected
		if team == "robots" {
			permission = "read"
		}
		var made struct{ ID int }
		err := admin.Do(ctx, http.MethodPost, "/orgs/"+Org+"/teams", fields{
			"name": team, "permission": permission, "includes_all_repositories": true,
			"units": []string{"repo.code", "repo.issues", "repo.pulls", "repo.releases"},
		}, &made)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := admin.Do(ctx, http.MethodPut, fmt.Sprintf("/teams/%d/members/%s", made.ID, name), nil, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// gitRepositories makes both repositories, pushes their history, and then closes main and the release tags.
func gitRepositories(ctx context.Context, s *site.Site) error {
	return s.Once("git-repositories", func() error {
		admin := gitAdmin(s)
		for _, name := range []string{Releases, PlatformConfig} {
			repository := fields{"name": name, "private": true, "default_branch": "main"}
			if err := admin.Do(ctx, http.MethodPost, "/orgs/"+Org+"/repos", repository, nil); err != nil {
				return err
			}
		}
		if err := importHistory(ctx, s, Releases, writeReleases); err != nil {
			return err
		}
		if err := push(ctx, s, Releases, "main", stageBranch, firstRelease, liveRelease, wantedRelease); err != nil {
			return err
		}
		if err := importHistory(ctx, s, PlatformConfig, func(h *history) { writePlatformConfig(s, h) }); err != nil {
			return err
		}
		if err := push(ctx, s, PlatformConfig, "main"); err != nil {
			return err
		}
		return protect(ctx, admin)
	})
}

// protect sets the fences: main takes approved pull requests only, for administrators too; devops alone pushes to stage;
// operations alone makes release tags.
func protect(ctx context.Context, admin *rest.Client) error {
	for _, repository := range []string{Releases, PlatformConfig} {
		err := admin.Do(ctx, http.MethodPost, "/repos/"+Org+"/"+repository+"/branch_protections", fields{
			"rule_name": "main", "enable_push": false, "required_approvals": 1,
			"dismiss_stale_approvals": true, "block_on_rejected_reviews": true, "block_admin_merge_override": true,
		}, nil)
		if err != nil {
			return err
		}
	}
	releases := "/repos/" + Org + "/" + Releases
	err := admin.Do(ctx, http.MethodPost, releases+"/branch_protections", fields{
		"rule_name": stageBranch, "enable_push": true, "enable_push_whitelist": true,
		"push_whitelist_usernames": []string{"devops1"},
	}, nil)
	if err != nil {
		return err
	}
	return admin.Do(ctx, http.MethodPost, releases+"/tag_protections", fields{
		"name_pattern": "prod-release/*", "whitelist_usernames": []string{"ops1", "ops2"},
	}, nil)
}
