package fleet

import (
	"path"
	"slices"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Own is what a person says on this computer of namespaces that the fleet does not name.
type Own struct {
	Server     string `json:"server"`     // address of the API server
	Namespaces string `json:"namespaces"` // a pattern with *
	Tier       string `json:"tier"`       // dev, stage or prod
	At         string `json:"at"`         // RFC 3339
}

// tiers in the order of their strictness.
var tiers = []string{"dev", "stage", "prod"}

// ownMark follows the name of an environment that no fleet but this person named, wherever it is shown or recorded.
const ownMark = " (own)"

// Where classifies a namespace of the server at an address: by the fleet, and where that says nothing, by what the person
// said. A server on which the fleet has production is never made less by it.
func (f *Fleet) Where(own []Own, server, namespace string) Place {
	known, _ := f.ClusterAt(server)
	place := f.At(known.Name, namespace)
	if place.Tier != "" || place.Platform {
		return place
	}
	tier := ""
	for _, o := range own {
		if !same(o.Server, server) || !f.mayBe(known.Name, o.Tier) {
			continue
		}
		if ok, err := path.Match(o.Namespaces, namespace); ok && err == nil && slices.Index(tiers, o.Tier) > slices.Index(tiers, tier) {
			tier = o.Tier
		}
	}
	if tier == "" {
		return Place{}
	}
	return Place{Environment: tier + ownMark, Tier: tier, Production: tier == "prod", Customer: f.customer(namespace)}
}

// ProductionAt reports whether the fleet, or the person, has production on a server.
func (f *Fleet) ProductionAt(own []Own, server string) bool {
	known, _ := f.ClusterAt(server)
	return slices.ContainsFunc(f.On(known.Name), func(e Environment) bool { return e.Production }) ||
		slices.ContainsFunc(own, func(o Own) bool { return o.Tier == "prod" && same(o.Server, server) })
}

// mayBe reports whether a person may call something on a cluster a tier: where the fleet has production, only that.
func (f *Fleet) mayBe(cluster, tier string) bool {
	return tier == "prod" || !slices.ContainsFunc(f.On(cluster), func(e Environment) bool { return e.Production })
}

// Own are the environments that a person named on a server, in the order of their strictness.
func (f *Fleet) Own(own []Own, server string) []string {
	known, _ := f.ClusterAt(server)
	out := []string{}
	for _, tier := range tiers {
		if slices.ContainsFunc(own, func(o Own) bool { return o.Tier == tier && same(o.Server, server) && f.mayBe(known.Name, tier) }) {
			out = append(out, tier+ownMark)
		}
	}
	return out
}

// checked is what was asked for, if it can be said.
func (f *Fleet) checked(o Own) (Own, error) {
	invalid := func(field, format string, args ...any) (Own, error) {
		return Own{}, fault.New(fault.Invalid, "fleet", nil, format, args...).On(field)
	}
	known, _ := f.ClusterAt(o.Server)
	switch _, err := path.Match(o.Namespaces, ""); {
	case o.Server == "":
		return invalid("context", "The kubeconfig has no server for this context. Choose another, or mend the kubeconfig")
	case o.Namespaces == "" || err != nil:
		return invalid("namespaces", "%s is no pattern of namespaces. Write a name, with * for any characters", short(o.Namespaces))
	case !slices.Contains(tiers, o.Tier):
		return invalid("tier", "%s is none of %v", short(o.Tier), tiers)
	case !f.mayBe(known.Name, o.Tier):
		return invalid("tier", "The fleet has production on %s, so whatever lies there can only be called production here. To say otherwise, name it in the fleet file", known.Name)
	}
	return o, nil
}
