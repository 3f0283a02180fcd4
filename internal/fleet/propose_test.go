package fleet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/fleet"
)

func TestProposal(t *testing.T) {
	found := []fleet.Found{
		{Name: "harbor", Server: "https://harbor:6443", Contexts: []string{"dev1@harbor"}, ArgoCD: true, Secrets: true,
			Namespaces: []string{"kube-system", "argocd", "acme-dev", "globex-dev", "acme-stage", "default"}},
		{Name: "arn:aws:eks:eu-1:12:cluster/ocean-prod", Server: "https://ocean:6443", Contexts: []string{"ops1@ocean"}, Problem: "ocean did not answer"},
		{Name: "kind-me", Server: "https://127.0.0.1:6443", Contexts: []string{"kind-me"}, Namespaces: []string{"kube-system", "default", "shop"}},
		{Name: "mystery", Server: "https://mystery:6443", Contexts: []string{"me"}, Problem: "mystery did not answer"},
	}
	got := fleet.Propose(found)
	f, problems := fleet.Check([]byte(got.Text))
	if len(problems) > 0 {
		t.Fatalf("%+v\n%s", problems, got.Text)
	}
	for _, tt := range [][3]string{
		{"https://harbor:6443", "initech-dev", "dev"}, {"https://harbor:6443", "acme-stage", "stage"}, {"https://harbor:6443", "kube-system", ""},
		{"https://ocean:6443", "anything", "prod"}, {"https://127.0.0.1:6443", "shop", "stage"}, {"https://127.0.0.1:6443", "kube-system", ""}, {"https://mystery:6443", "shop", ""},
	} {
		if place := f.Where(nil, tt[0], tt[1]); place.Tier != tt[2] {
			t.Errorf("%s/%s is %q\n%s", tt[0], tt[1], place.Tier, got.Text)
		}
	}
	guessed := map[string]string{}
	for _, g := range got.Guesses {
		guessed[g.Cluster] = strings.Join(g.Environments, " ") + ": " + g.Why
	}
	want := map[string]string{
		"harbor": "dev stage: Its namespaces' names say so", "ocean-prod": `prod: "prod" in its name says so`,
		"kind-me": `dev: "kind" in its name says so`, "mystery": ": mystery did not answer",
	}
	for cluster, why := range want {
		if guessed[cluster] != why {
			t.Errorf("%s: %q", cluster, guessed[cluster])
		}
	}
	if !strings.Contains(got.Text, "#  - {name: harbor, url:") || !strings.Contains(got.Text, "External Secrets is in harbor") {
		t.Errorf("what was found is not in it:\n%s", got.Text)
	}
}

// Whatever a kubeconfig calls things, the proposal is a good fleet.
func TestAProposalIsAlwaysGood(t *testing.T) {
	odd := []string{"", "a b", "'", `"`, "#", "*", "yes", "12", "x: y", "[prod]", "prod", "prod", "{dev}", "a\nb: c", "ü", "-", "~", "null"}
	found := []fleet.Found{}
	for i, name := range odd {
		found = append(found, fleet.Found{Name: name, Server: "https://host:" + strings.Repeat("1", i+1), Contexts: []string{name, name + "@x"}, Namespaces: []string{"dev", "x-prod"}[:i%3%2+i%2]})
	}
	for n := range found {
		got := fleet.Propose(found[:n+1])
		if _, problems := fleet.Check([]byte(got.Text)); len(problems) > 0 {
			t.Fatalf("%q: %+v\n%s", odd[n], problems, got.Text)
		}
		if slices.ContainsFunc(got.Guesses, func(g fleet.Guess) bool { return g.Why == "" }) {
			t.Fatalf("%+v", got.Guesses)
		}
	}
	if got := fleet.Propose(nil); got.Text == "" {
		t.Fatal("no file without contexts")
	}
}
