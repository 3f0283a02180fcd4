package large

import (
	"fmt"
	"os"
	"strings"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// WriteFleet writes the team's file: whose cluster it is, and that the reader is of operations.
func WriteFleet(s *site.Site) error {
	var environments strings.Builder
	for _, name := range landscape.Environments() {
		fmt.Fprintf(&environments, "  - {name: %s, cluster: %s, namespaces: [\"*-%s\"], production: %t}\n", name, landscape.Large, name, name == "prod")
	}
	content := fmt.Sprintf(`apiVersion: sluice.dev/v1
kind: Fleet
name: measured
environments:
%sclusters:
  - {name: %s, server: "%s"}
customers: [%s]
products: [%s]
roles:
  %s: [%q]
people:
  - {name: %s, roles: [%s], kubernetes: %s}
`, environments.String(), landscape.Large, s.Cluster(landscape.Large), strings.Join(landscape.Customers(), ", "),
		strings.Join(landscape.Products(), ", "), reader().Role, reader().Group(), reader().Name, reader().Role, reader().Name)
	return os.WriteFile(seed.FleetPath(s), []byte(content), 0o600)
}
