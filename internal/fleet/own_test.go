package fleet_test

import (
	"slices"
	"testing"

	"github.com/sluice-desktop/sluice/internal/fleet"
)

func TestWhatAPersonSaysCountsWhereTheFleetSaysNothing(t *testing.T) {
	const harbor, ocean, mine = "https://127.0.0.1:6443", "https://127.0.0.1:7443", "https://10.0.0.1:6443"
	f := load(t)
	own := []fleet.Own{
		{Server: harbor, Namespaces: "team-*", Tier: "dev"}, {Server: harbor, Namespaces: "*-live", Tier: "prod"}, {Server: harbor, Namespaces: "*", Tier: "dev"},
		{Server: ocean, Namespaces: "*", Tier: "dev"},
		{Server: mine, Namespaces: "*", Tier: "stage"}, {Server: mine, Namespaces: "play", Tier: "dev"},
	}
	tests := []struct {
		name, server, namespace, environment, tier string
	}{
		{"the fleet's word stands", harbor, "acme-stage", "stage", "stage"},
		{"platform stays platform", harbor, "ingress-system", "", ""},
		{"what the fleet does not name", harbor, "team-a", "dev (own)", "dev"},
		{"the stricter of two", harbor, "team-live", "prod (own)", "prod"},
		{"nothing is less than production beside the fleet's production", ocean, "acme-prd", "", ""},
		{"production itself cannot be made dev", ocean, "acme-prod", "prod", "prod"},
		{"a server that the fleet does not know", mine, "shop", "stage (own)", "stage"},
		{"the stricter there too", mine, "play", "stage (own)", "stage"},
		{"a server that nobody named", "https://elsewhere", "shop", "", ""},
		{"no server", "", "shop", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := f.Where(own, tt.server, tt.namespace)
			if got.Environment != tt.environment || got.Tier != tt.tier || got.Production != (tt.tier == "prod") {
				t.Fatalf("%+v", got)
			}
		})
	}
	if got := f.Own(own, harbor+"/"); !slices.Equal(got, []string{"dev (own)", "prod (own)"}) {
		t.Errorf("%v", got)
	}
	for server, want := range map[string]bool{harbor: true, ocean: true, mine: false} { // harbor by the person's word
		if f.ProductionAt(own, server) != want {
			t.Errorf("%s: production is not %v", server, want)
		}
	}
	if got := f.Own(own, ocean); len(got) > 0 {
		t.Errorf("%v", got)
	}
}
