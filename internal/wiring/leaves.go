package wiring

import (
	"cmp"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	argocdrest "github.com/sluice-desktop/sluice/internal/argocd/rest"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/helm/helmsdk"
)

// newHelm is Helm over the kubeconfig's contexts.
func (c *Core) newHelm() (helm.Reader, helm.Writer) {
	return helmsdk.New(helmsdk.Config{
		RESTConfig: c.clusters.Configs(c.context),
		Cluster:    c.clusterOf,
		Now:        time.Now,
	})
}

// newArgocd is the fleet's Argo CD instances, in sessions of whoever acts.
func (c *Core) newArgocd() (argocd.Reader, argocd.Writer) {
	return argocdrest.New(argocdrest.Config{
		Instances: func() []argocdrest.Endpoint {
			out := []argocdrest.Endpoint{}
			for _, i := range c.fleet.Now().ArgoCD {
				out = append(out, at(i.System))
			}
			return out
		},
		Person:    c.person,
		Suggest:   func(person string) string { return c.fleet.Now().LoginOf(person, "argocd") },
		Owner:     func(login string) (string, bool) { return c.fleet.Now().Person("argocd", login) },
		Tokens:    c.keychain,
		Forgotten: func(account string) bool { return c.keychain.Forgotten("argocd", account) },
		Classify: func(instance, destination, namespace string, labels map[string]string) argocdrest.Place {
			fleet := c.fleet.Now()
			cluster := fleet.Destination(instance, destination)
			at := fleet.At(cluster, namespace)
			return argocdrest.Place{
				Cluster: cluster, Environment: at.Environment, Production: at.Production,
				Customer: cmp.Or(labels["sluice.dev/customer"], at.Customer), Product: labels["sluice.dev/product"],
			}
		},
		Now: time.Now,
	})
}
