package operation

import (
	"net/http"
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
		// A terminal runs commands, and signing out ends a session, though both are asked for by GET.
		return get && !strings.Contains(r.URL.Path, "/terminal") && !strings.HasSuffix(r.URL.Path, "/auth/logout")
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

// streams are subresources whose GET runs something in the cluster.
var streams = []string{"exec", "attach", "portforward", "proxy"}

// reviews are POSTs that only answer a question.
var reviews = []string{
	"selfsubjectreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews", "localsubjectaccessreviews",
}

func kubernetesReads(r *http.Request, get bool) bool {
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if get {
		return !slices.ContainsFunc(path, func(part string) bool { return slices.Contains(streams, part) })
	}
	if r.Method == http.MethodPost && slices.Contains(reviews, path[len(path)-1]) {
		return true
	}
	dry := r.URL.Query()["dryRun"]
	return len(dry) == 1 && dry[0] == "All"
}

func gitReads(r *http.Request, get bool) bool {
	if get {
		return r.URL.Query().Get("service") != "git-receive-pack"
	}
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/git-upload-pack")
}
