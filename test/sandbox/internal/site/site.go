// Package site is one sandbox on this machine: its folder, its ports, its passwords and its processes.
package site

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"syscall"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/build"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/kube"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/process"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
)

// Site is one sandbox. Its folder holds everything it writes but its unix sockets, whose paths must be short.
type Site struct {
	Name, Dir string
	Sockets   string
	Ports     map[string]int
	Secrets   Secrets
	Processes *process.Registry

	mu       sync.Mutex
	binaries map[string]build.Binary
}

// Secrets are made once per sandbox. The people's passwords are not among them: they follow a rule.
type Secrets struct {
	VaultRoot   string `json:"vaultRoot"`
	GiteaAdmin  string `json:"giteaAdmin"`
	ArgoCDAdmin string `json:"argocdAdmin"`
	Internal    string `json:"internal"`
}

// ports are all that the servers listen on.
func ports() []string {
	return []string{
		landscape.Harbor, landscape.Ocean, landscape.Large, "vault", "registry", "gitea", "redis", "siem", "siem-syslog", "argocd-server", "argocd-server-metrics",
		"argocd-repo-server", "argocd-repo-server-metrics", "argocd-application-controller-metrics",
		"argocd-applicationset-controller-metrics", "argocd-applicationset-controller-probe", "argocd-applicationset-controller-webhook",
	}
}

// Folder is where the sandbox of that name keeps its state.
func Folder(name string) (string, error) {
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,30}$`).MatchString(name) {
		return "", fmt.Errorf("%q is no name for a sandbox: use up to 31 small letters, digits and dashes", name)
	}
	base := os.Getenv("XDG_STATE_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		base = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(base, "sluice", "sandbox", name), nil
}

// Open prepares the folder and reads, or chooses, what stays the same for the sandbox's whole life.
func Open(name, dir string) (*Site, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Site{Name: name, Dir: dir, binaries: make(map[string]build.Binary)}
	var err error
	if s.Processes, err = process.Open(s.Path("processes.json"), dir); err != nil {
		return nil, err
	}
	if s.Sockets, err = socketFolder(dir); err != nil {
		return nil, err
	}
	if err := once(s.Path("ports.json"), &s.Ports, func() (map[string]int, error) { return freePorts(ports()) }); err != nil {
		return nil, err
	}
	if err := s.addPorts(); err != nil {
		return nil, err
	}
	return s, once(s.Path("secrets.json"), &s.Secrets, func() (Secrets, error) {
		return Secrets{rand.Text(), rand.Text(), rand.Text(), rand.Text()}, nil
	})
}

// Path joins names to the sandbox's folder.
func (s *Site) Path(names ...string) string {
	return filepath.Join(append([]string{s.Dir}, names...)...)
}

// Address of a server, without scheme.
func (s *Site) Address(port string) string { return fmt.Sprintf("127.0.0.1:%d", s.Ports[port]) }

// URL of a server that speaks plain HTTP.
func (s *Site) URL(port string) string { return "http://" + s.Address(port) }

// Cluster is the URL of a control plane.
func (s *Site) Cluster(name string) string { return "https://" + s.Address(name) }

// Kubeconfig holds a context for each person and cluster.
func (s *Site) Kubeconfig() string { return s.Path("kubeconfig") }

// Admin acts with all rights on a cluster.
func (s *Site) Admin(cluster string) (*kube.Client, error) {
	return kube.Open(s.Path(cluster, "admin.kubeconfig"), "")
}

// Built notes a binary that is ready to be run.
func (s *Site) Built(name string, bin build.Binary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.binaries[name] = bin
}

// Binary gives one that was noted.
func (s *Site) Binary(name string) build.Binary {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.binaries[name]
}

// Once runs a seeding step whose result survives a restart, unless it ran to its end before.
func (s *Site) Once(step string, run func() error) error {
	done, begun := s.Path("seeded", step), s.Path("seeded", step+begunSuffix)
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(done), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(begun, nil, 0o600); err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return os.Rename(begun, done)
}

const begunSuffix = ".begun"

// Interrupted says whether a seeding step in dir began and did not end. What it left is neither nothing nor whole, so the
// sandbox has to start from the seed again.
func Interrupted(dir string) bool {
	begun, err := filepath.Glob(filepath.Join(dir, "seeded", "*"+begunSuffix))
	return err == nil && len(begun) > 0
}

// once reads a JSON file, or makes its content and writes it.
func once[T any](path string, into *T, make func() (T, error)) error {
	content, err := os.ReadFile(path)
	if err == nil {
		if err := json.Unmarshal(content, into); err != nil {
			return fmt.Errorf("%s is damaged (%w): run `sandbox reset`", path, err)
		}
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if *into, err = make(); err != nil {
		return err
	}
	return state.WriteFile(path, *into)
}

// addPorts chooses ports for servers that the sandbox did not have when it was made.
func (s *Site) addPorts() error {
	missing := slices.DeleteFunc(ports(), func(name string) bool { return s.Ports[name] != 0 })
	if len(missing) == 0 {
		return nil
	}
	chosen := slices.Collect(maps.Values(s.Ports))
	for _, name := range missing {
		for s.Ports[name] == 0 {
			more, err := freePorts([]string{name})
			if err != nil {
				return err
			}
			if !slices.Contains(chosen, more[name]) { // that one is free only because its server does not run
				s.Ports[name] = more[name]
				chosen = append(chosen, more[name])
			}
		}
	}
	return state.WriteFile(s.Path("ports.json"), s.Ports)
}

// freePorts takes all ports at once, so that no two are the same.
func freePorts(names []string) (map[string]int, error) {
	free := make(map[string]int)
	for _, name := range names {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		free[name] = listener.Addr().(*net.TCPAddr).Port
	}
	return free, nil
}

// Free says whether a server could listen on its port.
func (s *Site) Free(port string) bool {
	listener, err := net.Listen("tcp", s.Address(port))
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

// owned refuses a folder in a shared place that somebody else has made.
func owned(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	stat, known := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !known || int(stat.Uid) != os.Getuid() || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s belongs to somebody else or is open to others: remove it", dir)
	}
	return nil
}
