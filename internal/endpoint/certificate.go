package endpoint

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

// Certificate is what a server shows of itself.
type Certificate struct {
	Name     string `json:"name"` // whom it names
	Issuer   string `json:"issuer"`
	Until    string `json:"until"`    // RFC 3339
	Verified bool   `json:"verified"` // somebody who is trusted here vouches for it
}

// Seen remembers the certificate that a server last showed.
type Seen struct{ last atomic.Pointer[Certificate] }

// Certificate is the last one; nil while there was none.
func (s *Seen) Certificate() *Certificate { return s.last.Load() }

// Transport notes what passes through next. verifies says whether next checks certificates.
func (s *Seen) Transport(next http.RoundTripper, verifies bool) http.RoundTripper {
	return seeing{s, next, verifies}
}

type seeing struct {
	seen     *Seen
	next     http.RoundTripper
	verifies bool
}

func (t seeing) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.next.RoundTrip(r)
	var distrusted *tls.CertificateVerificationError
	switch {
	case err == nil && answer.TLS != nil && len(answer.TLS.PeerCertificates) > 0:
		t.seen.note(answer.TLS.PeerCertificates[0], t.verifies)
	case errors.As(err, &distrusted) && len(distrusted.UnverifiedCertificates) > 0:
		t.seen.note(distrusted.UnverifiedCertificates[0], false)
	}
	return answer, err
}

func (s *Seen) note(c *x509.Certificate, verified bool) {
	name := c.Subject.CommonName
	if len(c.DNSNames) > 0 {
		name = c.DNSNames[0]
	}
	if name == "" && len(c.IPAddresses) > 0 {
		name = c.IPAddresses[0].String()
	}
	s.last.Store(&Certificate{Name: name, Issuer: nameOf(c), Until: c.NotAfter.UTC().Format(time.RFC3339), Verified: verified})
}

func nameOf(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return c.Issuer.String()
}
