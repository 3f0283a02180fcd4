package seed

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// FleetPath is the team's file.
func FleetPath(s *site.Site) string { return s.Path("sluice.yaml") }

// writeFleet writes the team's file, as a team would have it in Git.
func writeFleet(_ context.Context, s *site.Site) error {
	var people, roles strings.Builder
	for _, role := range landscape.Roles() {
		fmt.Fprintf(&roles, "  %-11s [%s]\n", role+":", groupOf(role))
	}
	for _, a := range landscape.Accounts() {
		fmt.Fprintf(&people, "  - {name: %s, roles: [%s], kubernetes: %s, argocd: %s, vault: %s, git: %s}\n", a.Name, a.Role, a.Name, a.Name, a.Name, a.Name)
	}
	today := time.Now().UTC().Truncate(24 * time.Hour)
	content := fmt.Sprintf(fleetTemplate, s.Cluster(landscape.Harbor), s.Cluster(landscape.Ocean),
		strings.Join(landscape.Customers(), ", "), strings.Join(landscape.Products(), ", "),
		s.URL("argocd-server"), s.URL("vault"), s.URL("gitea"), s.Address("registry"),
		today.Format(time.RFC3339), today.AddDate(0, 3, 0).Format(time.RFC3339),
		servers.SiemURL(s), servers.SiemAuthority(s), servers.SiemToken, roles.String(), people.String())
	return os.WriteFile(FleetPath(s), []byte(content), 0o600)
}

func groupOf(role string) string { return landscape.Account{Role: role}.Group() }

const fleetTemplate = `apiVersion: sluice.dev/v1
kind: Fleet
name: storefront
environments:            # in promotion order
  - {name: dev,   cluster: harbor, namespaces: ["*-dev"]}
  - {name: stage, cluster: harbor, namespaces: ["*-stage"]}
  - {name: prod,  cluster: ocean,  namespaces: ["*-prod"], production: true}
clusters:
  - {name: harbor, server: "%s", argocd: in-cluster}
  - {name: ocean,  server: "%s", argocd: ocean}
customers: [%s]
products: [%s]
platform: ["*-system", argocd]
argocd:
  - {name: harbor, url: "%s", hint: "Sandbox: the password is <name>-sluice"}
vault: [{name: vault, url: "%s"}]
git: [{name: gitea, url: "%s", kind: gitea, repositories: [storefront/releases, storefront/platform-config]}]
registries: [{name: registry, url: "%s"}]
freezes:                 # one that holds while the sandbox lasts
  - {name: closing, environments: [prod], customers: [initech], from: "%s", until: "%s", reason: the books of the year are being closed}
siem:
  - {name: central, kind: https, url: "%s/ingest", ca: "%s", hint: "Sandbox: the token is %s"}
roles:                   # groups of the identity provider
%speople:                  # one person behind several logins
%s`
