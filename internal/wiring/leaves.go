package wiring

import (
	"cmp"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	argocdrest "github.com/sluice-desktop/sluice/internal/argocd/rest"
	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/helm/helmsdk"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
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
			at := fleet.Where(c.own.Own(), fleet.Server(cluster), namespace)
			return argocdrest.Place{
				Cluster: cluster, Environment: at.Environment, Production: at.Production,
				Customer: cmp.Or(labels["sluice.dev/customer"], at.Customer), Product: labels["sluice.dev/product"],
			}
		},
		Now: time.Now,
	})
}

// newOutbox copies the journal to the fleet's SIEMs, and keeps how far they are in the file at path.
func (c *Core) newOutbox(path string) *outbox.Outbox {
	return outbox.New(outbox.Config{
		Path: path, Journal: c.journal, Tokens: c.keychain,
		Sinks: func() []outbox.Endpoint {
			out := []outbox.Endpoint{}
			for _, s := range c.fleet.Now().SIEM {
				out = append(out, outbox.Endpoint{
					Name: s.Name, Kind: s.Kind, URL: s.URL, Hint: s.Hint, CA: s.CA, Insecure: s.Insecure, Cert: s.Cert, Key: s.Key,
				})
			}
			return out
		},
		Changed: func() {
			c.emit("siem", struct{}{})
			go c.board.Moved(connection.SIEM) // it asks the outbox, which is telling us just now
		},
		Agent: "sluice/" + c.version, Now: time.Now,
	})
}
