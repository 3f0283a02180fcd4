package seed

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/kube"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// Waiting is the application that waits for operations to deploy it.
func Waiting() landscape.Application {
	return landscape.Application{Customer: "acme", Product: "shop", Environment: "prod"}
}

// patienceWithArgoCD covers the first comparison of all applications on a busy machine.
const patienceWithArgoCD = 6 * time.Minute

// ArgoCDAs signs a person in.
func ArgoCDAs(ctx context.Context, s *site.Site, name, password string) (*rest.Client, error) {
	client := rest.New(s.URL("argocd-server"))
	var session struct{ Token string }
	err := client.Do(ctx, http.MethodPost, "/api/v1/session", fields{"username": name, "password": password}, &session)
	if err != nil {
		return nil, err
	}
	return client.With("Authorization", "Bearer "+session.Token), nil
}

// Application is the part of an Argo CD application that seeding and checking look at.
type Application struct {
	Metadata struct{ Name string }
	Spec     struct {
		Project    string
		Source     struct{ TargetRevision string }
		SyncPolicy struct {
			Automated *struct{ Prune, SelfHeal bool }
		}
	}
	Status struct {
		Sync           struct{ Status, Revision string }
		Health         struct{ Status string }
		History        []struct{ Revision string }
		OperationState *struct{ Phase, Message string }
	}
}

// deployer deploys one application as the person whose duty it is.
type deployer struct {
	s      *site.Site
	kube   *kube.Client
	argocd *rest.Client
}

// argocdApplications declares the applications and deploys them as people would have, up to the one that waits.
func argocdApplications(ctx context.Context, s *site.Site) error {
	return s.Once("argocd-applications", func() error {
		admin, err := s.Admin(landscape.Harbor)
		if err != nil {
			return err
		}
		people := make(map[string]*rest.Client)
		for environment, name := range map[string]string{"dev": "dev1", "stage": "devops1", "prod": "ops1"} {
			if people[environment], err = ArgoCDAs(ctx, s, name, landscape.Account{Name: name}.Password()); err != nil {
				return fmt.Errorf("%s cannot sign in to Argo CD: %w", name, err)
			}
		}
		err = each(landscape.Applications(), func(app landscape.Application) error {
			d := deployer{s, admin, people[app.Environment]}
			if err := d.deploy(ctx, app); err != nil {
				return fmt.Errorf("%s: %w", app.Name(), err)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return stageMovesOn(ctx, s, admin)
	})
}

func (d deployer) deploy(ctx context.Context, app landscape.Application) error {
	if app != Waiting() {
		if err := d.declare(ctx, app, revisionOf(app.Environment)); err != nil {
			return err
		}
		if app.Environment == "dev" || app == autoSyncLeftOn() {
			return d.awaitDeployments(ctx, app, 1)
		}
		return d.sync(ctx, app, 1)
	}
	for i, revision := range []string{firstRelease, liveRelease} {
		if err := d.declare(ctx, app, revision); err != nil {
			return err
		}
		if err := d.sync(ctx, app, i+1); err != nil {
			return err
		}
	}
	return d.declare(ctx, app, wantedRelease)
}

// declare applies the application and waits until Argo CD's API has seen it so.
func (d deployer) declare(ctx context.Context, app landscape.Application, revision string) error {
	if err := d.kube.Apply(ctx, applicationManifest(d.s, app, revision)); err != nil {
		return err
	}
	return rest.Until(ctx, patienceWithArgoCD, 300*time.Millisecond, func(ctx context.Context) error {
		seen, err := get(ctx, d.argocd, app)
		if err == nil && seen.Spec.Source.TargetRevision != revision {
			err = fmt.Errorf("Argo CD still sees %s", seen.Spec.Source.TargetRevision)
		}
		return err
	})
}

func (d deployer) sync(ctx context.Context, app landscape.Application, deployments int) error {
	if err := d.order(ctx, app); err != nil {
		return err
	}
	return d.awaitDeployments(ctx, app, deployments)
}

func (d deployer) order(ctx context.Context, app landscape.Application) error {
	return rest.Until(ctx, patienceWithArgoCD, time.Second, func(ctx context.Context) error {
		return d.argocd.Do(ctx, http.MethodPost, "/api/v1/applications/"+app.Name()+"/sync", fields{}, nil)
	})
}

// awaitDeployments waits until the application was deployed so many times and nothing is under way. A deployment that
// failed is ordered again: on a machine that is busy building, Argo CD's questions to the clusters run out of time, and
// it tries a revision only once by itself.
func (d deployer) awaitDeployments(ctx context.Context, app landscape.Application, count int) error {
	return rest.Until(ctx, patienceWithArgoCD, 750*time.Millisecond, func(ctx context.Context) error {
		seen, err := get(ctx, d.argocd, app)
		if err != nil {
			return err
		}
		state := seen.Status.OperationState
		switch {
		case state == nil:
			return fmt.Errorf("not deployed yet, it is %s", seen.Status.Sync.Status)
		case state.Phase == "Error" || state.Phase == "Failed":
			if err := d.order(ctx, app); err != nil {
				return err
			}
			return fmt.Errorf("deployment %s: %s", state.Phase, state.Message)
		case state.Phase != "Succeeded" || len(seen.Status.History) < count:
			return fmt.Errorf("deployment %s: %s", state.Phase, state.Message)
		}
		return nil
	})
}

// stageMovesOn pushes the change that nobody has deployed, and has Argo CD look. It is told by annotation: asking its API
// to refresh can wait a minute for an event that it has missed.
func stageMovesOn(ctx context.Context, s *site.Site, admin *kube.Client) error {
	if err := pushStage(ctx, s); err != nil {
		return err
	}
	look := fields{"metadata": fields{"annotations": fields{"argocd.argoproj.io/refresh": "normal"}}}
	for _, app := range landscape.Applications() {
		if app.Environment != "stage" {
			continue
		}
		path := "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/" + app.Name()
		if err := admin.Send(ctx, http.MethodPatch, path, "application/merge-patch+json", look, nil); err != nil {
			return err
		}
	}
	return nil
}

func get(ctx context.Context, client *rest.Client, app landscape.Application) (Application, error) {
	var seen Application
	err := client.Do(ctx, http.MethodGet, "/api/v1/applications/"+app.Name(), nil, &seen)
	return seen, err
}
