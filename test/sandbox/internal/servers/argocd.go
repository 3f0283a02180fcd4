package servers

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// ArgoCDNamespace is where Argo CD keeps its objects, in harbor.
const ArgoCDNamespace = "argocd"

// argocd is the one binary under four names.
func argocd() []Server {
	component := func(name string, args func(s *site.Site) []string, ready func(context.Context, *site.Site) error) Server {
		server := Server{
			Name: name, Binary: "argocd", After: []string{"start redis", "argocd settings", "build helm"},
			Args: args, Env: argocdEnv, Ready: ready, Port: name, Prepare: linkArgoCD,
			RunAs: func(s *site.Site) string { return s.Path("argocd", "bin", name) },
		}
		if name != "argocd-server" && name != "argocd-repo-server" {
			server.Port = name + "-metrics"
		}
		return server
	}
	metrics := func(name string) func(context.Context, *site.Site) error {
		return answers(name+"-metrics", "/metrics", http.StatusOK)
	}
	common := func(s *site.Site) []string { return []string{"--redis", s.Address("redis"), "--loglevel", "warn"} }
	repo := func(s *site.Site) []string {
		return []string{"--repo-server", s.Address("argocd-repo-server"), "--repo-server-plaintext", "--namespace", ArgoCDNamespace}
	}
	port := func(s *site.Site, name string) string { return fmt.Sprint(s.Ports[name]) }

	return []Server{
		component("argocd-repo-server", func(s *site.Site) []string {
			return append(common(s), "--address", "127.0.0.1", "--port", port(s, "argocd-repo-server"), "--disable-tls",
				"--metrics-address", "127.0.0.1", "--metrics-port", port(s, "argocd-repo-server-metrics"))
		}, metrics("argocd-repo-server")),
		component("argocd-application-controller", func(s *site.Site) []string {
			// Its metrics answer on every address: the flag takes a port alone.
			return append(append(common(s), repo(s)...), "--metrics-port", port(s, "argocd-application-controller-metrics"),
				"--app-resync", "60", "--status-processors", "4", "--operation-processors", "4")
		}, metrics("argocd-application-controller")),
		component("argocd-server", func(s *site.Site) []string {
			return append(append(common(s), repo(s)...), "--insecure", "--address", "127.0.0.1", "--port", port(s, "argocd-server"),
				"--metrics-address", "127.0.0.1", "--metrics-port", port(s, "argocd-server-metrics"),
				"--dex-server", "http://127.0.0.1:1", "--dex-server-plaintext")
		}, answers("argocd-server", "/api/version", http.StatusOK)),
		component("argocd-applicationset-controller", func(s *site.Site) []string {
			return []string{
				"--loglevel", "warn", "--namespace", ArgoCDNamespace,
				"--argocd-repo-server", s.Address("argocd-repo-server"), "--repo-server-plaintext",
				"--metrics-addr", s.Address("argocd-applicationset-controller-metrics"),
				"--probe-addr", s.Address("argocd-applicationset-controller-probe"),
				"--webhook-addr", s.Address("argocd-applicationset-controller-webhook"),
			}
		}, metrics("argocd-applicationset-controller")),
	}
}

func argocdEnv(s *site.Site) []string {
	dir := s.Path("argocd")
	return []string{
		"KUBECONFIG=" + filepath.Join(dir, "kubeconfig"),
		"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH"),
		"REDIS_PASSWORD=" + s.Secrets.Internal,
		"ARGOCD_FAKE_IN_CLUSTER=true",
		"ARGOCD_GPG_ENABLED=false",
		"ARGOCD_TLS_DATA_PATH=" + filepath.Join(dir, "tls"),
		"ARGOCD_SSH_DATA_PATH=" + filepath.Join(dir, "ssh"),
		"ARGOCD_GNUPGHOME=" + filepath.Join(dir, "gpg"),
		"ARGOCD_GPG_DATA_PATH=" + filepath.Join(dir, "gpg"),
		"ARGOCD_PLUGINSOCKFILEPATH=" + filepath.Join(dir, "plugins"),
		"ARGOCD_ASK_PASS_SOCK=" + filepath.Join(s.Sockets, "ask.sock"),
		"ARGOCD_HELM_ALLOW_CONCURRENCY=true",
		"ARGOCD_CLUSTER_CACHE_RETRY_LIMIT=3",
		// The controller takes its shard from the end of its host's name.
		"HOSTNAME=argocd-application-controller-0",
	}
}

// linkArgoCD makes the names under which the one binary is each component, and puts what it calls on its path.
func linkArgoCD(_ context.Context, s *site.Site) error {
	dir := s.Path("argocd")
	for _, folder := range []string{"bin", "tls", "ssh", "gpg", "plugins"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			return err
		}
	}
	links := map[string]string{"helm": s.Binary("helm").Path}
	for _, name := range []string{"argocd", "argocd-git-ask-pass", "argocd-server", "argocd-repo-server", "argocd-application-controller", "argocd-applicationset-controller"} {
		links[name] = s.Binary("argocd").Path
	}
	for _, name := range []string{"git-verify-wrapper.sh", "gpg-wrapper.sh"} {
		links[name] = filepath.Join(s.Binary("argocd").Assets, name)
	}
	for name, target := range links {
		if err := link(target, filepath.Join(dir, "bin", name)); err != nil {
			return err
		}
	}
	return nil
}

// link is safe while the other components do the same.
func link(target, path string) error {
	if now, err := os.Readlink(path); err == nil && now == target {
		return nil
	}
	next, err := os.CreateTemp(filepath.Dir(path), ".link")
	if err != nil {
		return err
	}
	_ = next.Close()
	if err := os.Remove(next.Name()); err != nil {
		return err
	}
	if err := os.Symlink(target, next.Name()); err != nil {
		return err
	}
	return os.Rename(next.Name(), path)
}
