package endpoint

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Unreached says why no answer came.
func (s *Site) Unreached(ctx context.Context, err error) error {
	var known *fault.Error
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	system := string(s.System)
	switch {
	case errors.As(err, &known): // the guard's, or a redirect's
		return known
	case errors.Is(ctx.Err(), context.Canceled):
		return fault.New(fault.Cancelled, system, ctx.Err(), "Cancelled")
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fault.New(fault.Unreachable, system, err, "%s %s did not answer in time. Check the network or the VPN, then retry", s.Title, s.Name)
	case errors.As(err, &certificate):
		return fault.New(fault.Unreachable, system, err, "The certificate of %s %s at %s is not trusted. Name its authority with ca: in the fleet's file", s.Title, s.Name, s.Base.Host)
	case errors.As(err, &dns):
		return fault.New(fault.Unreachable, system, err, "The name %s of %s %s is not known here. Check the VPN, or the fleet's file", s.Base.Hostname(), s.Title, s.Name)
	case strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return fault.New(fault.Invalid, system, err, "%s %s speaks plain HTTP at %s. Write http:// in the fleet's file, or give the server a certificate", s.Title, s.Name, s.Base.Host)
	}
	return fault.New(fault.Unreachable, system, err, "%s %s at %s cannot be reached. Check the network or the VPN, then retry", s.Title, s.Name, s.Base.Host)
}

// Foreign says that whoever answered speaks another language.
func (s *Site) Foreign(r *http.Response) error {
	return s.Strange(fmt.Errorf("%s with %q", r.Status, r.Header.Get("Content-Type")))
}

// Strange is Foreign for those who see no response.
func (s *Site) Strange(cause error) error {
	return fault.New(fault.Invalid, string(s.System), cause,
		"%s answers, but not as %s does. Check the URL of %s in the fleet's file; a login page may stand before it", s.Base.Host, s.as(), s.Name)
}

// Busy words the answers by which any server says that it cannot serve now; nil for another status.
func (s *Site) Busy(status int) error {
	detail := ""
	switch {
	case status == http.StatusTooManyRequests:
		detail = fmt.Sprintf("%s %s is asked too often. Wait a little, then retry", s.Title, s.Name)
	case status >= 502 && status <= 504 || status == http.StatusRequestTimeout:
		detail = fmt.Sprintf("%s %s is not up, or a part of it. Retry in a while", s.Title, s.Name)
	case status >= 500:
		detail = fmt.Sprintf("%s %s failed. Retry; if it stays so, its administrators know more", s.Title, s.Name)
	default:
		return nil
	}
	return fault.New(fault.Unreachable, string(s.System), fmt.Errorf("status %d", status), "%s", detail)
}
