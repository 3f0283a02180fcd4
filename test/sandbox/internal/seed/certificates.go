package seed

import (
	"context"
	"os"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/pki"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// firstContext is the one that a fresh kubeconfig starts in.
const firstContext = "ops1@" + landscape.Ocean

// writeCertificates makes both clusters' certificates, Argo CD's kubeconfig, and one kubeconfig for all people: a context
// for each person on each cluster.
func writeCertificates(_ context.Context, s *site.Site) error {
	if _, err := os.Stat(s.Kubeconfig()); err == nil {
		return nil
	}
	people := pki.NewKubeconfig()
	for _, cluster := range landscape.Clusters() {
		authority, err := pki.WritePlane(s.Path(cluster), s.Cluster(cluster))
		if err != nil {
			return err
		}
		for _, account := range landscape.Accounts() {
			pair, err := authority.Client(account.Name, account.Group())
			if err != nil {
				return err
			}
			context := account.Name + "@" + cluster
			people.Add(context, cluster, context, s.Cluster(cluster), authority.Certificate, pair)
		}
		if err := writeArgoCDIdentity(s, cluster, authority); err != nil {
			return err
		}
	}
	people.CurrentContext = firstContext
	return people.Write(s.Kubeconfig())
}

func writeArgoCDIdentity(s *site.Site, cluster string, authority *pki.Authority) error {
	pair, err := authority.Client("argocd", "sluice:argocd")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Path("argocd"), 0o700); err != nil {
		return err
	}
	if cluster == landscape.Harbor {
		config := pki.NewKubeconfig()
		config.Add("argocd", cluster, "argocd", s.Cluster(cluster), authority.Certificate, pair)
		return config.InNamespace(servers.ArgoCDNamespace).Write(s.Path("argocd", "kubeconfig"))
	}
	return pair.Write(s.Path("argocd", cluster))
}
