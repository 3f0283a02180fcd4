package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/cluster"
)

// ClusterService answers for the kubeconfig's contexts and the clusters behind them.
type ClusterService struct {
	calls    Calls
	clusters cluster.Reader
}

// NewClusterService reads from r.
func NewClusterService(c Calls, r cluster.Reader) *ClusterService { return &ClusterService{c, r} }

// Contexts lists the kubeconfig's contexts without asking any cluster.
func (s *ClusterService) Contexts() (cluster.Contexts, error) {
	return ask(s.calls, func(ctx context.Context) (cluster.Contexts, error) { return s.clusters.Contexts(ctx), nil })
}

// Probe asks the cluster of one context who we are there and what it serves.
func (s *ClusterService) Probe(name string) (cluster.State, error) {
	return ask(s.calls, func(ctx context.Context) (cluster.State, error) { return s.clusters.Probe(ctx, name) })
}
