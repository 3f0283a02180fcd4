package operation_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// What counts as a write, system by system. Without a permit a write never reaches the server.
func TestWhatPassesWithoutAPermit(t *testing.T) {
	tests := []struct {
		system       operation.System
		method, path string
		passes       bool
	}{
		{operation.Kubernetes, "GET", "/api/v1/pods", true},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/a/pods", false},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/a/pods?dryRun=All", true},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/a/pods?dryRun=None", false},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/a/pods?dryRun=All&dryRun=None", false},
		{operation.Kubernetes, "PATCH", "/apis/apps/v1/namespaces/a/deployments/b", false},
		{operation.Kubernetes, "DELETE", "/api/v1/namespaces/a/pods/b", false},
		{operation.Kubernetes, "GET", "/api/v1/namespaces/a/pods/b/log", true},
		{operation.Kubernetes, "GET", "/api/v1/namespaces/a/pods/b/exec", false},
		{operation.Kubernetes, "GET", "/api/v1/namespaces/a/pods/b/attach", false},
		{operation.Kubernetes, "GET", "/api/v1/namespaces/a/pods/b/portforward", false},
		{operation.Kubernetes, "GET", "/api/v1/namespaces/a/services/b/proxy/x", false},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/a/pods/b/exec?dryRun=All&command=rm", false},
		{operation.Kubernetes, "DELETE", "/api/v1/namespaces/a/services/b/proxy/x?dryRun=All", false},
		{operation.Kubernetes, "GET", "/api/v1/nodes/b/proxy/run", false},
		{operation.Kubernetes, "GET", "/k8s/clusters/c/api/v1/namespaces/a/pods/b/exec", false},
		{operation.Kubernetes, "GET", "/api/v1/namespaces/proxy/pods/exec", true},
		{operation.Kubernetes, "GET", "/api/v1/namespaces/proxy", true},
		{operation.Kubernetes, "GET", "/apis/apps/v1/namespaces/a/deployments/token", true},
		{operation.Kubernetes, "GET", "/version", true},
		{operation.Kubernetes, "POST", "/", false},
		{operation.Kubernetes, "PUT", "/api/v1/namespaces/a/finalize", false},
		{operation.Kubernetes, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", true},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/selfsubjectreviews/pods", false},
		{operation.Kubernetes, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", true},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/a/serviceaccounts/b/token", false},
		{operation.Kubernetes, "POST", "/api/v1/namespaces/a/serviceaccounts/b/token?dryRun=All", false},
		{operation.ArgoCD, "GET", "/api/v1/applications", true},
		{operation.ArgoCD, "POST", "/api/v1/applications/a/sync", false},
		{operation.ArgoCD, "POST", "/api/v1/applications/a/sync?dryRun=All", false},
		{operation.ArgoCD, "POST", "/api/v1/session", false},
		{operation.ArgoCD, "GET", "/terminal?pod=a", false},
		{operation.ArgoCD, "GET", "/argocd/terminal?pod=a", false},
		{operation.ArgoCD, "GET", "/auth/logout", false},
		{operation.ArgoCD, "GET", "/api/v1/applications/a?refresh=hard", false},
		{operation.ArgoCD, "GET", "/api/v1/applications/terminal", true},
		{operation.ArgoCD, "GET", "/api/v1/applications/logout/managed-resources", true},
		{operation.Vault, "GET", "/v1/kv/metadata/a", true},
		{operation.Vault, "LIST", "/v1/kv/metadata/a", true},
		{operation.Vault, "PUT", "/v1/kv/data/a", false},
		{operation.Vault, "GET", "/v1/database/creds/a", false},
		{operation.Git, "GET", "/a.git/info/refs?service=git-upload-pack", true},
		{operation.Git, "POST", "/a.git/git-upload-pack", true},
		{operation.Git, "GET", "/a.git/info/refs?service=git-receive-pack", false},
		{operation.Git, "POST", "/a.git/git-receive-pack", false},
		{operation.Registry, "GET", "/v2/a/tags/list", true},
		{operation.Registry, "PUT", "/v2/a/manifests/1", false},
		{operation.System("unheard of"), "GET", "/", false},
	}
	hits := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer server.Close()
	send := func(ctx context.Context, s operation.System, method, path string) int {
		before := hits
		request, err := http.NewRequestWithContext(ctx, method, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		client := http.Client{Transport: operation.Guard(s, http.DefaultTransport)}
		if response, err := client.Do(request); err == nil {
			response.Body.Close()
		}
		return hits - before
	}
	for _, tt := range tests {
		if got := send(t.Context(), tt.system, tt.method, tt.path) == 1; got != tt.passes {
			t.Errorf("%s %s %s: passed is %v", tt.system, tt.method, tt.path, got)
		}
		operationtest.With(t, policy.ReleaseRollback, func(ctx context.Context, p operation.Permit) {
			if send(p.Context(ctx), tt.system, tt.method, tt.path) != 1 {
				t.Errorf("%s %s %s: refused with a permit", tt.system, tt.method, tt.path)
			}
		})
	}
}
