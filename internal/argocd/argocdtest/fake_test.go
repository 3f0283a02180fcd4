package argocdtest

import (
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/argocd"
)

func TestTheFakeKeepsTheContract(t *testing.T) {
	Suite(t, func(*testing.T) World {
		app := func(name, project string) Kept {
			return Kept{
				Application: argocd.Application{
					Ref: argocd.Ref{Project: project, Name: name}, Cluster: "ocean", Environment: project, Customer: "acme",
					Target: "v2", Desired: strings.Repeat("2", 40), Live: strings.Repeat("1", 40), Sync: "OutOfSync", Health: "Healthy",
					Repository: "https://git.example/releases", Resources: []argocd.Resource{{Kind: "ConfigMap", Name: name, Sync: "OutOfSync"}},
				},
				Live:    "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {v: '1'}}",
				Desired: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {v: '2'}}",
			}
		}
		f := NewFake("harbor", map[string]Account{"ops1": {"right", []string{"prod"}}}, app("acme-shop-prod", "prod"), app("acme-shop-stage", "stage"))
		return World{
			Reader: f, Writer: f, Instance: "harbor", Login: "ops1", Password: "right",
			Stale:   argocd.Ref{Instance: "harbor", Project: "prod", Name: "acme-shop-prod"},
			Foreign: argocd.Ref{Instance: "harbor", Project: "stage", Name: "acme-shop-stage"},
		}
	})
}
