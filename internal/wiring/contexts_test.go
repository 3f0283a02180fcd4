package wiring

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sluice-desktop/sluice/internal/policy"
)

const twoClusters = `apiVersion: sluice.dev/v1
kind: Fleet
name: storefront
environments:
  - {name: dev, cluster: harbor, namespaces: ["*-dev"]}
  - {name: prod, cluster: ocean, namespaces: ["*-prod"], production: true}
clusters:
  - {name: harbor, server: "https://harbor.example:6443"}
  - {name: ocean, server: "https://ocean.example:6443"}
`

// The second context calls a server that the fleet does not know by the name of one that it does.
const misnamed = `apiVersion: v1
kind: Config
clusters:
  - {name: anything, cluster: {server: "https://ocean.example:6443"}}
  - {name: harbor, cluster: {server: "https://elsewhere.example:6443"}}
contexts:
  - {name: honest, context: {cluster: anything}}
  - {name: misnamed, context: {cluster: harbor}}
`

func core(t *testing.T) *Core {
	t.Helper()
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("KUBECONFIG", write("config", misnamed))
	c := New(Options{Version: "test", Data: folder, Fleet: write("sluice.yaml", twoClusters), Emit: func(string, any) {}})
	c.fleet.Load(t.Context())
	return c
}

// A cluster is known by the address of its server. What a kubeconfig calls it, everybody can write.
func TestAContextIsPlacedByItsServerAndNotByAName(t *testing.T) {
	c := core(t)
	tests := []struct {
		context, namespace, recorded, shown, tier string
		known                                     bool
	}{
		{"honest", "acme-prod", "ocean", "ocean", "prod", true},
		{"misnamed", "acme-dev", "https://elsewhere.example:6443", "harbor", "", false},
		{"gone", "acme-dev", "", "", "", false},
	}
	for _, tt := range tests {
		// The window's own word for the cluster counts for nothing.
		at := c.classify(policy.Target{Context: tt.context, Cluster: "harbor", Namespace: tt.namespace})
		if at.Cluster != tt.recorded || at.Tier != tt.tier || at.Production != tt.known {
			t.Errorf("%s: %+v", tt.context, at)
		}
		if place := c.place(tt.context); place.Cluster != tt.shown || place.Known != tt.known || place.Production != tt.known {
			t.Errorf("%s: %+v", tt.context, place)
		}
	}
}
