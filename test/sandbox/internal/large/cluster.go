package large

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/kube"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// Fill puts everything into an empty control plane. tell hears what is done.
func Fill(ctx context.Context, s *site.Site, tell func(string)) error {
	admin, err := s.Admin(landscape.Large)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context, *site.Site, *kube.Client) error
	}{
		{"rights", rights},
		{fmt.Sprintf("%d namespaces and %d nodes", Namespaces, Nodes), ground},
		{fmt.Sprintf("%d releases with %d revisions each", Releases, Revisions), releases},
		{fmt.Sprintf("%d pods", Pods), pods},
	} {
		began := time.Now()
		if err := part.run(ctx, s, admin); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		tell(fmt.Sprintf("  %6.1f s %s", time.Since(began).Seconds(), part.name))
	}
	return nil
}

// rights let the reader see the whole cluster, and the Secrets in which Helm keeps its releases.
func rights(ctx context.Context, _ *site.Site, admin *kube.Client) error {
	return admin.Apply(ctx, fmt.Sprintf(`apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "sluice:large-reader"}
rules:
  - {apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: "sluice:large-reader"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "sluice:large-reader"}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: %q}]`, reader().Group()))
}

func namespace(i int) string {
	customers, environments := landscape.Customers(), landscape.Environments()
	return fmt.Sprintf("%s-%02d-%s", customers[i%len(customers)], i, environments[i/len(customers)%len(environments)])
}

func node(i int) string { return fmt.Sprintf("large-node-%04d", i) }

// ground is what controllers would see to in a cluster that is not still: accounts for the pods, nodes that are ready.
func ground(ctx context.Context, _ *site.Site, admin *kube.Client) error {
	err := each(ctx, Namespaces, func(ctx context.Context, i int) error {
		err := admin.Do(ctx, http.MethodPost, "/api/v1/namespaces", object{
			"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": namespace(i)},
		}, nil)
		if err != nil {
			return err
		}
		// Pods are refused where the account they run as is missing.
		return admin.Do(ctx, http.MethodPost, "/api/v1/namespaces/"+namespace(i)+"/serviceaccounts", object{
			"apiVersion": "v1", "kind": "ServiceAccount", "metadata": object{"name": "default"},
		}, nil)
	})
	if err != nil {
		return err
	}
	room := object{"cpu": "32", "memory": "128Gi", "pods": "250"}
	return each(ctx, Nodes, func(ctx context.Context, i int) error {
		return admin.Do(ctx, http.MethodPost, "/api/v1/nodes", object{
			"apiVersion": "v1", "kind": "Node",
			"metadata": object{"name": node(i), "labels": object{
				"kubernetes.io/hostname": node(i), "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", "pool": "general",
			}},
			"status": object{"allocatable": room, "capacity": room, "conditions": []object{
				{"type": "Ready", "status": "True", "reason": "KubeletReady", "lastTransitionTime": started, "lastHeartbeatTime": started},
			}},
		}, nil)
	})
}

// started is when everything in the cluster did.
const started = "2026-03-01T08:00:00Z"

// object is a Kubernetes object, or a part of one.
type object = map[string]any
