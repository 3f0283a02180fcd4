package fleet_test

import (
	"os"
	"path/filepath"
	"strings"
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
		got := f.Classify(policy.Target{Cluster: tt.cluster, Namespace: tt.namespace, Name: "acme-shop-x"})
		if got.Environment != tt.environment || got.Tier != tt.tier || got.Customer != tt.customer || got.Production != tt.production || got.Platform != tt.platform {
			t.Errorf("%s/%s: got %+v", tt.cluster, tt.namespace, got)
		}
		if got.Product != "shop" {
			t.Errorf("%s/%s: product %q", tt.cluster, tt.namespace, got.Product)
		}
	}
}

// A target may not say for itself that it is production, or that it is not.
func TestClassifyBelievesNobody(t *testing.T) {
	got := load(t).Classify(policy.Target{Cluster: "ocean", Namespace: "acme-prod", Environment: "dev", Tier: "dev", Platform: true})
	if got.Tier != "prod" || !got.Production || got.Platform {
		t.Fatalf("got %+v", got)
	}
}

func TestServersAndDestinationsAreRecognised(t *testing.T) {
	f := load(t)
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

func TestBadFilesSayWhatIsWrong(t *testing.T) {
	tests := []struct{ name, text, says string }{
		{"empty", "", "is empty"},
		{"half a line", "apiVersion: sluice.dev/v1\nkind: [Fl", "line "},
		{"not YAML", "\x00\x01", "control characters"},
		{"a field that does not exist", good + "colour: blue\n", "colour"},
		{"another kind", "kind: Pod\n", "kind: Fleet"},
		{"an environment on no cluster", strings.Replace(good, "cluster: ocean", "cluster: lake", 1), `"lake"`},
		{"two clusters of one name", strings.Replace(good, "name: ocean", "name: harbor", 1), "name of its own"},
		{"production before the rest", strings.Replace(good, `["*-dev"]`, `["*-dev"], production: true`, 1), "nothing that is not can come after"},
		{"a pattern that does not parse", strings.Replace(good, `"*-dev"`, `"[-dev"`, 1), "does not parse"},
		{"a role that does not exist", strings.Replace(good, "roles: {operations", "roles: {king", 1), `"king"`},
		{"a login in an address", good + "argocd: [{name: a, url: 'https://ops:hunter2@argo.example'}]\n", "holds a login"},
		{"a login in a registry's address", good + "registries: [{name: r, url: 'ops:hunter2@registry.example:5000'}]\n", "holds a login"},
		{"a login in a registry's URL", good + "registries: [{name: r, url: 'https://ops:hunter2@registry.example'}]\n", "holds a login"},
		{"two Vaults of one name", good + "vault: [{name: a, url: 'https://a', namespace: team}, {name: a, url: 'https://b'}]\n", "vault: a: each needs a name of its own"},
		{"a Git host without a name", good + "git: [{url: 'https://a'}]\n", "git: : each needs a name of its own"},
		{"two instances of one name", good + "argocd: [{name: a, url: 'https://a'}, {name: a, url: 'https://b'}]\n", "name of its own"},
		{"an instance on no cluster", good + "argocd: [{name: a, url: 'https://a', cluster: lake}]\n", `"lake"`},
		{"a shared login", good + "  - {name: Otto, kubernetes: ops1}\n", "share the kubernetes login"},
		{"too large", good + strings.Repeat("# x\n", 1<<19), "larger than 1 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := fleet.Parse("team/sluice.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			f := fault.Of(err)
			if f.Kind != fault.Invalid || !strings.Contains(f.Detail, "team/sluice.yaml") || !strings.Contains(f.Detail, tt.says) || strings.Contains(f.Detail, "hunter2") {
				t.Fatalf("%s: %s", f.Kind, f.Detail)
			}
		})
	}
}

func TestARegistryIsNamedWithOrWithoutAScheme(t *testing.T) {
	for _, url := range []string{"127.0.0.1:5000", "registry.example", "oci://registry.example:5000/charts", "https://registry.example"} {
		if _, err := fleet.Parse("sluice.yaml", []byte(good+"registries: [{name: r, url: '"+url+"'}]\n")); err != nil {
			t.Errorf("%s: %v", url, err)
		}
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
