package build

import "time"

// Server is one binary that the sandbox builds.
type Server struct {
	Name    string            // also the folder under servers/ and the name of the binary
	Package string            // what to build in that folder's module
	Tags    string            // build tags
	Cgo     bool              // a few need it
	Link    string            // linker flags beside -s -w
	Assets  map[string]string // file or folder kept beside the binary -> where it lies in Module
	Module  string            // the module that the assets come from
	Cold    time.Duration     // a build with nothing in Go's cache, on two idle cores: for the estimate
}

// Servers lists them in the order in which they are built: what others wait for first.
func Servers() []Server {
	const kubernetes = "v1.37.2"
	const argocd = "github.com/argoproj/argo-cd/v2"
	return []Server{
		{Name: "plane", Package: ".", Cold: 330 * time.Second,
			Link: "-X k8s.io/component-base/version.gitVersion=" + kubernetes +
				" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=37" +
				" -X k8s.io/component-base/version.gitTreeState=clean -X k8s.io/component-base/version.buildDate=2026-01-01T00:00:00Z" +
				" -X k8s.io/client-go/pkg/version.gitVersion=" + kubernetes},
		{Name: "helm", Package: "helm.sh/helm/v3/cmd/helm", Cold: 70 * time.Second,
			Link: "-X helm.sh/helm/v3/internal/version.version=v3.22.0"},
		{Name: "argocd", Package: argocd + "/cmd", Cold: 210 * time.Second, Module: argocd,
			Link: "-X " + argocd + "/common.version=" + ArgoCDVersion,
			Assets: map[string]string{
				"crds": "manifests/crds", "git-verify-wrapper.sh": "hack/git-verify-wrapper.sh", "gpg-wrapper.sh": "hack/gpg-wrapper.sh",
			}},
		{Name: "gitea", Package: "code.gitea.io/gitea", Cold: 180 * time.Second, Module: "code.gitea.io/gitea",
			Tags: "sqlite sqlite_unlock_notify", Cgo: true, Link: "-X main.Version=1.26.4",
			Assets: map[string]string{"options": "options", "templates": "templates", "public": "public"}},
		{Name: "vault", Package: ".", Cold: 80 * time.Second},
		{Name: "registry", Package: ".", Cold: 40 * time.Second},
		{Name: "siem", Package: ".", Cold: 20 * time.Second},
	}
}

// ArgoCDVersion is that of the module in servers/argocd.
const ArgoCDVersion = "2.14.21"
