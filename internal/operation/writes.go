package operation

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// System is whose protocol a request speaks; what counts as a write differs.
type System string

// The systems.
const (
	Kubernetes System = "kubernetes"
	ArgoCD     System = "argocd"
	Vault      System = "vault"
	Git        System = "git"
	Registry   System = "registry"
)

// reads is the one table of what changes nothing. Everything that it does not know is a write.
func reads(s System, r *http.Request) bool {
	get := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	switch s {
	case Kubernetes:
		return kubernetesReads(r, get)
	case ArgoCD:
		return get && argocdReads(r)
	case Vault:
		// Reading from a dynamic engine makes a credential.
		return (get || r.Method == "LIST") && !strings.Contains(r.URL.Path, "/creds/")
	case Git:
		return gitReads(r, get)
	case Registry:
		return get
	}
	return false
}

// argocdReads is about GETs. A terminal runs commands, signing out ends a session, and a refresh writes into the
// application.
func argocdReads(r *http.Request) bool {
	switch last := path.Base(r.URL.Path); {
	case strings.Contains(r.URL.Path, "/api/"):
		return !r.URL.Query().Has("refresh")
	default:
		return last != "terminal" && last != "logout"
	}
}

// runs are subresources that run something or give away a credential, whatever the method and dryRun say.
var runs = []string{"exec", "attach", "portforward", "proxy", "token"}

// reviews are POSTs that only answer a question.
var reviews = []string{
	"selfsubjectreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews", "localsubjectaccessreviews",
}

func kubernetesReads(r *http.Request, get bool) bool {
	resource, subresource := addressed(r.URL.Path)
	if slices.Contains(runs, subresource) {
		return false
	}
	if get || r.Method == http.MethodPost && slices.Contains(reviews, resource) {
		return true
	}
	dry := r.URL.Query()["dryRun"]
	return len(dry) == 1 && dry[0] == "All"
}

// addressed is what a path of the Kubernetes API is about: /api/v1/namespaces/proxy/pods/exec is a pod, whatever its
// name and its namespace's. A proxy before the server may put something before the path.
func addressed(path string) (resource, subresource string) {
	part := strings.Split(strings.Trim(path, "/"), "/")
	switch at := slices.IndexFunc(part, func(p string) bool { return p == "api" || p == "apis" }); {
	case at < 0:
		return "", ""
	case part[at] == "api":
		part = part[min(at+2, len(part)):] // version
	default:
		part = part[min(at+3, len(part)):] // group, version
	}
	if len(part) > 2 && part[0] == "namespaces" && part[2] != "status" && part[2] != "finalize" {
		part = part[2:]
	}
	switch len(part) {
	case 0:
		return "", ""
	case 1, 2:
		return part[0], ""
	}
	return part[0], part[2]
}

func gitReads(r *http.Request, get bool) bool {
	if get {
		return r.URL.Query().Get("service") != "git-receive-pack"
	}
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/git-upload-pack")
}
