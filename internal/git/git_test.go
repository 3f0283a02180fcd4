package git_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/sluice-desktop/sluice/internal/git"
)

func TestAHostsAPIFollowsFromItsKindAndAddress(t *testing.T) {
	for _, tt := range []struct{ said, base, kind, api string }{
		{"", "https://github.com", git.GitHub, "https://api.github.com"},
		{"github", "https://www.github.com", git.GitHub, "https://api.github.com"},
		{"github", "http://github.com", git.GitHub, "http://github.com/api/v3"}, // a token never goes there in the clear
		{"", "https://github.example.org", git.GitHub, "https://github.example.org/api/v3"},
		{"", "https://gitlab.example.org/code", git.GitLab, "https://gitlab.example.org/code/api/v4"},
		{"gitlab", "https://code.example.org", git.GitLab, "https://code.example.org/api/v4"},
		{"", "http://127.0.0.1:3000", git.Gitea, "http://127.0.0.1:3000/api/v1"},
		{"gitea", "https://github.example.org/git", git.Gitea, "https://github.example.org/git/api/v1"},
	} {
		base, err := url.Parse(tt.base)
		if err != nil {
			t.Fatal(err)
		}
		kind := git.KindOf(tt.said, base)
		if got := git.API(kind, base).String(); kind != tt.kind || got != tt.api {
			t.Errorf("%s as %q: %s at %s", tt.base, tt.said, kind, got)
		}
		if !slices.Contains(git.Kinds(), kind) {
			t.Errorf("%s is no kind", kind)
		}
	}
}
