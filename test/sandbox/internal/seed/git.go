package seed

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/servers"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// RepositoryURL is where a repository is cloned from.
func RepositoryURL(s *site.Site, name string) string {
	return s.URL("gitea") + "/" + Org + "/" + name + ".git"
}

func workshop(s *site.Site, repository string) string { return s.Path("git", repository+".git") }

// importHistory makes a bare repository on disk, from which it is pushed.
func importHistory(ctx context.Context, s *site.Site, repository string, write func(*history)) error {
	dir := workshop(s, repository)
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := git(ctx, s, nil, nil, "init", "--quiet", "--bare", "--initial-branch=main", dir); err != nil {
		return err
	}
	h := newHistory(time.Now())
	write(h)
	return git(ctx, s, &h.stream, nil, "--git-dir", dir, "fast-import", "--quiet")
}

// push sends branches and tags as the administrator, before the branches are protected.
func push(ctx context.Context, s *site.Site, repository string, refs ...string) error {
	return pushAs(ctx, s, repository, servers.GiteaAdmin, s.Secrets.GiteaAdmin, refs...)
}

// pushStage is the change to stage that nobody has deployed yet; devops makes it, as they would.
func pushStage(ctx context.Context, s *site.Site) error {
	devops := landscape.Account{Name: "devops1"}
	return pushAs(ctx, s, Releases, devops.Name, devops.Password(), stageNextLocal+":refs/heads/"+stageBranch)
}

func pushAs(ctx context.Context, s *site.Site, repository, name, password string, refs ...string) error {
	// In the environment, because a command line can be read by everybody on the machine.
	basic := base64.StdEncoding.EncodeToString([]byte(name + ":" + password))
	env := []string{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=http.extraHeader", "GIT_CONFIG_VALUE_0=Authorization: Basic " + basic}
	args := append([]string{"--git-dir", workshop(s, repository), "push", "--quiet", RepositoryURL(s, repository)}, refs...)
	return git(ctx, s, nil, env, args...)
}

func git(ctx context.Context, s *site.Site, in io.Reader, env []string, args ...string) error {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Stdin = in
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.Dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0"}, env...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %v: %w\n%s", redact(args), err, said)
	}
	return nil
}

// redact keeps passwords in URLs out of messages.
func redact(args []string) []string {
	shown := make([]string, len(args))
	for i, arg := range args {
		shown[i] = arg
		if u, err := url.Parse(arg); err == nil && u.User != nil {
			shown[i] = u.Redacted()
		}
	}
	return shown
}
