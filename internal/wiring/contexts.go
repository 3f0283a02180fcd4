package wiring

import (
	"context"
	"slices"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// newClusters reads the kubeconfig; the fleet says what its servers are.
func (c *Core) newClusters() *kube.Client {
	return kube.New(kube.Config{
		Place: func(server string) kube.Place {
			known, ok := c.fleet.Now().ClusterAt(server)
			if !ok {
				return kube.Place{}
			}
			place := kube.Place{Cluster: known.Name}
			for _, e := range c.fleet.Now().On(known.Name) {
				place.Environments = append(place.Environments, e.Name)
				place.Production = place.Production || e.Production
			}
			return place
		},
		Classify: func(cluster, namespace string) (environment, customer string) {
			place := c.fleet.Now().At(cluster, namespace)
			return place.Environment, place.Customer
		},
		Agent: "sluice/" + c.version,
	})
}

// named is the context of that name; its zero value when the kubeconfig has none.
func (c *Core) named(name string) cluster.Context {
	all := c.clusters.Contexts(c.context()).Contexts
	if i := slices.IndexFunc(all, func(x cluster.Context) bool { return x.Name == name }); i >= 0 {
		return all[i]
	}
	return cluster.Context{}
}

func (c *Core) place(name string) (string, bool) {
	at := c.named(name)
	return at.Cluster, at.Production
}

// classify places a target: where only a context is named, its cluster is looked up here, so that nobody's word
// is taken for it.
func (c *Core) classify(t policy.Target) policy.Target {
	if t.Context != "" {
		t.Cluster = c.named(t.Context).Cluster
	}
	return c.fleet.Now().Classify(t)
}

// choose acts from the kubeconfig's own current context until the window says otherwise.
func (c *Core) choose(ctx context.Context) {
	for _, one := range c.clusters.Contexts(ctx).Contexts {
		if one.Current {
			c.session.Begin(one.Name)
		}
	}
}

// watchContexts tells the window when the kubeconfig files change, and asks servers anew who we are.
func (c *Core) watchContexts(ctx context.Context) {
	go c.clusters.Watch(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.clusters.Changed():
		}
		c.session.Forget()
		c.lists.Drop(func(s live.Scope) bool { return s.Context != "" })
		c.emit("contexts", struct{}{})
		c.emit("identity", struct{}{})
	}
}

// identityChanged drops the lists that belong to whoever acted before: another person has another session.
func (c *Core) identityChanged() {
	c.lists.Drop(func(s live.Scope) bool { return s.Context == "" })
	c.emit("identity", struct{}{})
}

// fleetChanged makes everything that the fleet had a say in be asked again.
func (c *Core) fleetChanged() {
	c.lists.Drop(func(live.Scope) bool { return true })
	c.emit("fleet", struct{}{})
	c.emit("contexts", struct{}{})
	c.emit("identity", struct{}{})
}

// most is how many namespaces are watched one by one, for a person who may not watch a cluster as a whole.
const most = 100

// namespaces are those to try one by one: the fleet's first, because that is where people work.
func (c *Core) namespaces(ctx context.Context, s live.Scope) ([]string, error) {
	names, err := c.clusters.Namespaces(ctx, s.Context)
	if err != nil {
		return nil, err
	}
	at := c.named(s.Context).Cluster
	slices.SortStableFunc(names, func(a, b string) int {
		return c.rank(at, a) - c.rank(at, b)
	})
	return names[:min(len(names), most)], nil
}

func (c *Core) rank(cluster, namespace string) int {
	if c.fleet.Now().At(cluster, namespace).Tier != "" {
		return 0
	}
	return 1
}
