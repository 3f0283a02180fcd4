// Package seed fills the servers with a landscape that a user recognises: customers, products, releases, secrets, and
// the few things that are not as they should be.
package seed

import (
	"context"
	"embed"
	"io/fs"
	"sync"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/steps"
)

// files are charts and manifests; "all:" keeps those whose names begin with an underscore.
//
//go:embed all:files
var files embed.FS

func file(name string) string {
	content, err := fs.ReadFile(files, "files/"+name)
	if err != nil {
		panic(err) // it is compiled in
	}
	return string(content)
}

// Steps are all seeding steps; they come after the servers' "start …" and "build …".
func Steps(s *site.Site) []steps.Step {
	step := func(name string, run func(context.Context, *site.Site) error, after ...string) steps.Step {
		return steps.Step{Name: name, After: after, Run: func(ctx context.Context) error { return run(ctx, s) }}
	}
	all := []steps.Step{
		step("certificates", writeCertificates),
		step("fleet file", writeFleet),
		step("harbor's namespaces and rights", cluster(landscape.Harbor), "start harbor"),
		step("ocean's namespaces and rights", cluster(landscape.Ocean), "start ocean"),
		step("argocd types", argocdTypes, "start harbor", "build argocd"),
		step("argocd settings", argocdSettings, "harbor's namespaces and rights", "argocd types"),
		step("git accounts", gitAccounts, "start gitea"),
		step("git repositories", gitRepositories, "git accounts"),
		step("vault secrets and policies", vaultSecrets, "start vault"),
		step("charts in the registry", registryCharts, "start registry", "build helm"),
		step("helm releases in harbor", helmReleases(landscape.Harbor), "harbor's namespaces and rights", "build helm"),
		step("helm releases in ocean", helmReleases(landscape.Ocean), "ocean's namespaces and rights", "build helm"),
		step("argocd applications", argocdApplications, "git repositories", "ocean's namespaces and rights",
			"start argocd-server", "start argocd-repo-server", "start argocd-application-controller"),
	}
	return all
}

// each runs a piece of work for every item at once and gives the first failure.
func each[T any](items []T, run func(T) error) error {
	var wg sync.WaitGroup
	failures := make(chan error, len(items))
	for _, item := range items {
		wg.Go(func() { failures <- run(item) })
	}
	wg.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}
