package fleet_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/policy"
)

const good = `apiVersion: sluice.dev/v1
kind: Fleet
name: storefront
environments:
  - {name: dev, cluster: harbor, namespaces: ["*-dev"]}
  - {name: stage, cluster: harbor, namespaces: ["*-stage"]}
  - {name: prod, cluster: ocean, namespaces: ["*-prod"], production: true}
clusters:
  - {name: harbor, server: "https://127.0.0.1:6443", argocd: in-cluster}
  - {name: ocean, server: "https://127.0.0.1:7443/"}
customers: [acme, globex]
products: [shop]
platform: ["*-system"]
roles: {operations: [sluice:operations]}
people:
  - {name: Olga, roles: [operations], kubernetes: ops1, argocd: olga}
`

func load(t *testing.T) *fleet.Fleet {
	t.Helper()
	f, err := fleet.Parse("sluice.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestATargetIsPlacedByItsNamespace(t *testing.T) {
	f := load(t)
	tests := []struct {
		cluster, namespace          string
		environment, tier, customer string
		production, platform        bool
	}{
		{"harbor", "acme-dev", "dev", "dev", "acme", false, false},
		{"harbor", "globex-stage", "stage", "stage", "globex", false, false},
		{"ocean", "acme-prod", "prod", "prod", "acme", true, false},
		{"ocean", "acme-dev", "", "", "", false, false},
		{"harbor", "ingress-system", "", "", "", false, true},
		{"elsewhere", "acme-prod", "", "", "", false, false},
		{"", "ingress-system", "", "", "", false, false},
	}
	for _, tt := range tests {
		got := f.Put(policy.Target{Cluster: tt.cluster, Namespace: tt.namespace, Name: "acme-shop-x"}, f.At(tt.cluster, tt.namespace))
		if got.Environment != tt.environment || got.Tier != tt.tier || got.Customer != tt.customer || got.Production != tt.production || got.Platform != tt.platform {
			t.Errorf("%s/%s: got %+v", tt.cluster, tt.namespace, got)
		}
		if got.Product != "shop" {
			t.Errorf("%s/%s: product %q", tt.cluster, tt.namespace, got.Product)
		}
	}
}

// A target may not say for itself that it is production, or that it is not.
func TestATargetIsNotBelieved(t *testing.T) {
	f := load(t)
	got := f.Put(policy.Target{Cluster: "ocean", Namespace: "acme-prod", Environment: "dev", Tier: "dev", Platform: true}, f.At("ocean", "acme-prod"))
	if got.Tier != "prod" || !got.Production || got.Platform {
		t.Fatalf("got %+v", got)
	}
}

func TestServersAndDestinationsAreRecognised(t *testing.T) {
	f := load(t)
	for _, server := range []string{"https://Reef.Example", "https://reef.example:443/", "https://reef.example.", "HTTPS://REEF.EXAMPLE:443"} {
		reef := fleet.Fleet{Clusters: []fleet.Cluster{{Name: "reef", Server: "https://reef.example"}}}
		if c, ok := reef.ClusterAt(server); !ok || c.Name != "reef" {
			t.Errorf("%s is reef, written otherwise: %+v", server, c)
		}
	}
	if c, ok := f.ClusterAt("https://127.0.0.1:7443"); !ok || c.Name != "ocean" {
		t.Errorf("server: %v %v", c, ok)
	}
	for _, tt := range [][2]string{
		{"https://kubernetes.default.svc", "harbor"}, {"in-cluster", "harbor"}, {"ocean", "ocean"},
		{"https://127.0.0.1:7443", "ocean"}, {"https://elsewhere", ""}, {"", ""},
	} {
		if got := f.Destination("harbor", tt[0]); got != tt[1] {
			t.Errorf("destination %q is %q, want %q", tt[0], got, tt[1])
		}
	}
}

// Every Argo CD calls its own cluster in-cluster: what one means says nothing of another.
func TestEachArgoCDHasItsOwnInCluster(t *testing.T) {
	f := load(t)
	f.ArgoCD = []fleet.ArgoCD{{System: fleet.System{Name: "dev"}}, {System: fleet.System{Name: "prod"}, Cluster: "ocean"}}
	for instance, want := range map[string]string{"prod": "ocean", "dev": ""} {
		if got := f.Destination(instance, "https://kubernetes.default.svc"); got != want {
			t.Errorf("%s: in-cluster is %q, want %q", instance, got, want)
		}
	}
}

// A pattern that is too wide must not make production dev.
func TestTheStricterEnvironmentWins(t *testing.T) {
	f := load(t)
	f.Environments = []fleet.Environment{
		{Name: "dev", Cluster: "ocean", Namespaces: []string{"acme-*"}},
		{Name: "prod", Cluster: "ocean", Namespaces: []string{"*-prod"}, Production: true},
	}
	if got := f.At("ocean", "acme-prod"); got.Tier != "prod" || !got.Production {
		t.Errorf("%+v", got)
	}
	if got := f.At("ocean", "acme-test"); got.Tier != "dev" {
		t.Errorf("%+v", got)
	}
}

func TestARegistryIsNamedWithOrWithoutAScheme(t *testing.T) {
	for _, url := range []string{"127.0.0.1:5000", "registry.example", "oci://registry.example:5000/charts", "https://registry.example"} {
		if _, err := fleet.Parse("sluice.yaml", []byte(good+"registries: [{name: r, url: '"+url+"'}]\n")); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestSIEMsOfEachKindAreRead(t *testing.T) {
	f, err := fleet.Parse("sluice.yaml", []byte(good+`siem:
  - {name: central, kind: https, url: "https://siem.example/ingest", ca: ca.pem, cert: me.pem, key: me.key, hint: "Ask security"}
  - {name: collector, kind: otlp, url: "https://otel.example:4318", insecure: true}
  - {name: archive, kind: syslog, url: "tls://logs.example:6514"}
`))
	if err != nil || len(f.SIEM) != 3 || f.SIEM[0].Cert != "me.pem" || f.SIEM[0].CA != "ca.pem" || !f.SIEM[1].Insecure || f.SIEM[2].Kind != "syslog" {
		t.Fatalf("%+v, %v", f, err)
	}
}

func TestAMissingFileIsNotAnInvalidOne(t *testing.T) {
	if _, err := fleet.Load(filepath.Join(t.TempDir(), "sluice.yaml")); fault.Of(err).Kind != fault.NotFound {
		t.Fatalf("got %v", err)
	}
	name := filepath.Join(t.TempDir(), "sluice.yaml")
	if err := os.WriteFile(name, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := fleet.Load(name); err != nil || f.Name != "storefront" {
		t.Fatalf("got %v, %v", f, err)
	}
}
