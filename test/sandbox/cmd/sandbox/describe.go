package main

import (
	"github.com/sluice-desktop/sluice/test/sandbox/internal/build"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
)

// describe is what state.json says about a sandbox that is up.
func describe(s *site.Site) state.State {
	clusters := make(map[string]state.Cluster)
	for _, name := range landscape.Clusters() {
		clusters[name] = state.Cluster{
			Server: s.Cluster(name), AdminKubeconfig: s.Path(name, "admin.kubeconfig"), CAFile: s.Path(name, "pki", "ca.crt"),
		}
	}
	argocd := accounts()
	argocd["admin"] = s.Secrets.ArgoCDAdmin
	pids := []int{}
	for _, p := range s.Processes.All() {
		if p.Alive() {
			pids = append(pids, p.PID)
		}
	}
	return state.State{
		Name: s.Name, Dir: s.Dir, Kubeconfig: s.Kubeconfig(), Clusters: clusters,
		ArgoCD:   state.ArgoCD{URL: s.URL("argocd-server"), Version: "v" + build.ArgoCDVersion, Accounts: argocd},
		Vault:    state.Vault{URL: s.URL("vault"), RootToken: s.Secrets.VaultRoot, Accounts: accounts()},
		Registry: state.Registry{Address: s.Address("registry"), Username: servers.RegistryUser, Password: servers.RegistryPassword},
		Gitea: state.Gitea{
			URL: s.URL("gitea"), Accounts: accounts(), Admin: state.Login{Username: servers.GiteaAdmin, Password: s.Secrets.GiteaAdmin},
		},
		SIEM: state.SIEM{
			URL: servers.SiemURL(s), Syslog: "tls://" + s.Address("siem-syslog"), CAFile: servers.SiemAuthority(s), Token: servers.SiemToken,
		},
		Fleet: seed.FleetPath(s), HelmBinary: s.Binary("helm").Path, ArgoCDBinary: s.Binary("argocd").Path, PIDs: pids,
	}
}

func accounts() map[string]string {
	all := make(map[string]string)
	for _, a := range landscape.Accounts() {
		all[a.Name] = a.Password()
	}
	return all
}
