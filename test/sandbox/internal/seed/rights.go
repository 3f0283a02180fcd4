package seed

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/kube"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// platformNamespace holds what the platform team runs for all customers.
const platformNamespace = "platform-system"

// nodesPerCluster are played by KWOK.
const nodesPerCluster = 3

// right gives a group a role in some namespaces, or in all when none is named.
type right struct {
	group, role string
	in          func(namespace string) bool // nil: the whole cluster
}

func ending(environments ...string) func(string) bool {
	return func(namespace string) bool {
		for _, environment := range environments {
			if strings.HasSuffix(namespace, "-"+environment) {
				return true
			}
		}
		return false
	}
}

func only(name string) func(string) bool {
	return func(namespace string) bool { return namespace == name }
}

// rights are the duties as Kubernetes enforces them. The built-in role view reads everything but Secrets; edit writes, and
// reads Secrets too, which is where Helm keeps its releases.
func rights(cluster string) []right {
	if cluster == landscape.Harbor {
		return []right{
			{"sluice:developers", "view", nil},
			{"sluice:developers", "edit", ending("dev")},
			{"sluice:devops", "view", nil},
			{"sluice:devops", "edit", ending("dev", "stage")},
			{"sluice:platform", "view", nil},
			{"sluice:platform", "edit", only(platformNamespace)},
			{"sluice:operations", "view", nil},
		}
	}
	return []right{
		{"sluice:devops", "view", nil},
		{"sluice:platform", "view", nil},
		{"sluice:platform", "edit", only(platformNamespace)},
		{"sluice:operations", "view", nil},
		{"sluice:operations", "edit", ending("prod")},
		{"sluice:support", "view", ending("prod")},
		{"sluice:support", "sluice:secret-reader", ending("prod")},
	}
}

// cluster puts namespaces, nodes and rights in place.
func cluster(name string) func(context.Context, *site.Site) error {
	return func(ctx context.Context, s *site.Site) error {
		admin, err := s.Admin(name)
		if err != nil {
			return err
		}
		namespaces := append(landscape.Namespaces(name), platformNamespace)
		if name == landscape.Harbor {
			namespaces = append(namespaces, servers.ArgoCDNamespace)
		}
		objects := []string{file("rights/everyone.yaml")}
		for _, namespace := range namespaces {
			objects = append(objects, namespaceManifest(namespace))
		}
		for i := range nodesPerCluster {
			objects = append(objects, nodeManifest(fmt.Sprintf("%s-node-%d", name, i+1)))
		}
		if err := admin.Apply(ctx, strings.Join(objects, "\n---\n")); err != nil {
			return err
		}
		if err := admin.Apply(ctx, strings.Join(bindings(rights(name), namespaces), "\n---\n")); err != nil {
			return err
		}
		return builtInRolesFilled(ctx, admin)
	}
}

// builtInRolesFilled waits until a new cluster has gathered what view and edit may do.
func builtInRolesFilled(ctx context.Context, admin *kube.Client) error {
	return rest.Until(ctx, time.Minute, 100*time.Millisecond, func(ctx context.Context) error {
		for role, resource := range map[string]string{"view": "deployments", "edit": "secrets"} {
			var got struct {
				Rules []struct{ Resources []string }
			}
			if err := admin.Do(ctx, http.MethodGet, "/apis/rbac.authorization.k8s.io/v1/clusterroles/"+role, nil, &got); err != nil {
				return err
			}
			if !slices.ContainsFunc(got.Rules, func(rule struct{ Resources []string }) bool { return slices.Contains(rule.Resources, resource) }) {
				return fmt.Errorf("the role %s does not cover %s yet", role, resource)
			}
		}
		return nil
	})
}

func bindings(rights []right, namespaces []string) []string {
	var all []string
	for _, r := range rights {
		if r.in == nil {
			all = append(all, bindingManifest("ClusterRoleBinding", "", r))
			continue
		}
		for _, namespace := range namespaces {
			if r.in(namespace) {
				all = append(all, bindingManifest("RoleBinding", namespace, r))
			}
		}
	}
	return all
}

func bindingManifest(kind, namespace string, r right) string {
	place := ""
	if namespace != "" {
		place = ", namespace: " + namespace
	}
	name := r.group + "-" + strings.TrimPrefix(r.role, "sluice:")
	return fmt.Sprintf(`apiVersion: rbac.authorization.k8s.io/v1
kind: %s
metadata: {name: %q%s}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %q}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: %q}]`, kind, name, place, r.role, r.group)
}

func namespaceManifest(name string) string {
	labels := ""
	if customer, environment, found := strings.Cut(name, "-"); found && name != platformNamespace {
		labels = fmt.Sprintf(", labels: {sluice.dev/customer: %s, sluice.dev/environment: %s}", customer, environment)
	}
	return fmt.Sprintf("apiVersion: v1\nkind: Namespace\nmetadata: {name: %s%s}", name, labels)
}

func nodeManifest(name string) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Node
metadata:
  name: %s
  labels: {kubernetes.io/hostname: %s, kubernetes.io/os: linux, kubernetes.io/arch: amd64, pool: general}
status:
  allocatable: {cpu: "32", memory: 128Gi, pods: "250"}
  capacity: {cpu: "32", memory: 128Gi, pods: "250"}`, name, name)
}
