package check

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// applications reads all of them as support, who may look and nothing else.
func applications(ctx context.Context, s *site.Site) (map[string]seed.Application, error) {
	support, err := seed.ArgoCDAs(ctx, s, "support1", landscape.Account{Name: "support1"}.Password())
	if err != nil {
		return nil, err
	}
	var list struct{ Items []seed.Application }
	if err := support.Do(ctx, http.MethodGet, "/api/v1/applications", nil, &list); err != nil {
		return nil, err
	}
	all := make(map[string]seed.Application)
	for _, app := range list.Items {
		all[app.Metadata.Name] = app
	}
	return all, nil
}

// odd are the applications that are not as they should be, and how.
func odd() map[string][2]string {
	return map[string][2]string{
		"acme-shop-prod":       {"OutOfSync", "Healthy"},
		"initech-shop-stage":   {"OutOfSync", "Healthy"},
		"globex-billing-stage": {"Synced", "Degraded"},
	}
}

func applicationClaims() []claim {
	about := func(name string, look func(map[string]seed.Application) error) claim {
		return claim{name, func(ctx context.Context, s *site.Site) error {
			all, err := applications(ctx, s)
			if err != nil {
				return err
			}
			return look(all)
		}}
	}
	return []claim{
		about("there are 18 applications", func(all map[string]seed.Application) error {
			if len(all) != 18 {
				return fmt.Errorf("there are %d", len(all))
			}
			return nil
		}),
		about("each application is synced and healthy but for the odd ones", func(all map[string]seed.Application) error {
			for _, app := range landscape.Applications() {
				want := [2]string{"Synced", "Healthy"}
				if other, isOdd := odd()[app.Name()]; isOdd {
					want = other
				}
				seen := all[app.Name()].Status
				if got := [2]string{seen.Sync.Status, seen.Health.Status}; got != want {
					return fmt.Errorf("%s is %s and %s, not %s and %s", app.Name(), got[0], got[1], want[0], want[1])
				}
			}
			return nil
		}),
		about("acme's shop waits for 1.4.2 in production after two deployments", func(all map[string]seed.Application) error {
			waiting := all[seed.Waiting().Name()]
			if revision := waiting.Spec.Source.TargetRevision; revision != "prod-release/v1.4.2" {
				return fmt.Errorf("it wants %s", revision)
			}
			if count := len(waiting.Status.History); count != 2 {
				return fmt.Errorf("it was deployed %d times", count)
			}
			return nil
		}),
		about("auto-sync is on in dev, and in production where it was left on", func(all map[string]seed.Application) error {
			for _, app := range landscape.Applications() {
				want := app.Environment == "dev" || app.Name() == "initech-billing-prod"
				if got := all[app.Name()].Spec.SyncPolicy.Automated != nil; got != want {
					return fmt.Errorf("%s: auto-sync is %v", app.Name(), got)
				}
			}
			return nil
		}),
	}
}
