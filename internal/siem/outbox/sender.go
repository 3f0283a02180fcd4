package outbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// The kinds of sink, as the fleet names them.
const (
	HTTPS  = "https"
	Syslog = "syslog"
	OTLP   = "otlp"
)

// sender speaks to one sink.
type sender interface {
	// send returns nil once the sink has taken the whole batch. The reply tells what was learnt also when it did not.
	send(ctx context.Context, batch []record, token secret.Value) (reply, error)
	end()
}

// reply is what a sink tells beside yes and no.
type reply struct {
	certificate siem.Certificate
	head        head // what it holds last, where it says so
}

// dial makes what speaks to the sink; nothing is connected yet.
func (l *line) dial() (sender, error) {
	at, err := url.Parse(l.URL)
	if err != nil || at.Host == "" {
		return nil, fault.New(fault.Invalid, "siem", err, "The address of SIEM %s cannot be read. Correct it in the fleet's file", l.Name)
	}
	trust, err := l.trust(at.Hostname())
	if err != nil {
		return nil, err
	}
	switch l.Kind {
	case HTTPS:
		return newPoster(l, at, trust, newJSON), nil
	case OTLP:
		return newPoster(l, at, trust, newOTLP), nil
	case Syslog:
		return newSyslog(l, at, trust), nil
	}
	return nil, fault.New(fault.Invalid, "siem", nil, "SIEM %s is of the kind %q, which Sluice does not know. Write https, syslog or otlp in the fleet's file", l.Name, l.Kind)
}

// trust is whom to believe that it is the sink, and what to show it of ourselves.
func (l *line) trust(host string) (*tls.Config, error) {
	config := &tls.Config{
		MinVersion: tls.VersionTLS12, ServerName: host, InsecureSkipVerify: l.Insecure,
		ClientSessionCache: tls.NewLRUClientSessionCache(4),
	}
	if l.CA != "" {
		pem, err := os.ReadFile(l.CA)
		config.RootCAs = x509.NewCertPool()
		if err != nil || !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fault.New(fault.Invalid, "siem", err, "The authority of SIEM %s, %s, is no readable PEM file. Correct ca: in the fleet's file", l.Name, l.CA)
		}
	}
	var own tls.Certificate
	if l.Cert != "" {
		pair, err := tls.LoadX509KeyPair(l.Cert, l.Key)
		if err != nil {
			return nil, fault.New(fault.Invalid, "siem", err, "The certificate %s and its key, for SIEM %s, cannot be read or do not belong together. Correct cert: and key: in the fleet's file", l.Cert, l.Name)
		}
		own = pair
	}
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		l.proof.Store(true)
		return &own, nil
	}
	return config, nil
}

func seen(state *tls.ConnectionState) siem.Certificate {
	if state == nil || len(state.PeerCertificates) == 0 {
		return siem.Certificate{}
	}
	shown := state.PeerCertificates[0]
	name := shown.Subject.CommonName
	if name == "" && len(shown.DNSNames) > 0 {
		name = shown.DNSNames[0]
	}
	return siem.Certificate{Name: name, Issuer: cmp.Or(shown.Issuer.CommonName, shown.Issuer.String()), Until: shown.NotAfter.UTC().Format(time.RFC3339)}
}

// unreached says why a sink did not answer.
func (l *line) unreached(ctx context.Context, host string, err error) *setback {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	kind, after, detail := fault.Unreachable, time.Duration(0), "SIEM %s at %s cannot be reached. Check the network or the VPN"
	said := err.Error()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		detail = "SIEM %s at %s did not answer in time. Check the network or the VPN"
	case errors.As(err, &certificate):
		after = l.o.Pace.Longest
		detail = "The certificate of SIEM %s at %s is not trusted. Name its authority with ca: in the fleet's file"
	case errors.As(err, &dns):
		detail = "The name of SIEM %s, %s, is not known here. Check the VPN, or the fleet's file"
	case strings.Contains(said, "HTTP response to HTTPS client"), strings.Contains(said, "first record does not look like a TLS handshake"):
		kind, after = fault.Invalid, l.o.Pace.Longest
		detail = "SIEM %s at %s does not speak TLS. Records are sent over TLS only: check its address in the fleet's file"
	case l.proof.Load():
		// Why it broke off is often lost with the connection; that it asked is not.
		kind, after = fault.Denied, l.o.Pace.Longest
		detail = "SIEM %s at %s asked for a certificate and broke off. Name one that it knows with cert: and key: in the fleet's file, or renew it"
	}
	return &setback{again, after, fault.New(kind, "siem", err, detail, l.Name, host)}
}
