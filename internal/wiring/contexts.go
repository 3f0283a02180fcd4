package wiring

import (
	"cmp"
	"context"
	"slices"

	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// newClusters reads the kubeconfig; the fleet says what its servers are.
func (c *Core) newClusters() *kube.Client {
	return kube.New(kube.Config{
		Place: func(server string) kube.Place {
			f := c.fleet.Now()
			known, _ := f.ClusterAt(server)
			place := kube.Place{Cluster: known.Name, Own: f.Own(c.own.Own(), server), Production: f.ProductionAt(c.own.Own(), server)}
			for _, e := range f.On(known.Name) {
				place.Environments = append(place.Environments, e.Name)
			}
			return place
		},
		Classify: func(server, namespace string) (environment, customer string) {
			place := c.fleet.Now().Where(c.own.Own(), server, namespace)
			return place.Environment, place.Customer
		},
		Agent: "sluice/" + c.version,
		Doubt: func(context string) { c.session.Doubt(c.context(), context) },
	})
}

// place says where a context reaches. Only a cluster that the fleet names is known: the kubeconfig is the person's own.
func (c *Core) place(name string) identity.Place {
	server, called := c.clusters.Server(name)
	at := c.clusterOf(server)
	return identity.Place{Cluster: cmp.Or(at, called), Production: c.fleet.Now().ProductionAt(c.own.Own(), server), Known: at != ""}
}

// server is the address of a context's API server; empty when there is no such context.
func (c *Core) server(name string) string {
	server, _ := c.clusters.Server(name)
	return server
}

// clusterOf is the fleet's name of an API server; empty when it knows none.
func (c *Core) clusterOf(server string) string {
	known, _ := c.fleet.Now().ClusterAt(server)
	return known.Name
}

// classify places a target: where a context is named, its cluster is found by the address of its server, so that
// nobody's word is taken for it, and no name that the kubeconfig gives.
func (c *Core) classify(t policy.Target) policy.Target {
	f := c.fleet.Now()
	if t.Context == "" {
		return f.Put(t, f.Where(c.own.Own(), f.Server(t.Cluster), t.Namespace))
	}
	server := c.server(t.Context)
	t.Cluster = cmp.Or(c.clusterOf(server), server)
	return f.Put(t, f.Where(c.own.Own(), server, t.Namespace))
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
	changed := c.clusters.Changed()
	go c.clusters.Watch(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		changed = c.clusters.Changed() // before anything is asked anew: another change may come meanwhile
		c.session.Forget()
		c.asker.breaker.Clear()
		c.board.Forget()
		c.lookAgain()
		c.lists.Drop(func(live.Scope) bool { return true }) // also those of the person, who may be another now
		c.emit("contexts", struct{}{})
		c.emit("identity", struct{}{})
	}
}

// identityChanged drops the lists that belong to whoever acted before: another person has another session.
func (c *Core) identityChanged() {
	c.lists.Drop(func(s live.Scope) bool { return s.Context == "" })
	c.lookAgain()
	c.emit("identity", struct{}{})
}

// lookAgain has the sessions of whoever acts looked at, where that was not done yet.
func (c *Core) lookAgain() {
	select {
	case c.again <- struct{}{}:
	default: // it will look anyway
	}
}

// askAnew has every connection asked again: what is kept, or the fleet, is another.
func (c *Core) askAnew() {
	c.board.Anew()
	c.lookAgain()
}

// keptAnew has whoever uses what is kept look again: it was unlocked, or something of it was forgotten.
func (c *Core) keptAnew() {
	c.askAnew()
	c.outbox.TryAll()
}

// fleetChanged makes everything that the fleet had a say in be asked again.
func (c *Core) fleetChanged() {
	c.lists.Drop(func(live.Scope) bool { return true })
	c.askAnew()
	c.outbox.Reload()
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
	server := c.server(s.Context)
	slices.SortStableFunc(names, func(a, b string) int {
		return c.rank(server, a) - c.rank(server, b)
	})
	return names[:min(len(names), most)], nil
}

func (c *Core) rank(server, namespace string) int {
	if c.fleet.Now().Where(c.own.Own(), server, namespace).Tier != "" {
		return 0
	}
	return 1
}
