package rest

import (
	"slices"

	"github.com/sluice-desktop/sluice/internal/live"
)

var columns = []live.Column{
	{ID: "name", Format: live.Text, Search: true},
	{ID: "instance", Format: live.Text, Facet: true},
	{ID: "project", Format: live.Text, Search: true, Facet: true},
	{ID: "environment", Format: live.Text, Search: true, Facet: true},
	{ID: "customer", Format: live.Text, Search: true, Facet: true},
	{ID: "product", Format: live.Text, Search: true, Facet: true},
	{ID: "sync", Format: live.Status, Facet: true},
	{ID: "health", Format: live.Status, Facet: true},
	{ID: "revision", Format: live.Text, Search: true},
	{ID: "cluster", Format: live.Text, Facet: true},
	{ID: "autosync", Format: live.Text, Facet: true},
	{ID: "operation", Format: live.Status, Facet: true},
}

// listed are the fields of an application that its row needs. Argo CD's list knows only some fields, and spec
// only as a whole; its stream selects any.
var listed = []string{"metadata.name", "metadata.labels", "spec", "status.sync.status", "status.health", "status.operationState.phase"}

var streamed = []string{
	"metadata.name", "metadata.labels", "spec.project", "spec.source.targetRevision", "spec.sources.targetRevision",
	"spec.destination", "spec.syncPolicy.automated", "status.sync.status", "status.health.status", "status.operationState.phase",
}

func fields(prefix string, of []string, more ...string) string {
	out := ""
	for _, f := range of {
		out += "," + prefix + f
	}
	for _, f := range more {
		out += "," + f
	}
	return out[1:]
}

func (c *client) row(instance string, a application) live.Row {
	p := c.place(instance, a)
	auto := "off"
	if a.Spec.auto() != nil {
		auto = "on"
		if p.Production {
			auto = "on in production"
		}
	}
	phase := ""
	if state := a.Status.OperationState; state != nil {
		phase = state.Phase
	}
	return live.Row{ID: rowID(instance, a), Cells: []string{
		a.Metadata.Name, instance, a.Spec.Project, p.Environment, p.Customer, p.Product,
		orUnknown(a.Status.Sync.Status), orUnknown(a.Status.Health.Status), shortened(a.target()), p.Cluster, auto, phase,
	}}
}

// rowID leaves the project out: an application that changes its project is the same one.
func rowID(instance string, a application) string { return instance + "/" + a.Metadata.Name }

// shortened makes a bare SHA readable; tags and branches stay as they are.
func shortened(target string) string {
	hex := func(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'f' }
	if len(target) == 40 && !slices.ContainsFunc([]rune(target), func(r rune) bool { return !hex(r) }) {
		return target[:8]
	}
	return target
}
