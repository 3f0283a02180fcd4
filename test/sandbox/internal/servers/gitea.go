package servers

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// GiteaAdmin owns the Git host.
const GiteaAdmin = "gitadmin"

func gitea() Server {
	return Server{
		Name: "gitea", Binary: "gitea", Port: "gitea",
		Args:    func(s *site.Site) []string { return []string{"web", "--config", giteaConfig(s)} },
		Env:     giteaEnv,
		Prepare: prepareGitea,
		Ready:   answers("gitea", "/api/healthz", http.StatusOK),
	}
}

// GiteaAs speaks for a person.
func GiteaAs(s *site.Site, name, password string) *rest.Client {
	basic := base64.StdEncoding.EncodeToString([]byte(name + ":" + password))
	return rest.New(s.URL("gitea")+"/api/v1").With("Authorization", "Basic "+basic)
}

func giteaConfig(s *site.Site) string { return s.Path("gitea", "app.ini") }

func giteaEnv(s *site.Site) []string {
	return []string{"GITEA_WORK_DIR=" + s.Path("gitea"), "GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT=true"}
}

// prepareGitea writes the configuration and, the first time, makes the database and the administrator.
func prepareGitea(ctx context.Context, s *site.Site) error {
	me, err := user.Current()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Path("gitea"), 0o700); err != nil {
		return err
	}
	config := fmt.Sprintf(giteaTemplate, me.Username, s.Path("gitea"), s.Binary("gitea").Assets, s.Path("gitea", "files"),
		s.Ports["gitea"], s.URL("gitea"), s.Path("gitea", "gitea.db"), s.Secrets.Internal, s.Path("gitea", "repositories"))
	if err := os.WriteFile(giteaConfig(s), []byte(config), 0o600); err != nil {
		return err
	}
	return s.Once("gitea-administrator", func() error {
		if err := runGitea(ctx, s, "migrate"); err != nil {
			return err
		}
		return runGitea(ctx, s, "admin", "user", "create", "--admin", "--must-change-password=false",
			"--username", GiteaAdmin, "--password", s.Secrets.GiteaAdmin, "--email", "gitadmin@storefront.example")
	})
}

func runGitea(ctx context.Context, s *site.Site, args ...string) error {
	cmd := exec.CommandContext(ctx, s.Binary("gitea").Path, append(args, "--config", giteaConfig(s))...)
	cmd.Env = append(giteaEnv(s), "HOME="+s.Path("gitea"), "PATH="+os.Getenv("PATH"))
	cmd.Dir = filepath.Dir(giteaConfig(s))
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("gitea %s: %w\n%s", args[0], err, said)
	}
	return nil
}

// giteaTemplate leaves out what a sandbox has no use for: mail, actions, packages, large files, calls to the internet.
const giteaTemplate = `RUN_USER = %s
RUN_MODE = prod
WORK_PATH = %s
[server]
STATIC_ROOT_PATH = %s
APP_DATA_PATH = %s
PROTOCOL = http
HTTP_ADDR = 127.0.0.1
HTTP_PORT = %d
ROOT_URL = %s/
DISABLE_SSH = true
OFFLINE_MODE = true
LFS_START_SERVER = false
[database]
DB_TYPE = sqlite3
PATH = %s
[security]
INSTALL_LOCK = true
SECRET_KEY = %s
PASSWORD_HASH_ALGO = pbkdf2_v1
MIN_PASSWORD_LENGTH = 8
[log]
LEVEL = Warn
MODE = console
[service]
DISABLE_REGISTRATION = true
[indexer]
ISSUE_INDEXER_TYPE = db
[repository]
ROOT = %s
[cron.update_checker]
ENABLED = false
[actions]
ENABLED = false
[packages]
ENABLED = false
[mailer]
ENABLED = false
[webhook]
ALLOWED_HOST_LIST = loopback
`
