//go:build sandbox

package flows_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/policy"
)

var shop = argocd.Ref{Instance: "harbor", Project: "prod", Name: "acme-shop-prod"}

// admin is a client that Sluice has no part in: what it sees is what is there.
func admin(t *testing.T, s servers, cluster string) *kubernetes.Clientset {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", s.Clusters[cluster].AdminKubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// image is the tag that runs in production.
func image(t *testing.T, s servers) string {
	t.Helper()
	list, err := admin(t, s, "ocean").AppsV1().Deployments("acme-prod").List(t.Context(), v1.ListOptions{LabelSelector: "app.kubernetes.io/instance=acme-shop-prod"})
	if err != nil || len(list.Items) == 0 {
		t.Fatalf("%v, %d deployments", err, len(list.Items))
	}
	_, tag, _ := strings.Cut(list.Items[0].Spec.Template.Spec.Containers[0].Image, ":")
	return tag
}

// The developer sees the same button with the reason; a forced call is refused and recorded; operations deploys.
func TestADeploymentToProduction(t *testing.T) {
	s := sandbox(t)
	box := argoCD{URL: s.ArgoCD.URL, Accounts: s.ArgoCD.Accounts}
	box.syncAsAdmin(t, shop.Name, "prod-release/v1.4.1")
	t.Cleanup(func() { box.syncAsAdmin(t, shop.Name, "prod-release/v1.4.1") })

	t.Run("a developer may not, and is told who may", func(t *testing.T) {
		a := open(t, s, "dev1@harbor")
		a.signIn(s, "dev1")
		app, err := a.applications.Application(shop)
		if err != nil {
			t.Fatal(err)
		}
		d := a.may(policy.ApplicationSync, policy.Target{Cluster: app.Cluster, Namespace: app.Namespace, Name: app.Ref.Name})
		if d.Allowed || d.Rule != "dev-only" || len(d.Ask) != 1 || d.Ask[0] != "Operations" {
			t.Fatalf("%+v", d)
		}
		before := image(t, s)
		_, err = a.applications.Sync(argocd.SyncInput{Ref: shop, Revision: app.Desired})
		if err == nil || fault.Of(err).Kind != fault.Denied {
			t.Fatalf("a forced call was not refused: %v", err)
		}
		refused := a.row("audit", live.Scope{}, "acme-shop-prod")
		if refused["outcome"] != "refused" || refused["person"] != "dev1" || refused["role"] != "developer" {
			t.Fatalf("%v", refused)
		}
		if image(t, s) != before {
			t.Fatal("production has changed")
		}
	})

	t.Run("operations deploys what it has seen", func(t *testing.T) {
		a := open(t, s, "ops1@ocean")
		acting := a.use("ops1@ocean")
		if acting.Actor.Role != policy.Operations || acting.Actor.Proof != "group sluice:operations" || !acting.Production {
			t.Fatalf("%+v", acting)
		}
		a.signIn(s, "ops1")
		if row := a.row("applications", live.Scope{}, "acme-shop-prod"); row["sync"] != "OutOfSync" || row["environment"] != "prod" || row["customer"] != "acme" {
			t.Fatalf("the seed has it out of sync: %v", row)
		}
		app, err := a.applications.Application(shop)
		if err != nil {
			t.Fatal(err)
		}
		compared, err := a.applications.Compare(shop)
		if err != nil {
			t.Fatal(err)
		}
		if text := changes(compared); !strings.Contains(text, "1.4.2") || !strings.Contains(text, "1.4.1") {
			t.Fatalf("the diff does not show the new image: %s", text)
		}
		other := a.follow(a.applications.Sync(argocd.SyncInput{Ref: shop, Revision: strings.Repeat("0", 40)}))
		if other.State != "failed" || other.Fault.Kind != fault.Conflict {
			t.Fatalf("a revision that nobody has seen: %+v %+v", other, other.Fault)
		}
		if image(t, s) != "1.4.1" {
			t.Fatalf("production runs %s before anybody deployed", image(t, s))
		}

		end := a.follow(a.applications.Sync(argocd.SyncInput{Ref: shop, Revision: app.Desired}))
		if end.State != "succeeded" || a.trail(end.ID) != "asked,succeeded" {
			t.Fatalf("%+v %+v, trail %s", end, end.Fault, a.trail(end.ID))
		}
		if got := image(t, s); got != "1.4.2" {
			t.Fatalf("the cluster runs %s", got)
		}
		until(t, "the table shows it synced and healthy", func() bool {
			row := a.row("applications", live.Scope{}, "acme-shop-prod")
			return row["sync"] == "Synced" && row["health"] == "Healthy"
		})
		if v, err := a.journal.Verify(); err != nil || !v.Intact || v.Records < 4 {
			t.Fatalf("%+v, %v", v, err)
		}
	})
}

// changes is every line that was added or removed.
func changes(r diff.Result) string {
	var out strings.Builder
	for _, object := range r.Objects {
		for _, line := range object.Lines {
			if line.Op != diff.Same {
				out.WriteString(line.Op + " " + line.Text + "\n")
			}
		}
	}
	return out.String()
}
