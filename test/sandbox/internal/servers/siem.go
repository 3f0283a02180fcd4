package servers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/pki"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// SiemToken is what the SIEM wants to see.
const SiemToken = "siem-sluice"

func siem() Server {
	return Server{
		Name: "siem", Binary: "siem", Port: "siem",
		Args: func(s *site.Site) []string {
			return []string{"-listen", s.Address("siem"), "-syslog", s.Address("siem-syslog"), "-cert", s.Path("siem", "server.crt"), "-key", s.Path("siem", "server.key")}
		},
		Env:     func(*site.Site) []string { return []string{"SANDBOX_TOKEN=" + SiemToken} },
		Prepare: prepareSiem,
		Ready: func(ctx context.Context, s *site.Site) error {
			client, err := Siem(s, "")
			if err != nil {
				return err
			}
			return client.Do(ctx, http.MethodGet, "/health", nil, nil)
		},
	}
}

// SiemAuthority is the certificate that the SIEM's is signed with.
func SiemAuthority(s *site.Site) string { return s.Path("siem", "ca.crt") }

// SiemURL is where the SIEM takes records.
func SiemURL(s *site.Site) string { return "https://" + s.Address("siem") }

// Siem asks the SIEM with a token.
func Siem(s *site.Site, token string) (*rest.Client, error) {
	authority, err := os.ReadFile(SiemAuthority(s))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		return nil, errors.New("the SIEM's authority is no PEM file")
	}
	client := rest.New(SiemURL(s))
	client.HTTP = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool}}}
	return client.With("Authorization", "Bearer "+token), nil
}

// prepareSiem makes an authority and the SIEM's certificate, once.
func prepareSiem(_ context.Context, s *site.Site) error {
	if _, err := os.Stat(SiemAuthority(s)); err == nil {
		return nil
	}
	if err := os.MkdirAll(s.Path("siem"), 0o700); err != nil {
		return err
	}
	authority, err := pki.NewAuthority("sluice-sandbox-siem")
	if err != nil {
		return err
	}
	server, err := authority.Server("siem", []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	if err := server.Write(s.Path("siem", "server")); err != nil {
		return fmt.Errorf("the SIEM's certificate: %w", err)
	}
	// Last, because its presence says that everything else is there.
	return authority.Write(s.Path("siem", "ca"))
}
