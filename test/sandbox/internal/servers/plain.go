package servers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// answers is ready as soon as a GET gives one of the expected statuses.
func answers(port, path string, expected ...int) func(context.Context, *site.Site) error {
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	return func(ctx context.Context, s *site.Site) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL(port)+path, nil)
		if err != nil {
			return err
		}
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		for _, status := range expected {
			if resp.StatusCode == status {
				return nil
			}
		}
		return fmt.Errorf("%s answers %s", path, resp.Status)
	}
}

func vault() Server {
	return Server{
		Name: "vault", Binary: "vault", Port: "vault",
		Args:  func(s *site.Site) []string { return []string{"-listen", s.Address("vault")} },
		Env:   func(s *site.Site) []string { return []string{"SANDBOX_ROOT_TOKEN=" + s.Secrets.VaultRoot} },
		Ready: answers("vault", "/v1/sys/health", http.StatusOK),
	}
}

// RegistryUser and RegistryPassword are the one account of the OCI registry.
const (
	RegistryUser     = "sluice"
	RegistryPassword = "sluice-registry"
)

func registry() Server {
	return Server{
		Name: "registry", Binary: "registry", Port: "registry",
		Args: func(s *site.Site) []string {
			return []string{"-listen", s.Address("registry"), "-htpasswd", s.Path("htpasswd")}
		},
		Prepare: func(_ context.Context, s *site.Site) error {
			hash, err := bcrypt.GenerateFromPassword([]byte(RegistryPassword), bcrypt.MinCost)
			if err != nil {
				return err
			}
			return os.WriteFile(s.Path("htpasswd"), []byte(RegistryUser+":"+string(hash)+"\n"), 0o600)
		},
		Ready: answers("registry", "/v2/", http.StatusUnauthorized),
	}
}

func redis() Server {
	return Server{
		Name: "redis", Binary: "redis-server", System: true, Port: "redis",
		Args: func(s *site.Site) []string { return []string{s.Path("redis.conf")} },
		Prepare: func(_ context.Context, s *site.Site) error {
			config := fmt.Sprintf("bind 127.0.0.1\nport %d\nsave \"\"\nappendonly no\nrequirepass %s\n", s.Ports["redis"], s.Secrets.Internal)
			return os.WriteFile(s.Path("redis.conf"), []byte(config), 0o600)
		},
		Ready: redisAnswers,
	}
}

func redisAnswers(_ context.Context, s *site.Site) error {
	conn, err := net.DialTimeout("tcp", s.Address("redis"), time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := fmt.Fprintf(conn, "AUTH %s\r\nPING\r\n", s.Secrets.Internal); err != nil {
		return err
	}
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "+PONG") {
			return nil
		}
	}
	return errors.New("no answer to PING")
}

// VaultRoot may do everything in Vault.
func VaultRoot(s *site.Site) *rest.Client {
	return rest.New(s.URL("vault")).With("X-Vault-Token", s.Secrets.VaultRoot)
}
