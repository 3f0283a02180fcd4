// Package servers is the table of what runs in a sandbox, and how each is started and known to be ready. A server is
// added by one entry here and, where it is built, one in package build.
package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/process"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// Server is one process of the sandbox.
type Server struct {
	Name string
	// Binary is the name of a built one, or of a program from the system's packages where System is set.
	Binary string
	System bool
	// RunAs is the name under which the binary is run, where that decides what it is; Prepare makes the link.
	RunAs func(s *site.Site) string
	// Port is the one that must be free.
	Port string
	// After are the steps that have to be done before, beside the build.
	After []string
	// Prepare writes what the server reads when it starts.
	Prepare func(ctx context.Context, s *site.Site) error
	Args    func(s *site.Site) []string
	Env     func(s *site.Site) []string
	Ready   func(ctx context.Context, s *site.Site) error
}

// All lists the servers. External Secrets, Argo Workflows and Rollouts will be entries like these.
func All() []Server {
	all := planes()
	all = append(all, vault(), registry(), gitea(), redis(), siem())
	return append(all, argocd()...)
}

// Needs are the programs that come with the system, and the Debian package of each.
func Needs() map[string]string {
	return map[string]string{"redis-server": "redis-server", "git": "git"}
}

// patience is how long a server may take; a machine that is busy building is slow.
const patience = 3 * time.Minute

// Start brings the server up, or finds it running. It returns once the server answers.
func Start(ctx context.Context, s *site.Site, server Server) error {
	if _, running := s.Processes.Running(server.Name); running {
		return server.Ready(ctx, s)
	}
	if !s.Free(server.Port) {
		return fmt.Errorf("port %d is taken by another program: end that, or choose new ports with `sandbox reset`", s.Ports[server.Port])
	}
	if server.Prepare != nil {
		if err := server.Prepare(ctx, s); err != nil {
			return err
		}
	}
	command, err := commandOf(s, server)
	if err != nil {
		return err
	}
	_, ended, err := s.Processes.Start(command)
	if err != nil {
		return failure(command, err)
	}
	return awaitReady(ctx, s, server, command, ended)
}

func commandOf(s *site.Site, server Server) (process.Command, error) {
	path := s.Binary(server.Binary).Path
	if server.System {
		found, err := exec.LookPath(server.Binary)
		if err != nil {
			return process.Command{}, err
		}
		path = found
	}
	if server.RunAs != nil {
		path = server.RunAs(s)
	}
	folder := s.Path("home", server.Name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return process.Command{}, err
	}
	command := process.Command{
		Name: server.Name, Executable: path, Args: server.Args(s), Folder: folder,
		Log: s.Path("log", server.Name+".log"),
		Env: []string{"HOME=" + folder, "TMPDIR=" + folder, "PATH=" + os.Getenv("PATH")},
	}
	if server.Env != nil {
		command.Env = append(command.Env, server.Env(s)...)
	}
	// Each start has a log of its own; the one before is kept for whoever asks why.
	_ = os.Rename(command.Log, command.Log+".before")
	return command, nil
}

func awaitReady(ctx context.Context, s *site.Site, server Server, command process.Command, ended <-chan struct{}) error {
	deadline := time.After(patience)
	for {
		err := server.Ready(ctx, s)
		if err == nil {
			return nil
		}
		select {
		case <-ended:
			return failure(command, errors.New("it ended before it was ready"))
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline:
			return failure(command, fmt.Errorf("it was not ready after %s: %w", patience, err))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// failure says which server, why, and where to look.
func failure(c process.Command, err error) error {
	if errors.Is(err, syscall.ENOEXEC) || errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s cannot be run: %w; run `sandbox build`", c.Executable, err)
	}
	return fmt.Errorf("%w; its log is %s and ends with:\n%s\nIf this stays, `sandbox reset` starts from the seed", err, c.Log, process.LogTail(c.Log, 12))
}
