// Package git is repositories and the hosts that they lie on: so far, single files of them, and who one is at a host.
package git

import (
	"net/url"
	"strings"
)

// The kinds of host, by whose API they speak.
const (
	GitHub = "github"
	GitLab = "gitlab"
	Gitea  = "gitea" // Forgejo too
)

// Kinds are all that Sluice speaks to.
func Kinds() []string { return []string{GitHub, GitLab, Gitea} }

// KindOf is a host's kind: what the fleet says, else what its name gives away, else Gitea's, which most others speak.
func KindOf(said string, base *url.URL) string {
	host := strings.ToLower(base.Hostname())
	switch {
	case said != "":
		return said
	case strings.Contains(host, "github"):
		return GitHub
	case strings.Contains(host, "gitlab"):
		return GitLab
	}
	return Gitea
}

// API is where a host's API lies. GitHub's own is a host of its own; with an enterprise it is below the site.
func API(kind string, base *url.URL) *url.URL {
	switch {
	case kind == GitHub && Public(base):
		return &url.URL{Scheme: "https", Host: "api.github.com"}
	case kind == GitHub:
		return base.JoinPath("api", "v3")
	case kind == GitLab:
		return base.JoinPath("api", "v4")
	}
	return base.JoinPath("api", "v1")
}

// Public reports whether it is GitHub's own site.
func Public(base *url.URL) bool {
	return base.Scheme == "https" && (base.Host == "github.com" || base.Host == "www.github.com")
}
