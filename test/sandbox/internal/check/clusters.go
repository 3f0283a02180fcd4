package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/kube"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// permission is one question to a cluster, and the answer that the duties ask for.
type permission struct {
	context, verb, resource, namespace string
	allowed                            bool
}

func permissions() []permission {
	return []permission{
		{"dev1@harbor", "create", "deployments", "acme-dev", true},
		{"dev1@harbor", "get", "secrets", "acme-dev", true},
		{"dev1@harbor", "create", "deployments", "acme-stage", false},
		{"dev1@harbor", "get", "secrets", "acme-stage", false},
		{"dev1@ocean", "get", "secrets", "acme-prod", false},
		{"dev1@ocean", "list", "deployments", "acme-prod", false},
		{"dev1@ocean", "list", "namespaces", "", true},
		{"devops1@harbor", "create", "deployments", "acme-stage", true},
		{"devops1@ocean", "list", "deployments", "acme-prod", true},
		{"devops1@ocean", "get", "secrets", "acme-prod", false},
		{"platform1@harbor", "create", "customresourcedefinitions", "", true},
		{"platform1@ocean", "get", "secrets", "acme-prod", false},
		{"platform1@ocean", "get", "secrets", "platform-system", true},
		{"ops1@ocean", "update", "deployments", "acme-prod", true},
		{"ops1@ocean", "get", "secrets", "acme-prod", true},
		{"ops2@ocean", "get", "secrets", "acme-prod", true},
		{"ops1@harbor", "list", "deployments", "acme-stage", true},
		{"ops1@harbor", "update", "deployments", "acme-stage", false},
		{"support1@ocean", "get", "secrets", "acme-prod", true},
		{"support1@ocean", "update", "deployments", "acme-prod", false},
	}
}

func groupOf(resource string) string {
	return map[string]string{"deployments": "apps", "customresourcedefinitions": "apiextensions.k8s.io"}[resource]
}

func clusterClaims() []claim {
	return []claim{
		{"every person is known to both clusters by name and group", knownToClusters},
		{"rights in Kubernetes follow the duties", rightsFollowDuties},
		{"both clusters have three ready nodes", nodesReady},
		{"Helm releases have their past", helmPast},
	}
}

func knownToClusters(ctx context.Context, s *site.Site) error {
	for _, cluster := range landscape.Clusters() {
		for _, account := range landscape.Accounts() {
			client, err := kube.Open(s.Kubeconfig(), account.Name+"@"+cluster)
			if err != nil {
				return err
			}
			review := map[string]any{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
			var answer struct {
				Status struct {
					UserInfo struct {
						Username string
						Groups   []string
					}
				}
			}
			if err := client.Do(ctx, http.MethodPost, "/apis/authentication.k8s.io/v1/selfsubjectreviews", review, &answer); err != nil {
				return fmt.Errorf("%s@%s: %w", account.Name, cluster, err)
			}
			who := answer.Status.UserInfo
			if who.Username != account.Name || !slices.Contains(who.Groups, account.Group()) {
				return fmt.Errorf("%s@%s is %s in %v", account.Name, cluster, who.Username, who.Groups)
			}
		}
	}
	return nil
}

func rightsFollowDuties(ctx context.Context, s *site.Site) error {
	var wrong []string
	for _, p := range permissions() {
		client, err := kube.Open(s.Kubeconfig(), p.context)
		if err != nil {
			return err
		}
		review := map[string]any{
			"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
			"spec": map[string]any{"resourceAttributes": map[string]string{
				"verb": p.verb, "resource": p.resource, "group": groupOf(p.resource), "namespace": p.namespace,
			}},
		}
		var answer struct{ Status struct{ Allowed bool } }
		if err := client.Do(ctx, http.MethodPost, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review, &answer); err != nil {
			return err
		}
		if answer.Status.Allowed != p.allowed {
			wrong = append(wrong, fmt.Sprintf("%s may %s %s in %q: %v", p.context, p.verb, p.resource, p.namespace, answer.Status.Allowed))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s", strings.Join(wrong, "; "))
	}
	return nil
}

func nodesReady(ctx context.Context, s *site.Site) error {
	for _, cluster := range landscape.Clusters() {
		admin, err := s.Admin(cluster)
		if err != nil {
			return err
		}
		var nodes struct {
			Items []struct {
				Status struct {
					Conditions []struct{ Type, Status string }
				}
			}
		}
		if err := admin.Do(ctx, http.MethodGet, "/api/v1/nodes", nil, &nodes); err != nil {
			return err
		}
		ready := 0
		for _, node := range nodes.Items {
			for _, condition := range node.Status.Conditions {
				if condition.Type == "Ready" && condition.Status == "True" {
					ready++
				}
			}
		}
		if ready != 3 {
			return fmt.Errorf("%s has %d", cluster, ready)
		}
	}
	return nil
}

// helmPast counts the revisions of each release by the labels of their Secrets.
func helmPast(ctx context.Context, s *site.Site) error {
	for _, want := range []struct {
		cluster, namespace, name, status string
		count                            int
	}{
		{landscape.Harbor, "acme-dev", "shop-preview", "", 5},
		{landscape.Harbor, "acme-dev", "shop-preview", "failed", 1},
		{landscape.Harbor, "acme-dev", "shop-preview", "deployed", 1},
		{landscape.Harbor, "globex-dev", "shop-preview", "", 3},
		{landscape.Harbor, "initech-dev", "billing-preview", "", 2},
		{landscape.Harbor, "platform-system", "ingress", "", 2},
		{landscape.Ocean, "platform-system", "ingress", "", 2},
		{landscape.Ocean, "acme-prod", "status-page", "", 3},
	} {
		admin, err := s.Admin(want.cluster)
		if err != nil {
			return err
		}
		selector := "owner=helm,name=" + want.name
		if want.status != "" {
			selector += ",status=" + want.status
		}
		var found struct{ Items []struct{} }
		path := "/api/v1/namespaces/" + want.namespace + "/secrets?" + url.Values{"labelSelector": {selector}}.Encode()
		if err := admin.Do(ctx, http.MethodGet, path, nil, &found); err != nil {
			return err
		}
		if len(found.Items) != want.count {
			return fmt.Errorf("%s/%s has %d revisions %s, not %d", want.namespace, want.name, len(found.Items), want.status, want.count)
		}
	}
	return nil
}
