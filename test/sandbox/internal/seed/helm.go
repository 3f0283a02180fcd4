package seed

import (
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
)

// Vault's new key-value engine is ready within a moment.
const (
	kvPatience = 20 * time.Second
	kvPause    = 100 * time.Millisecond
)

// ChartFolder writes an embedded chart to disk, where Helm finds it: a copy for each use, since they run at once.
func ChartFolder(s *site.Site, chart, use string) (string, error) {
	dir := s.Path("charts", use)
	source, err := fs.Sub(files, "files/charts/"+chart)
	if err != nil {
		return "", err
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, os.CopyFS(dir, source)
}

// Helm runs the binary of the same version as the library in Sluice; only the sandbox does so.
func Helm(ctx context.Context, s *site.Site, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, s.Binary("helm").Path, args...)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.Path("helm"),
		"HELM_CACHE_HOME=" + s.Path("helm", "cache"), "HELM_CONFIG_HOME=" + s.Path("helm", "config"), "HELM_DATA_HOME=" + s.Path("helm", "data"),
	}
	said, err := cmd.CombinedOutput()
	if err != nil {
		return string(said), fmt.Errorf("helm %s: %w\n%s", args[0], err, said)
	}
	return string(said), nil
}

// revision is one upgrade of a release: what it sets, and whether the cluster refuses it.
type revision struct {
	values  string
	refused bool
}

// release is a Helm release with its past.
type release struct {
	cluster, namespace, name, chart, by string
	revisions                           []revision
}

func releases() []release {
	preview := func(tag string, replicas int, more string) revision {
		return revision{values: fmt.Sprintf("image: {tag: %q}\nreplicas: %d\n%s", tag, replicas, more)}
	}
	smtp := func(customer, product string) string {
		return fmt.Sprintf("smtp: {host: mail.%s.example, password: \"vault:kv/%s/dev/%s#smtp\"}\n", customer, customer, product)
	}
	return []release{
		{landscape.Harbor, "acme-dev", "shop-preview", "shop", "dev1", []revision{
			preview("1.4.0", 1, smtp("acme", "shop")),
			preview("1.4.1", 1, smtp("acme", "shop")),
			// A key with a space: the schema lets it pass, the cluster does not.
			{preview("1.4.2", 1, smtp("acme", "shop")+"config: {checkout timeout: 8s}\n").values, true},
			preview("1.4.2", 2, smtp("acme", "shop")+"config: {checkout.timeout: 8s}\n"),
			// A secret as it should not be: plain, for redaction to find.
			preview("1.5.0-rc.1", 2, smtp("acme", "shop")+"config: {checkout.timeout: 8s, features.instantCheckout: \"true\"}\n"+
				"payment: {provider: paybridge, apiKey: made-up-plain-51f0c9e2a7d84b}\n"),
		}},
		{landscape.Harbor, "globex-dev", "shop-preview", "shop", "dev1", []revision{
			preview("1.4.1", 1, smtp("globex", "shop")),
			preview("1.4.2", 1, smtp("globex", "shop")),
			preview("1.4.2", 2, smtp("globex", "shop")+"config: {catalogue.pageSize: \"48\"}\n"),
		}},
		{landscape.Harbor, "initech-dev", "billing-preview", "billing", "dev1", []revision{
			preview("1.4.2", 1, smtp("initech", "billing")),
			preview("1.5.0-rc.1", 1, smtp("initech", "billing")+"config: {invoice.format: ubl-2.1}\n"),
		}},
		{landscape.Harbor, platformNamespace, "ingress", "ingress", "platform1", ingress()},
		{landscape.Ocean, platformNamespace, "ingress", "ingress", "platform1", ingress()},
		{landscape.Ocean, "acme-prod", "status-page", "status-page", "ops1", []revision{
			{values: "config: {refresh: 60s}\n"},
			{values: "config: {refresh: 30s, contact: help@acme.example}\n"},
			{values: "replicas: 2\nimage: {tag: \"2.1.1\"}\nconfig: {refresh: 30s, contact: help@acme.example, banner: \"We repair the search\"}\n"},
		}},
	}
}

func ingress() []revision {
	return []revision{{values: "replicas: 2\n"}, {values: "replicas: 3\nconfig: {proxy.bodySize: 16m}\n"}}
}

// helmReleases installs a cluster's releases revision by revision, as the people whose duty it is.
func helmReleases(cluster string) func(context.Context, *site.Site) error {
	return func(ctx context.Context, s *site.Site) error {
		return s.Once("helm-releases-"+cluster, func() error {
			var here []release
			for _, r := range releases() {
				if r.cluster == cluster {
					here = append(here, r)
				}
			}
			return each(here, func(r release) error { return install(ctx, s, r) })
		})
	}
}

func install(ctx context.Context, s *site.Site, r release) error {
	chart, err := ChartFolder(s, r.chart, r.cluster+"-"+r.namespace+"-"+r.name)
	if err != nil {
		return err
	}
	for i, revision := range r.revisions {
		values := s.Path("helm", fmt.Sprintf("%s-%s-%s-%d.yaml", r.cluster, r.namespace, r.name, i+1))
		if err := os.MkdirAll(filepath.Dir(values), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(values, []byte(revision.values), 0o600); err != nil {
			return err
		}
		_, err := Helm(ctx, s, "upgrade", "--install", r.name, chart, "--namespace", r.namespace, "--values", values,
			"--kubeconfig", s.Kubeconfig(), "--kube-context", r.by+"@"+r.cluster, "--history-max", "0")
		if refused := err != nil; refused != revision.refused {
			return fmt.Errorf("revision %d of %s/%s: refused %v, and it should be %v: %w", i+1, r.namespace, r.name, refused, revision.refused, err)
		}
	}
	return nil
}

// registryCharts pushes the packaged charts; the registry forgets them when it ends.
func registryCharts(ctx context.Context, s *site.Site) error {
	login := s.Path("helm", "registry.json")
	if err := os.MkdirAll(filepath.Dir(login), 0o700); err != nil {
		return err
	}
	basic := base64.StdEncoding.EncodeToString([]byte(servers.RegistryUser + ":" + servers.RegistryPassword))
	config := fields{"auths": fields{s.Address("registry"): fields{"auth": basic}}}
	if err := state.WriteFile(login, config); err != nil {
		return err
	}
	return each(landscape.Products(), func(product string) error {
		chart, err := ChartFolder(s, product, product)
		if err != nil {
			return err
		}
		for _, version := range []string{"1.4.1", "1.4.2"} {
			packages := s.Path("charts")
			if _, err := Helm(ctx, s, "package", chart, "--version", version, "--app-version", version, "--destination", packages); err != nil {
				return err
			}
			archive := filepath.Join(packages, product+"-"+version+".tgz")
			if _, err := Helm(ctx, s, "push", archive, "oci://"+s.Address("registry")+"/charts", "--plain-http", "--registry-config", login); err != nil {
				return err
			}
		}
		return nil
	})
}
